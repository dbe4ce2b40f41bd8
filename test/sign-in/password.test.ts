import t from 'tap'
import { hashPassword, verifyPassword } from '../../src/sign-in/password.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const NEW = 'four words to remember'

const change = async (browser: typeof desk.browser, fields: Record<string, string>) =>
  (await browser.get('/password')).form('Change password').fill(fields).submit()

t.test('Change password ends the other sessions, and no one else’s', async (t) => {
  const { browser, email } = await desk.addMember('viewer')
  const elsewhere = desk.stranger()
  await elsewhere.signIn(email, PASSWORD)
  const page = await change(browser, { 'Current password': PASSWORD, 'New password': NEW })
  t.equal(page.flash, 'Your password is changed. Every other session of yours has ended.')
  t.equal((await browser.get('/customers')).title, 'Customers', 'one stays signed in here')
  t.equal((await elsewhere.get('/customers')).title, 'Sign in')
  t.equal((await desk.browser.get('/customers')).title, 'Customers')
  t.equal((await desk.stranger().signIn(email, PASSWORD)).status, 422, 'the old password is over')
  t.equal((await desk.stranger().signIn(email, NEW)).path, '/')
})

t.test('it is an audit event that holds no password', async (t) => {
  const events = await desk.db
    .selectFrom('auditEvents')
    .selectAll()
    .where('action', '=', 'password.changed')
    .execute()
  t.match(events, [{ before: null, after: null }])
})

t.test('bad input is 422, the fields are named, and the password stays', async (t) => {
  const { browser, email } = await desk.addMember('viewer')
  const short = await change(browser, { 'Current password': '', 'New password': 'short' })
  t.equal(short.status, 422)
  t.same(short.errors(), {
    'Current password': 'Fill this in.',
    'New password': 'Choose a password of at least 12 characters.',
  })
  const long = await change(browser, { 'Current password': PASSWORD, 'New password': 'x'.repeat(201) })
  t.same(long.errors(), { 'New password': 'Write at most 200 characters.' })
  const wrong = await change(browser, { 'Current password': 'not mine at all', 'New password': NEW })
  t.equal(wrong.status, 422)
  t.same(wrong.errors(), { 'Current password': 'This is not your current password.' })
  t.notMatch(wrong.body, NEW, 'passwords are not shown again')
  t.equal((await desk.stranger().signIn(email, PASSWORD)).path, '/')
})

t.test('it needs a sign-in and its token', async (t) => {
  const stranger = desk.stranger()
  t.equal((await stranger.get('/password')).path, '/sign-in?next=%2Fpassword')
  const fields = { current: PASSWORD, password: NEW }
  t.match((await stranger.post('/password', fields)).location, /^\/sign-in/)
  await desk.browser.get('/password')
  t.equal((await desk.browser.post('/password', fields, { token: false })).status, 403)
  t.equal((await desk.stranger().signIn(desk.owner.email, PASSWORD)).path, '/')
})

t.test('a password is stored as argon2id, never the same twice, and only it fits', async (t) => {
  const ada = { name: 'Ada', email: desk.owner.email, partnerName: 'Northwind' }
  const [one, two] = [await hashPassword(PASSWORD, ada), await hashPassword(PASSWORD, ada)]
  t.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  t.not(one, two)
  t.equal(await verifyPassword(PASSWORD, one), true)
  t.equal(await verifyPassword(`${PASSWORD} `, one), false)
  t.equal(await verifyPassword(PASSWORD, undefined), false)
})
