import t from 'tap'
import { sweepSessions } from '../../src/sign-in/session-store.ts'
import type { Browser } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { addTwoStepMember, codeAt, enterCode, STEP } from '../support/two-step.ts'

const desk = await openDesk(t)
const { db, clock } = desk

const SESSION = 'scrip_session'
const MINUTE = 60

const addMember = () => addTwoStepMember(desk)
const isIn = async (browser: Browser) => (await browser.get('/customers')).title === 'Customers'

t.test('until then nothing is open, and nobody is greeted', async (t) => {
  const { email, secret } = await addMember()
  const browser = desk.stranger()
  const page = await browser.signIn(email, PASSWORD)
  t.notMatch(page.body, 'Sign out')
  t.notMatch(page.text, 'Northwind')
  const opened = desk.app.access.filter(({ method, needs }) => method === 'GET' && needs === 'read')
  t.ok(opened.length > 10)
  for (const { url } of opened) {
    const answer = await browser.get(url.replaceAll(/:\w+/g, '1'))
    t.ok(answer.title === 'Sign in' || answer.status === 401, url)
  }
  const password = { current: PASSWORD, password: 'another long password' }
  const refused = await browser.post('/password', password)
  t.equal(refused.location, '/sign-in')
  t.equal((await browser.post('/two-step/removal', { code: codeAt(secret, clock.now) })).location, '/sign-in')
})

t.test('without a right password there is no page for the code', async (t) => {
  const { secret } = await addMember()
  const stranger = desk.stranger()
  t.equal((await stranger.get('/sign-in/code?next=/products')).path, '/sign-in?next=%2Fproducts')
  const sent = await stranger.post('/sign-in/code', { code: codeAt(secret, clock.now) })
  t.equal(sent.location, '/sign-in')
  t.equal((await desk.browser.get('/sign-in/code?next=/products')).path, '/products', 'who is in goes on')
})

t.test('ten minutes after the password the code comes too late', async (t) => {
  const { email, secret } = await addMember()
  const page = await desk.stranger().signIn(email, PASSWORD)
  clock.pass(9 * MINUTE)
  const wrong = await enterCode(page, '000000')
  t.equal(wrong.status, 422)
  clock.pass(MINUTE + 1)
  t.equal((await enterCode(wrong, codeAt(secret, clock.now))).title, 'Sign in')
})

t.test('what waited for a code in vain is swept', async (t) => {
  const { email, id } = await addMember()
  await desk.stranger().signIn(email, PASSWORD)
  const waiting = async () => {
    await sweepSessions(db, clock.now)
    const rows = db.selectFrom('sessions').select('idHash').where('memberId', '=', id)
    return (await rows.where('awaitsCode', '=', 1).execute()).length
  }
  t.equal(await waiting(), 1)
  clock.pass(10 * MINUTE + 1)
  t.equal(await waiting(), 0)
})

t.test('the session id changes at each step, and the one before is worth nothing', async (t) => {
  const { email, secret } = await addMember()
  const planted = desk.stranger()
  await planted.signIn(desk.owner.email, PASSWORD)
  const before = planted.cookies.get(SESSION) ?? ''
  await planted.get('/password')
  t.equal((await planted.post('/sign-in', { email, password: PASSWORD })).location, '/sign-in/code')
  const half = planted.cookies.get(SESSION) ?? ''
  t.not(half, before)
  const code = await planted.get('/sign-in/code')
  const thief = desk.stranger()
  thief.cookies.set(SESSION, half)
  t.equal((await enterCode(code, codeAt(secret, clock.now))).path, '/')
  t.not(planted.cookies.get(SESSION), half)
  t.notOk(await isIn(thief))
  clock.pass(STEP)
  t.equal((await thief.get('/sign-in/code')).title, 'Sign in')
  const old = desk.stranger()
  old.cookies.set(SESSION, before)
  t.notOk(await isIn(old))
})

t.test('a second click on Sign in makes no second session and blames nobody', async (t) => {
  const { email, id, secret } = await addMember()
  const sessions = () => db.selectFrom('sessions').selectAll().where('memberId', '=', id).execute()
  const before = (await sessions()).length
  const page = await desk.stranger().signIn(email, PASSWORD)
  const form = page.form('Sign in').fill({ Code: codeAt(secret, clock.now) })
  const pages = await Promise.all([form.submit(), form.submit()])
  t.same(
    pages.map((page) => page.status),
    [200, 200],
  )
  t.equal((await sessions()).length, before + 1)
})

t.test('a password that is changed meanwhile ends what awaits a code', async (t) => {
  const { email, browser, secret } = await addMember()
  const page = await desk.stranger().signIn(email, PASSWORD)
  const form = (await browser.get('/password')).form('Change password')
  await form.fill({ 'Current password': PASSWORD, 'New password': 'another long password' }).submit()
  t.equal((await enterCode(page, codeAt(secret, clock.now))).title, 'Sign in')
})
