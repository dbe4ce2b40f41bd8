import t from 'tap'
import { hashRecoveryCode } from '../../src/sign-in/two-step-code.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { beginTurnOn, codeAt, keyOn, recoveryCodesOn, turnOn } from '../support/two-step.ts'

const desk = await openDesk(t)
const { db, clock } = desk

const memberRow = (id: number) =>
  db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const eventsOf = (id: number) =>
  db.selectFrom('auditEvents').selectAll().where('subject', '=', `member ${id}`).orderBy('id').execute()

t.test('a member without it reads what it is; Turn on shows a QR code, the key and a link', async (t) => {
  const { browser, email } = await desk.addMember('viewer')
  const page = await browser.get('/two-step')
  t.equal(page.title, 'Two-step sign-in')
  t.match(page.text, 'Whoever learns your password cannot sign in with it alone.')
  const setUp = await beginTurnOn(browser)
  const key = keyOn(setUp)
  t.match(setUp.text, (key.match(/.{4}/g) ?? []).join(' '), 'in groups of four')
  const link = new URL((setUp.link('Open the app on this device') ?? '').replaceAll('&amp;', '&'))
  t.equal(link.searchParams.get('secret'), key)
  t.match(decodeURIComponent(link.href), email)
  t.match(setUp.body, /<svg class="?qr"?[^>]*><rect [^>]*fill="#fff"\/><path fill="#000" d="M4 4h7v1h-7z/)
  t.match(setUp.body, /<input id="?code"?[^>]* inputmode="?numeric"? autocomplete="?one-time-code"?/)
  t.equal(setUp.headers['cache-control'], 'no-store')
})

t.test('a wrong code or a reload keeps the same key, and nothing is turned on', async (t) => {
  const { browser, id } = await desk.addMember('viewer')
  const setUp = await beginTurnOn(browser)
  const key = keyOn(setUp)
  const wrong = await setUp
    .form('Confirm')
    .fill({ Code: codeAt(key, clock.now, 9) })
    .submit()
  t.equal(wrong.status, 422)
  t.match(wrong.errors(), { Code: 'This is not the code that the app shows.' })
  t.equal(keyOn(wrong), key)
  t.equal(wrong.headers['cache-control'], 'no-store', 'no browser keeps the key')
  t.equal(keyOn(await browser.get(setUp.path)), key)
  t.same((await wrong.form('Confirm').fill({ Code: ' ' }).submit()).errors(), { Code: 'Fill this in.' })
  t.equal((await memberRow(id)).twoStepSecret, null)
  t.notMatch((await browser.get('/two-step')).text, 'It is on')
})

t.test('the right code turns it on, and shows ten recovery codes once', async (t) => {
  const { browser, id, email } = await desk.addMember('viewer')
  const setUp = await beginTurnOn(browser)
  const secret = keyOn(setUp)
  const form = setUp.form('Confirm').fill({ Code: codeAt(secret, clock.now) })
  const done = await form.submit()
  t.equal(done.status, 201)
  t.equal(done.headers['cache-control'], 'no-store')
  const codes = recoveryCodesOn(done)
  t.equal(codes.length, 10)
  t.match(done.text, 'signs you in once in place of the app’s code')
  t.match(done.text, email, 'a printed page says whose they are')
  t.equal((await memberRow(id)).twoStepSecret, secret)
  const kept = await db.selectFrom('recoveryCodes').selectAll().where('memberId', '=', id).execute()
  t.same(kept.map((row) => row.codeHash).sort(), codes.map(hashRecoveryCode).sort(), 'hashed')
  t.same(recoveryCodesOn(await browser.get('/two-step')), [])
  t.same((await browser.get('/two-step')).answers(), { 'Recovery codes left': '10' })

  const again = await form.submit()
  t.equal(again.path, '/two-step', 'a second click ends there')
  t.match(again.flash, 'This was done before.')
  t.same((await db.selectFrom('recoveryCodes').selectAll().where('memberId', '=', id).execute()).length, 10)
  t.equal((await browser.get(setUp.path)).path, '/two-step', 'and the key is shown no more')
  t.same(
    (await eventsOf(id)).map((event) => event.action).filter((action) => action.startsWith('two_step')),
    ['two_step.turned_on'],
  )
  t.notMatch(JSON.stringify(await eventsOf(id)), secret)
})

t.test('two clicks at once turn it on once', async (t) => {
  const { browser, id } = await desk.addMember('viewer')
  const setUp = await beginTurnOn(browser)
  const form = setUp.form('Confirm').fill({ Code: codeAt(keyOn(setUp), clock.now) })
  const pages = await Promise.all([form.submit(), form.submit()])
  t.equal(pages.filter((page) => page.status === 201).length, 1)
  const rows = await db.selectFrom('recoveryCodes').selectAll().where('memberId', '=', id).execute()
  t.equal(rows.length, 10)
})

t.test('every other session of the member ends', async (t) => {
  const { browser, email } = await desk.addMember('viewer')
  const other = desk.stranger()
  await other.signIn(email, PASSWORD)
  await turnOn(desk, browser)
  t.equal((await browser.get('/customers')).title, 'Customers')
  t.equal((await other.get('/customers')).title, 'Sign in')
})

t.test('the page that sets it up is its member’s own', async (t) => {
  const { browser } = await desk.addMember('viewer')
  const setUp = await beginTurnOn(browser)
  t.equal((await desk.browser.get(setUp.path)).status, 404)
  await desk.browser.get('/two-step')
  const fields = { code: codeAt(keyOn(setUp), clock.now) }
  t.equal((await desk.browser.post(`${setUp.path}/confirmation`, fields)).status, 404)
})

t.test('of two pages that set it up, the one that is confirmed first counts', async (t) => {
  const { browser, id } = await desk.addMember('viewer')
  const first = await beginTurnOn(browser)
  const second = await beginTurnOn(browser)
  t.not(keyOn(first), keyOn(second))
  const confirm = (page: typeof first) =>
    page
      .form('Confirm')
      .fill({ Code: codeAt(keyOn(page), clock.now) })
      .submit()
  t.equal((await confirm(second)).status, 201)
  t.equal((await confirm(first)).status, 404)
  t.equal((await memberRow(id)).twoStepSecret, keyOn(second))
})

t.test('the code that turned it on signs nobody in', async (t) => {
  const { browser, email } = await desk.addMember('viewer')
  const { secret } = await turnOn(desk, browser)
  const code = codeAt(secret, clock.now, -1)
  const half = await desk.stranger().signIn(email, PASSWORD)
  t.equal((await half.form('Sign in').fill({ Code: code }).submit()).status, 422)
})

t.test('it asks for the password: a browser left open is not enough', async (t) => {
  const { browser, id } = await desk.addMember('viewer')
  const turnOnWith = async (password: string) =>
    (await browser.get('/two-step')).form('Turn on').fill({ 'Current password': password }).submit()
  const wrong = await turnOnWith('not this one at all')
  t.equal(wrong.status, 422)
  t.same(wrong.errors(), { 'Current password': 'This is not your current password.' })
  t.same((await turnOnWith('')).errors(), { 'Current password': 'Fill this in.' })
  t.same(await db.selectFrom('drafts').selectAll().where('memberId', '=', id).execute(), [])
})

t.test('guesses of it are slowed like those at sign-in', async (t) => {
  const { browser } = await desk.addMember('viewer')
  const turnOnWith = async (password: string) =>
    (await browser.get('/two-step')).form('Turn on').fill({ 'Current password': password }).submit()
  for (let tried = 0; tried < 5; tried++) t.equal((await turnOnWith('not this one')).status, 422)
  const slowed = await turnOnWith(PASSWORD)
  t.equal(slowed.status, 429)
  t.equal(slowed.headers['retry-after'], '5')
})
