import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const { db, clock, owner } = desk

const QUARTER_HOUR = 15 * 60
const DAY = 24 * 60 * 60

t.test('the owner signs in and is greeted; Sign out ends it', async (t) => {
  const browser = desk.stranger()
  t.equal((await browser.get('/')).title, 'Sign in')
  const home = await browser.signIn(owner.email, PASSWORD)
  t.equal(home.path, '/')
  t.match(home.body, 'Northwind')
  const out = await home.form('Sign out').submit()
  t.equal(out.title, 'Sign in')
  t.equal((await browser.get('/customers')).title, 'Sign in')
})

t.test('an email is read in upper or lower case; outer spaces of a password count', async (t) => {
  t.equal((await desk.stranger().signIn(` ${owner.email.toUpperCase()} `, PASSWORD)).path, '/')
  t.equal((await desk.stranger().signIn(owner.email, `${PASSWORD} `)).status, 422)
})

t.test('a wrong email and a wrong password answer alike', async (t) => {
  const wrongEmail = await desk.stranger().signIn('nobody@northwind.example', PASSWORD)
  const wrongPassword = await desk.stranger().signIn(owner.email, 'not this one at all')
  t.equal(wrongEmail.status, 422)
  t.equal(wrongPassword.status, wrongEmail.status)
  t.equal(wrongPassword.text, wrongEmail.text)
  t.same(wrongEmail.errors(), { Email: 'The email or the password is wrong.' })
  t.equal(wrongPassword.form('Sign in').value('Email'), owner.email, 'the email is kept')
  t.equal(wrongPassword.form('Sign in').value('Password'), '', 'the password is not')
})

t.test('nothing filled in is said at each field', async (t) => {
  const page = await desk.stranger().signIn('', '')
  t.equal(page.status, 422)
  t.same(page.errors(), { Email: 'Fill this in.', Password: 'Fill this in.' })
})

t.test('after signing in one is where one was going, if that is a page of ours', async (t) => {
  const goTo = async (next: string) => {
    const page = await desk.stranger().get(`/sign-in?next=${encodeURIComponent(next)}`)
    return (await page.form('Sign in').fill({ Email: owner.email, Password: PASSWORD }).submit()).path
  }
  t.equal(await goTo('/products?code=c'), '/products?code=c')
  for (const hostile of ['//evil.example', '/\\evil.example', 'https://evil.example', '/.//evil.example']) {
    t.equal(await goTo(hostile), '/', hostile)
  }
})

t.test('where to go is not taken from a form made by hand, either', async (t) => {
  const browser = desk.stranger()
  await browser.get('/sign-in')
  const fields = { email: owner.email, password: PASSWORD, next: '//evil.example/' }
  t.equal((await browser.post('/sign-in', fields)).location, '/')
  const again = desk.stranger()
  await again.get('/sign-in')
  t.equal((await again.post('/sign-in', { ...fields, next: ['/a', '/b'] })).location, '/')
})

t.test('who is signed in already goes on at once', async (t) => {
  t.equal((await desk.browser.get('/sign-in?next=/products')).path, '/products')
  t.equal((await desk.browser.get('/sign-in?next=//evil.example')).path, '/')
})

t.test('fields of the wrong type are refused', async (t) => {
  const browser = desk.stranger()
  await browser.get('/sign-in')
  t.equal((await browser.post('/sign-in', { email: ['a', 'b'], password: PASSWORD })).status, 422)
  t.equal(
    (await browser.post('/sign-in', { email: owner.email, password: [PASSWORD, PASSWORD] })).status,
    422,
  )
  t.equal((await browser.post('/sign-in', {})).status, 422)
})

t.test('a form without its token signs nobody in', async (t) => {
  const browser = desk.stranger()
  await browser.get('/sign-in')
  const fields = { email: owner.email, password: PASSWORD }
  t.equal((await browser.post('/sign-in', fields, { token: false })).status, 403)
  t.equal((await browser.get('/customers')).title, 'Sign in')
})

