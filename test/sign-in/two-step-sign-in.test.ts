import t from 'tap'
import { hashRecoveryCode } from '../../src/sign-in/two-step-code.ts'
import type { Browser } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { addTwoStepMember, codeAt, enterCode, STEP } from '../support/two-step.ts'

const desk = await openDesk(t)
const { db, clock } = desk

const addMember = () => addTwoStepMember(desk)
const isIn = async (browser: Browser) => (await browser.get('/customers')).title === 'Customers'
const sessionEvents = async (id: number) => {
  const rows = await db
    .selectFrom('auditEvents')
    .select(['action', 'after', 'address'])
    .where('subject', '=', `member ${id}`)
    .where('action', 'like', 'session.%')
    .orderBy('id')
    .execute()
  return rows.map(({ action, after, address }) => [action, after, address])
}

t.test('after the right password comes the code, and then where one was going', async (t) => {
  const { email, secret } = await addMember()
  const browser = desk.stranger()
  const first = await browser.get('/sign-in?next=/products')
  const second = await first.form('Sign in').fill({ Email: email, Password: PASSWORD }).submit()
  t.equal(second.title, 'Enter your code')
  t.match(second.body, /name="?code"?[^>]* inputmode="?numeric"? autocomplete="?one-time-code"?/)
  t.match(second.text, 'Without the app, type one of your recovery codes.')
  const home = await enterCode(second, codeAt(secret, clock.now))
  t.equal(home.path, '/products')
  t.ok(await isIn(browser))
})

t.test('where to go is never another site', async (t) => {
  const { email, secret } = await addMember()
  const browser = desk.stranger()
  await browser.signIn(email, PASSWORD)
  const sent = await browser.post('/sign-in/code?next=//evil.example', { code: codeAt(secret, clock.now) })
  t.equal(sent.location, '/')
})

t.test('a wrong password says nothing of a second step', async (t) => {
  const { email } = await addMember()
  const { email: without } = await desk.addMember('viewer')
  const pages = [await desk.stranger().signIn(email, 'wrong'), await desk.stranger().signIn(without, 'wrong')]
  t.same(pages[0]?.errors(), { Email: 'The email or the password is wrong.' })
  t.equal(pages[0]?.text, pages[1]?.text)
  t.equal(pages[0]?.status, pages[1]?.status)
})

t.test('a wrong code is said at its field, and the right one still works', async (t) => {
  const { email, secret } = await addMember()
  clock.pass(STEP)
  const browser = desk.stranger()
  const page = await browser.signIn(email, PASSWORD)
  const wrong = await enterCode(page, codeAt(secret, clock.now, 9))
  t.equal(wrong.status, 422)
  t.match(wrong.errors(), { Code: 'This code is wrong, or was used before.' })
  t.same((await enterCode(wrong, ' ')).errors(), { Code: 'Fill this in.' })
  t.equal((await browser.post('/sign-in/code', { code: ['1', '2'] })).status, 422)
  t.equal((await enterCode(wrong, codeAt(secret, clock.now, -1))).path, '/', 'a phone that is a little late')
})

t.test('the clock that is set counts: one step of drift is forgiven, two are not', async (t) => {
  const { email, secret } = await addMember()
  clock.pass(3 * STEP)
  const page = await desk.stranger().signIn(email, PASSWORD)
  t.equal((await enterCode(page, codeAt(secret, clock.now, -2))).status, 422)
  t.equal((await enterCode(page, codeAt(secret, clock.now, 2))).status, 422)
  t.equal((await enterCode(page, codeAt(secret, clock.now, 1))).path, '/')
})

t.test('a code is taken once: neither again nor an earlier one after it', async (t) => {
  const { email, secret } = await addMember()
  clock.pass(STEP)
  const code = codeAt(secret, clock.now)
  const earlier = codeAt(secret, clock.now, -1)
  t.equal((await enterCode(await desk.stranger().signIn(email, PASSWORD), code)).path, '/')
  const page = await desk.stranger().signIn(email, PASSWORD)
  t.equal((await enterCode(page, code)).status, 422)
  t.equal((await enterCode(page, earlier)).status, 422)
  t.equal((await enterCode(page, codeAt(secret, clock.now, 1))).path, '/')
})

t.test('of two browsers with the same code at once, one gets in', async (t) => {
  const { email, secret } = await addMember()
  const browsers = [desk.stranger(), desk.stranger(), desk.stranger()]
  const pages = await Promise.all(browsers.map((browser) => browser.signIn(email, PASSWORD)))
  await Promise.all(pages.map((page) => enterCode(page, codeAt(secret, clock.now))))
  const inside = await Promise.all(browsers.map(isIn))
  t.equal(inside.filter(Boolean).length, 1)
})

t.test('a recovery code signs in once, says how many are left, and may be typed as it comes', async (t) => {
  const { email, codes } = await addMember()
  const [first = '', second = ''] = codes
  const home = await enterCode(
    await desk.stranger().signIn(email, PASSWORD),
    ` ${first.replaceAll('-', ' ')}`,
  )
  t.equal(home.path, '/')
  t.equal(home.flash, 'You have used a recovery code. 9 are left.')
  const page = await desk.stranger().signIn(email, PASSWORD)
  t.equal((await enterCode(page, first)).status, 422)
  t.equal(
    (await enterCode(page, second.replaceAll('-', ''))).flash,
    'You have used a recovery code. 8 are left.',
  )
  await db
    .updateTable('recoveryCodes')
    .set({ usedAt: clock.now })
    .where('codeHash', 'in', codes.slice(2, 8).map(hashRecoveryCode))
    .execute()
  const last = async (code = '') =>
    (await enterCode(await desk.stranger().signIn(email, PASSWORD), code)).flash
  t.equal(await last(codes[8]), 'You have used a recovery code. One is left.')
  t.equal(await last(codes[9]), 'That was your last recovery code. Make new ones under Two-step sign-in.')
})

t.test('of two browsers with the same recovery code at once, one gets in', async (t) => {
  const { email, codes } = await addMember()
  const browsers = [desk.stranger(), desk.stranger()]
  const pages = await Promise.all(browsers.map((browser) => browser.signIn(email, PASSWORD)))
  await Promise.all(pages.map((page) => enterCode(page, codes[0] ?? '')))
  t.equal((await Promise.all(browsers.map(isIn))).filter(Boolean).length, 1)
})

t.test('a recovery code of somebody else opens nothing', async (t) => {
  const { codes } = await addMember()
  const { email } = await addMember()
  const page = await desk.stranger().signIn(email, PASSWORD)
  t.equal((await enterCode(page, codes[0] ?? '')).status, 422)
})

t.test('the audit log says how each sign-in was completed, and who signed out', async (t) => {
  const { email, id, secret, codes } = await addMember()
  const browser = desk.stranger('10.6.0.1')
  const half = await browser.signIn(email, PASSWORD)
  t.same(await sessionEvents(id), [['session.started', '{"how":"password"}', '127.0.0.1']], 'half is not in')
  const home = await enterCode(half, codeAt(secret, clock.now))
  await home.form('Sign out').submit()
  await enterCode(await desk.stranger('10.6.0.2').signIn(email, PASSWORD), codes[0] ?? '')
  t.same((await sessionEvents(id)).slice(1), [
    ['session.started', '{"how":"password and code"}', '10.6.0.1'],
    ['session.ended', null, '10.6.0.1'],
    ['session.started', '{"how":"password and recovery code"}', '10.6.0.2'],
  ])
})
