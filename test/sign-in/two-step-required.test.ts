import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { codeAt, STEP, turnOn } from '../support/two-step.ts'

const requiring = async (t: Parameters<typeof openDesk>[0]) => {
  const desk = await openDesk(t)
  const require = (twoStepRequired: 0 | 1) =>
    desk.db.updateTable('partners').set({ twoStepRequired }).where('id', '=', desk.partnerId).execute()
  return { ...desk, require }
}

t.test('a member without it is led to it, at sign-in and when signed in already', async (t) => {
  const desk = await requiring(t)
  await desk.require(1)
  const page = await desk.browser.get('/customers')
  t.equal(page.path, '/two-step')
  t.match(page.text, 'Everyone at Northwind signs in with two steps. Turn it on to go on.')
  t.equal((await desk.stranger().signIn(desk.owner.email, PASSWORD)).path, '/two-step')
  await turnOn(desk, desk.browser)
  t.equal((await desk.browser.get('/customers')).title, 'Customers')
})

t.test(
  'no route that needs a sign-in is open before, but the pages that turn it on and Sign out',
  async (t) => {
    const desk = await requiring(t)
    await desk.require(1)
    await desk.browser.get('/two-step')
    const open: string[] = []
    for (const { method, url, needs } of desk.app.access) {
      if (needs === 'nobody' || needs === 'token' || (method !== 'GET' && method !== 'POST')) continue
      if (url === '/sign-out') continue
      const path = url.replaceAll(/:\w+/g, '1')
      const { location } = method === 'POST' ? await desk.browser.post(path, {}) : await goTo(path)
      if (location !== '/two-step') open.push(`${method} ${url}`)
    }
    async function goTo(path: string) {
      const { headers } = await desk.app.inject({
        url: path,
        cookies: Object.fromEntries(desk.browser.cookies),
      })
      return { location: headers.location }
    }
    t.same(open, [
      'GET /two-step',
      'POST /two-step/drafts',
      'GET /two-step/drafts/:id',
      'POST /two-step/drafts/:id/confirmation',
    ])
    t.equal((await (await desk.browser.get('/')).form('Sign out').submit()).title, 'Sign in')
  },
)

t.test('a form that is sent before is not acted on', async (t) => {
  const desk = await requiring(t)
  const form = (await desk.browser.get('/customers/new')).form('Save')
  await desk.require(1)
  const sent = await form.fill({ 'Account id': '1001', Name: 'Contoso' }).submit()
  t.equal(sent.path, '/two-step')
  t.same(await desk.db.selectFrom('customers').selectAll().execute(), [])
})

t.test('a role is not looked at before', async (t) => {
  const desk = await requiring(t)
  const { browser } = await desk.addMember('viewer')
  await desk.require(1)
  t.equal((await browser.get('/customers/new')).path, '/two-step')
})

t.test('assets, and the members of other partners, are not concerned', async (t) => {
  const desk = await requiring(t)
  const other = await desk.addPartner()
  await desk.require(1)
  t.equal((await other.browser.get('/customers')).title, 'Customers')
  t.equal((await desk.browser.get('/favicon.ico')).status, 200)
})

t.test('it cannot be turned off while it is required, but the app can be changed', async (t) => {
  const desk = await requiring(t)
  const { secret } = await turnOn(desk, desk.browser)
  const ask = await desk.browser.get('/two-step/removal')
  await desk.require(1)
  const page = await desk.browser.get('/two-step')
  t.equal(page.link('Turn off'), undefined)
  t.match(page.text, 'Everyone at Northwind signs in with two steps, so it cannot be turned off.')
  t.equal((await desk.browser.get('/two-step/removal')).status, 409)
  const refused = await ask
    .form('Turn off')
    .fill({ Code: codeAt(secret, desk.clock.now) })
    .submit()
  t.equal(refused.status, 409)
  const replacement = await page.follow('Change to another app or phone')
  const setUp = await replacement
    .form('Continue')
    .fill({ Code: codeAt(secret, desk.clock.now) })
    .submit()
  t.equal(setUp.title, 'Set up your app')
  await desk.require(0)
  desk.clock.pass(STEP)
  const off = await ask
    .form('Turn off')
    .fill({ Code: codeAt(secret, desk.clock.now) })
    .submit()
  t.match(off.flash, 'Two-step sign-in is off.')
})