t.test('after five failures from one place an account waits there, longer each time', async (t) => {
  const { email } = await desk.addMember('viewer')
  const attempt = (password: string) => desk.stranger('10.0.0.1').signIn(email, password)
  for (let failures = 1; failures <= 5; failures++) t.equal((await attempt('wrong')).status, 422)
  const slowed = await attempt(PASSWORD)
  t.equal(slowed.status, 429, 'even with the right password')
  t.equal(slowed.headers['retry-after'], '5')
  t.match(slowed.errors(), { Email: 'Too many attempts. Wait 5 seconds, then try again.' })
  clock.pass(6)
  t.equal((await attempt('wrong')).status, 422)
  t.equal((await attempt(PASSWORD)).headers['retry-after'], '10')
  clock.pass(11)
  t.equal((await attempt(PASSWORD)).path, '/')
  t.equal((await attempt('wrong')).status, 422, 'and then it starts anew')
})

t.test('an account that does not exist is slowed like one that does', async (t) => {
  const attempt = () => desk.stranger('10.1.0.1').signIn('ghost@northwind.example', 'wrong')
  for (let failures = 1; failures <= 5; failures++) await attempt()
  t.equal((await attempt()).status, 429)
})

t.test('who fails in one place keeps nobody out elsewhere', async (t) => {
  const { email } = await desk.addMember('viewer')
  const guess = () => desk.stranger('10.4.0.1').signIn(email, 'wrong')
  for (let guessed = 1; guessed <= 20; guessed++) {
    await guess()
    clock.pass(QUARTER_HOUR)
  }
  t.equal((await desk.stranger('10.4.0.2').signIn(email, PASSWORD)).path, '/')
  await guess()
  t.equal((await guess()).status, 429, 'what was counted there stays')
})

t.test('after a hundred failures from anywhere only places where the member has been are open', async (t) => {
  const { email } = await desk.addMember('viewer')
  const attempt = (password: string, address: string) => desk.stranger(address).signIn(email, password)
  await attempt(PASSWORD, '10.5.1.1')
  clock.pass(91 * DAY)
  await attempt(PASSWORD, '2001:db8:1:2::1')
  for (let failures = 0; failures < 100; failures++) {
    t.equal((await attempt('wrong', `10.5.0.${Math.floor(failures / 4)}`)).status, 422)
  }
  t.equal((await attempt(PASSWORD, '10.5.1.2')).headers['retry-after'], '5')
  t.equal((await attempt(PASSWORD, '10.5.1.1')).status, 429, 'that was too long ago')
  t.equal((await attempt(PASSWORD, '2001:db8:1:2::9')).path, '/', 'the same network')
  t.equal((await attempt(PASSWORD, '10.5.1.2')).status, 429, 'which opens no other place')
})

t.test('after twenty failures an address waits, whichever account it tries', async (t) => {
  const attempt = (email: string, password = 'wrong') => desk.stranger('10.2.0.1').signIn(email, password)
  for (let failures = 1; failures <= 20; failures++) await attempt(`guess${failures}@northwind.example`)
  t.equal((await attempt(owner.email, PASSWORD)).status, 429)
  t.equal((await desk.stranger('10.2.0.2').signIn(owner.email, PASSWORD)).path, '/')
})

t.test('many attempts at once are counted like one after the other', async (t) => {
  const { email } = await desk.addMember('viewer')
  const browsers = Array.from({ length: 12 }, () => desk.stranger('10.3.0.1'))
  const pages = await Promise.all(browsers.map((browser) => browser.signIn(email, 'wrong')))
  t.equal(pages.filter((page) => page.status === 422).length, 5)
  t.equal(pages.filter((page) => page.status === 429).length, 7)
})

t.test('neither emails nor passwords stand in the table of attempts', async (t) => {
  const rows = await db.selectFrom('signInAttempts').selectAll().execute()
  t.ok(rows.length > 0)
  t.notMatch(JSON.stringify(rows), '@')
})
