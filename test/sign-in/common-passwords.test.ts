import t, { type Test } from 'tap'
import { makeSetUpToken } from '../../src/partners/set-up.ts'
import { requireUncommon } from '../../src/sign-in/common-passwords.ts'
import { openBrowser } from '../support/browser.ts'
import { openApp, openDesk, PASSWORD } from '../support/desk.ts'
import type { Page } from '../support/page.ts'

const COMMON = 'qwerty123456'
const REFUSED = 'This password is on the lists that are tried first. Choose another; four words are good.'
const ADA = { name: 'Ada Byron', email: 'countess@northwind.example', partnerName: 'Northwind Trading' }

t.test('of the passwords that became known, those long enough to be chosen are refused', async (t) => {
  for (const password of [COMMON, '1qaz2wsx3edc', 'unbelievable', 'Unbelievable', '123456789012']) {
    t.throws(() => requireUncommon(password, ADA), { errors: [{ field: 'password' }] }, password)
  }
})

t.test('names that others know make no password, with a number or two', async (t) => {
  for (const password of [
    'Northwind2026!',
    'ada-byron-1815',
    'Countess.northwind',
    'scripvoucher12',
    'Password-Ada-99',
  ]) {
    t.throws(() => requireUncommon(password, ADA), { message: /^password: Apart from names/ }, password)
  }
})

t.test('everything else is taken: there are no rules about kinds of characters', async (t) => {
  const taken = [
    PASSWORD,
    'all lower case letters',
    '93817264018374650192',
    'ключ от старой двери',
    '\u{1F511}'.repeat(6),
    'x9'.repeat(64),
    'Ada walks to the lighthouse',
  ]
  for (const password of taken) t.doesNotThrow(() => requireUncommon(password, ADA), password)
})

t.test('whoever makes the account is told', async (t) => {
  const { app, db, clock } = await openApp(t)
  const path = `/set-up/${await makeSetUpToken(db, clock.now)}`
  const filled = { 'Partner name': 'Northwind', 'Your name': 'Ada', Email: ADA.email }
  const form = (await openBrowser(app).get(path)).form('Create account')
  isRefused(t, await form.fill({ ...filled, Password: COMMON }).submit(), 'Password')
  t.same(await db.selectFrom('members').select('id').execute(), [])
})

t.test('whoever joins, resets or changes a password is told, too', async (t) => {
  const desk = await openDesk(t)
  const invite = (await desk.browser.get('/members/invitations')).form('Make link')
  const invited = await invite.fill({ 'Full name': 'Grace', Role: ['Viewer'] }).submit()
  const join = (await desk.stranger().get(linkIn(invited))).form('Join')
  const joining = { 'Your name': 'Grace', Email: 'grace@northwind.example', Password: COMMON }
  isRefused(t, await join.fill(joining).submit(), 'Password')

  const { id, browser } = await desk.addMember('viewer')
  const made = await (await desk.browser.get(`/members/${id}/password-reset`)).form('Make link').submit()
  const reset = (await desk.stranger().get(linkIn(made))).form('Save password')
  isRefused(t, await reset.fill({ 'New password': COMMON }).submit(), 'New password')

  const change = (await browser.get('/password')).form('Change password')
  const fields = { 'Current password': PASSWORD, 'New password': COMMON }
  isRefused(t, await change.fill(fields).submit(), 'New password')
})

t.test('a password of 128 characters signs in, and one character less does not', async (t) => {
  const desk = await openDesk(t)
  const { browser, email } = await desk.addMember('viewer')
  const long = 'é'.repeat(128)
  const change = (await browser.get('/password')).form('Change password')
  await change.fill({ 'Current password': PASSWORD, 'New password': long }).submit()
  t.equal((await desk.stranger().signIn(email, long)).path, '/')
  t.equal((await desk.stranger().signIn(email, long.slice(1))).status, 422)
})

t.test('a browser may fill a password in, and a person may paste it', async (t) => {
  const desk = await openDesk(t)
  const pages = [await desk.stranger().get('/sign-in'), await desk.browser.get('/password')]
  const inputs = pages.flatMap(({ body }) => body.match(/<input[^>]* type="password"[^>]*>/g) ?? [])
  t.equal(inputs.length, 3)
  for (const input of inputs) {
    t.match(input, / autocomplete="(current|new)-password"/)
    t.notMatch(input, /maxlength|pattern|onpaste|readonly/)
  }
})

function isRefused(t: Test, page: Page, label: string): void {
  t.equal(page.status, 422)
  t.same(page.errors(), { [label]: REFUSED })
  t.notMatch(page.body, COMMON)
}

function linkIn({ text }: Page): string {
  return /\/invitations\/[\w-]+/.exec(text)?.[0] ?? ''
}
