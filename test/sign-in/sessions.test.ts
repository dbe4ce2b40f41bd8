import t from 'tap'
import { hashToken } from '../../src/partners/token.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const { db, clock, owner } = desk

const SESSION = 'scrip_session'
const HOUR = 60 * 60
const signedIn = async () => {
  const browser = desk.stranger()
  await browser.signIn(owner.email, PASSWORD)
  return browser
}
const isIn = async (browser: typeof desk.browser) => (await browser.get('/customers')).title === 'Customers'

t.test('a session is a row under the hash of its id: the id itself is nowhere', async (t) => {
  const browser = await signedIn()
  const id = browser.cookies.get(SESSION)?.split('.')[0] ?? ''
  const rows = await db.selectFrom('sessions').selectAll().execute()
  t.ok(rows.some((row) => row.idHash === hashToken(id) && row.memberId === owner.id))
  t.notMatch(JSON.stringify(rows), id)
})

t.test('who is not signed in has no session, neither a row nor a cookie', async (t) => {
  const before = await db.selectFrom('sessions').select('idHash').execute()
  const stranger = desk.stranger()
  await stranger.get('/sign-in')
  await stranger.signIn(owner.email, 'wrong')
  t.notOk(stranger.cookies.has(SESSION))
  t.equal((await db.selectFrom('sessions').select('idHash').execute()).length, before.length)
})

t.test('a session id that was there before signing in is never kept', async (t) => {
  const victim = desk.stranger()
  const planted = (await signedIn()).cookies.get(SESSION) ?? ''
  victim.cookies.set(SESSION, planted)
  await victim.get('/password')
  await victim.post('/sign-in', { email: owner.email, password: PASSWORD })
  t.ok(await isIn(victim))
  t.not(victim.cookies.get(SESSION), planted)
  const attacker = desk.stranger()
  attacker.cookies.set(SESSION, planted)
  t.notOk(await isIn(attacker), 'and the old one is over')
})

t.test('who signs in showing a token besides gets a session of their own all the same', async (t) => {
  const signIn = async () => {
    const browser = desk.stranger()
    await browser.get('/sign-in')
    const headers = { authorization: 'Bearer whatever' }
    await browser.post('/sign-in', { email: owner.email, password: PASSWORD }, { headers })
    t.ok(await isIn(browser))
    return browser.cookies.get(SESSION)
  }
  t.not(await signIn(), await signIn())
})

t.test('a forged or changed cookie is nobody, however often the right one was shown', async (t) => {
  const browser = await signedIn()
  t.ok(await isIn(browser))
  const good = browser.cookies.get(SESSION) ?? ''
  for (const bad of ['made-up', `${good}x`, `x${good}`, good.split('.')[0] ?? '', '']) {
    const browser = desk.stranger()
    browser.cookies.set(SESSION, bad)
    t.notOk(await isIn(browser), bad)
  }
  t.ok(await isIn(browser))
})

t.test('after two hours without a request a session is over', async (t) => {
  const browser = await signedIn()
  clock.pass(1.9 * HOUR)
  t.ok(await isIn(browser))
  clock.pass(1.9 * HOUR)
  t.ok(await isIn(browser), 'a request keeps it alive')
  clock.pass(2 * HOUR + 1)
  t.notOk(await isIn(browser))
})

t.test('after twelve hours a session is over, however busy', async (t) => {
  const browser = await signedIn()
  for (let hour = 1; hour < 12; hour++) {
    clock.pass(HOUR)
    t.ok(await isIn(browser), `${hour} hours`)
  }
  clock.pass(HOUR + 1)
  t.notOk(await isIn(browser))
})

t.test('reading pages does not write: the last time seen is kept to five minutes', async (t) => {
  const browser = await signedIn()
  const seen = async () =>
    (await db.selectFrom('sessions').select('lastSeenAt').orderBy('createdAt', 'desc').execute())[0]
  const before = await seen()
  clock.pass(4 * 60)
  await browser.get('/customers')
  t.same(await seen(), before)
  clock.pass(2 * 60)
  await browser.get('/customers')
  t.not((await seen())?.lastSeenAt, before?.lastSeenAt)
})

t.test('where a token is needed there is no session, whatever cookie comes along', async (t) => {
  const browser = await signedIn()
  const cookie = `${SESSION}=${browser.cookies.get(SESSION)}`
  const sessions = () => db.selectFrom('sessions').selectAll().orderBy('idHash').execute()
  const before = await sessions()
  clock.pass(6 * 60)
  const headers = { cookie, authorization: 'Bearer whatever' }
  const answer = await desk.app.inject({ method: 'POST', url: '/charges', headers, payload: {} })
  t.equal(answer.statusCode, 401)
  t.notOk(answer.headers['set-cookie'])
  t.same(await sessions(), before)
})

t.test('signing out ends the session itself, not only its cookie', async (t) => {
  const browser = await signedIn()
  const stolen = browser.cookies.get(SESSION) ?? ''
  await (await browser.get('/customers')).form('Sign out').submit()
  const thief = desk.stranger()
  thief.cookies.set(SESSION, stolen)
  t.notOk(await isIn(thief))
})

t.test('cookies are for this site and no script', async (t) => {
  const stranger = desk.stranger()
  const form = (await stranger.get('/sign-in'))
    .form('Sign in')
    .fill({ Email: owner.email, Password: PASSWORD })
  const { _csrf, ...fields } = Object.fromEntries(form.entries())
  const page = await stranger.post('/sign-in', {
    email: String(fields.email),
    password: String(fields.password),
  })
  const cookies = [page.headers['set-cookie'] ?? []].flat()
  t.ok(cookies.some((cookie) => cookie.startsWith(`${SESSION}=`)))
  for (const cookie of cookies) t.match(cookie, /; Path=\/; HttpOnly; SameSite=Lax$/i)
})

t.test('signing in over a session ends it, and the audit log says so', async (t) => {
  const first = await desk.addMember('viewer')
  const second = await desk.addMember('viewer')
  const { browser } = first
  const former = browser.cookies.get(SESSION) ?? ''
  await browser.get('/customers')
  const fields = { email: second.email, password: PASSWORD }
  t.equal((await browser.post('/sign-in', fields)).location, '/')
  const thief = desk.stranger()
  thief.cookies.set(SESSION, former)
  t.notOk(await isIn(thief))
  const events = db
    .selectFrom('auditEvents')
    .select(['action', 'subject', 'memberId'])
    .orderBy('id', 'desc')
    .limit(2)
  t.same(await events.execute(), [
    { action: 'session.started', subject: `member ${second.id}`, memberId: second.id },
    { action: 'session.ended', subject: `member ${first.id}`, memberId: first.id },
  ])
})

t.test('a sign-in that is refused leaves the session as it was', async (t) => {
  const { browser, email } = await desk.addMember('viewer')
  await browser.get('/customers')
  t.equal((await browser.post('/sign-in', { email, password: 'not this one' })).status, 422)
  t.ok(await isIn(browser))
})
