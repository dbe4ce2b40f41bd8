import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const fields = { accountId: '1001', name: 'Ada' }
const stored = async () => (await desk.db.selectFrom('customers').select('id').execute()).length

/** Posts a customer from a browser that has just seen a form, and says what became of it. */
async function posting(sent: Record<string, string>, headers: Record<string, string> = {}, token = true) {
  const { browser } = desk
  await browser.get('/customers/new')
  const before = await stored()
  const accountId = String(Math.random())
  const { status } = await browser.post('/customers', { ...fields, accountId, ...sent }, { token, headers })
  return { status, written: (await stored()) - before }
}

t.test('a form with the token of its session is taken', async (t) => {
  t.same(await posting({}), { status: 303, written: 1 })
})

t.test('without a token, or with another, it is refused', async (t) => {
  t.same(await posting({}, {}, false), { status: 403, written: 0 })
  for (const _csrf of ['', 'x', 'undefined', 'a-b'])
    t.same(await posting({ _csrf }), { status: 403, written: 0 })
})

t.test('the token in a header or in the address does not count', async (t) => {
  const token = (await desk.browser.get('/customers/new')).token ?? ''
  t.same(await posting({}, { 'csrf-token': token }, false), { status: 403, written: 0 })
  const page = await desk.browser.post(`/customers?_csrf=${encodeURIComponent(token)}`, fields, {
    token: false,
  })
  t.equal(page.status, 403)
})

t.test("another session's token is refused, even another of the same member", async (t) => {
  const elsewhere = desk.stranger()
  await elsewhere.signIn(desk.owner.email, PASSWORD)
  const { token = '' } = await elsewhere.get('/customers/new')
  t.same(await posting({ _csrf: token }), { status: 403, written: 0 })
})

t.test('a token from before signing in is refused after', async (t) => {
  const browser = desk.stranger()
  const before = (await browser.get('/sign-in')).token ?? ''
  await browser.signIn(desk.owner.email, PASSWORD)
  t.equal((await browser.post('/customers', { ...fields, _csrf: before })).status, 403)
})

t.test('a form that a browser says comes from another site is refused, token or not', async (t) => {
  for (const site of ['cross-site', 'same-site']) {
    t.same(await posting({}, { 'sec-fetch-site': site }), { status: 403, written: 0 }, site)
  }
})

t.test('an older browser says it by Origin', async (t) => {
  const from = (origin: string) =>
    desk.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { origin, host: 'scrip.example' },
    })
  t.match((await from('https://evil.example')).body, 'This form was sent from another site.')
  t.match((await from('https://scrip.example.evil.example')).body, 'This form was sent from another site.')
  t.match((await from('nonsense')).body, 'This form was sent from another site.')
  t.match(
    (await from('http://scrip.example')).body,
    'This form can no longer be sent.',
    'our own lacks but its token',
  )
})

t.test('signing out needs the token, too', async (t) => {
  await desk.browser.get('/customers')
  t.equal((await desk.browser.post('/sign-out', {}, { token: false })).status, 403)
  t.equal((await desk.browser.get('/customers')).title, 'Customers')
})
