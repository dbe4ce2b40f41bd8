import t from 'tap'
import { hashToken } from '../../src/partners/token.ts'
import { browserOf } from '../../src/sign-in/browser-name.ts'
import type { Browser } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const { db, clock } = desk

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** Signs in as somebody with a browser that says what it is. */
async function signInFrom(address: string, email: string, userAgent: string): Promise<Browser> {
  const browser = desk.stranger(address)
  await browser.get('/sign-in')
  const headers = { 'user-agent': userAgent }
  await browser.post('/sign-in', { email, password: PASSWORD }, { headers })
  return browser
}

const isIn = async (browser: Browser) => (await browser.get('/customers')).title === 'Customers'
const hashOf = (browser: Browser) =>
  hashToken(browser.cookies.get('scrip_session')?.split('.')[0] ?? 'nobody')
const endings = async (id: number) => {
  const events = db
    .selectFrom('auditEvents')
    .select('before')
    .where('action', '=', 'session.ended')
    .where('subject', '=', `member ${id}`)
  return (await events.execute()).map(({ before }) => JSON.parse(before ?? 'null'))
}

t.test('a member sees where they are signed in, this browser first', async (t) => {
  const member = await desk.addMember('viewer')
  const alone = await member.browser.get('/sessions')
  t.equal(alone.rows().length, 1)
  t.notMatch(alone.text, 'End all others')
  clock.pass(60)
  await signInFrom('192.0.2.7', member.email, FIREFOX)
  const rows = (await member.browser.get('/sessions')).rows()
  t.match(rows, [
    { Address: '127.0.0.1', 'Signed in at': '23 Nov 2026, 09:00', Operation: 'This browser' },
    {
      Browser: 'Firefox on Windows',
      Address: '192.0.2.7',
      'Signed in at': '23 Nov 2026, 09:01',
      'Last seen': '23 Nov 2026, 09:01',
      Operation: 'End',
    },
  ])
  t.notMatch((await desk.browser.get('/sessions')).text, '192.0.2.7', 'and nobody else does')
})

t.test('ending a session ends it at its next request; the second click does nothing', async (t) => {
  const member = await desk.addMember('viewer')
  const other = await signInFrom('192.0.2.8', member.email, FIREFOX)
  t.ok(await isIn(other))
  const form = (await member.browser.get('/sessions')).form('End')
  const page = await form.submit()
  t.match(page.flash, 'The session has ended.')
  t.equal(page.rows().length, 1)
  t.notOk(await isIn(other))
  t.equal((await form.submit()).status, 200)
  t.same(await endings(member.id), [{ address: '192.0.2.8', userAgent: FIREFOX }])
})

t.test('ending all others leaves this browser signed in', async (t) => {
  const member = await desk.addMember('viewer')
  const others = [
    await signInFrom('192.0.2.9', member.email, FIREFOX),
    await signInFrom('192.0.2.10', member.email, ''),
  ]
  const form = (await member.browser.get('/sessions')).form('End all others')
  t.match((await form.submit()).flash, 'Every other session of yours has ended.')
  for (const other of others) t.notOk(await isIn(other))
  t.ok(await isIn(member.browser))
  await form.submit()
  t.same(await endings(member.id), [{ sessions: 2 }])
})

t.test('the session of another member is not found, and goes on', async (t) => {
  const member = await desk.addMember('viewer')
  const colleague = await desk.addMember('viewer')
  const foreign = await desk.addPartner()
  await member.browser.get('/sessions')
  for (const other of [colleague, foreign]) {
    const page = await member.browser.post('/sessions/end', { session: hashOf(other.browser) })
    t.equal(page.status, 404)
    t.ok(await isIn(other.browser))
  }
  t.equal((await member.browser.post('/sessions/end', { session: ['a', 'b'] })).status, 422)
  t.equal((await member.browser.post('/sessions/end', { session: 'x' }, { token: false })).status, 403)
})

t.test('ending the session of this very browser signs it out', async (t) => {
  const member = await desk.addMember('viewer')
  await member.browser.get('/sessions')
  await member.browser.post('/sessions/end', { session: hashOf(member.browser) })
  t.equal((await member.browser.get('/sessions')).title, 'Sign in')
})

t.test('sessions that are over are not listed', async (t) => {
  const member = await desk.addMember('viewer')
  clock.pass(2 * 60 * 60 + 1)
  await member.browser.signIn(member.email, PASSWORD)
  t.equal((await member.browser.get('/sessions')).rows().length, 1)
})

t.test('a member with a great many sessions sees the last hundred, and can end them all', async (t) => {
  const member = await desk.addMember('viewer')
  const at = { createdAt: clock.now, lastSeenAt: clock.now }
  const rows = Array.from({ length: 150 }, (_, index) => ({
    idHash: `many ${index}`,
    memberId: member.id,
    address: '192.0.2.11',
    userAgent: '',
    ...at,
  }))
  await db.insertInto('sessions').values(rows).execute()
  const page = await member.browser.get('/sessions')
  t.equal(page.rows().length, 100)
  t.equal(page.rows()[0]?.Operation, 'This browser')
  t.match(page.text, 'These are the 100 that were seen last.')
  t.equal((await page.form('End all others').submit()).rows().length, 1)
})

t.test('a browser that is not known says so, and what it calls itself, cut', async (t) => {
  const member = await desk.addMember('viewer')
  const seenFrom = async (address: string, userAgent: string) => {
    await signInFrom(address, member.email, userAgent)
    const rows = (await member.browser.get('/sessions')).rows()
    return rows.find(({ Address }) => Address === address)?.Browser
  }
  t.equal(
    await seenFrom('192.0.2.12', `robot/1 ${'x'.repeat(200)}`),
    `Unknown browser robot/1 ${'x'.repeat(51)}…`,
  )
  t.equal(await seenFrom('192.0.2.13', ''), 'Unknown browser')
  t.equal(await seenFrom('192.0.2.14', 'w3m/0.5.3'), 'w3m')
})

t.test('a browser is named by what it says of itself, and no more is made of it', async (t) => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0'
  const cases: [string, string | undefined, string | undefined][] = [
    [FIREFOX, 'Firefox', 'Windows'],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome} Safari/537.36`, 'Chrome', 'macOS'],
    [`Mozilla/5.0 (Windows NT 10.0) ${chrome} Safari/537.36 Edg/140.0.0.0`, 'Edge', 'Windows'],
    [`Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36 OPR/120.0`, 'Opera', 'Linux'],
    [`Mozilla/5.0 (Linux; Android 16; Pixel 9) ${chrome} Mobile Safari/537.36`, 'Chrome', 'Android'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iPhone',
    ],
    ['w3m/0.5.3', 'w3m', undefined],
    ['something else entirely', undefined, undefined],
    ['', undefined, undefined],
  ]
  for (const [userAgent, browser, system] of cases)
    t.match(browserOf(userAgent), { browser, system }, userAgent)
  t.equal(browserOf('a thing').raw, 'a thing')
  t.equal(browserOf('x'.repeat(200)).raw, `${'x'.repeat(59)}…`)
})
