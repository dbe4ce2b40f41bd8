import t from 'tap'
import { hashToken } from '../../src/partners/token.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers } from '../support/stock.ts'
import { makeLink, tokenOf } from './statement.ts'

const stored = (desk: Desk) => desk.db.selectFrom('statements').selectAll().orderBy('id').execute()
const events = (desk: Desk) =>
  desk.db
    .selectFrom('auditEvents')
    .select(['action', 'subject', 'memberId', 'before', 'after'])
    .where('action', 'like', 'statement.%')
    .orderBy('id')
    .execute()

t.test('a link is shown once, in the answer that made it, and only its hash is kept', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const empty = await desk.browser.get('/customers/1/statements')
  t.match(empty.text, 'This customer has no statement link yet.')
  const page = await empty.form('Make statement link').submit()
  t.equal(page.status, 201)
  const token = tokenOf(page)
  t.match(page.text, `http://127.0.0.1:3000/statements/${token}`)
  t.match(page.rows(), [
    {
      Made: '23 Nov 2026, 09:00 by Ada',
      'Last opened': 'Never',
      Status: 'Active',
      'Revoked on': '',
      Operation: 'Revoke',
    },
  ])
  t.notMatch((await desk.browser.get('/customers/1/statements')).body, token)
  t.match(await stored(desk), [{ tokenHash: hashToken(token), customerId: 1, createdBy: desk.owner.id }])
  const [event] = await events(desk)
  t.match(event, { action: 'statement.made', subject: 'customer 1', memberId: desk.owner.id })
  t.notMatch(JSON.stringify(event), token)
})

t.test('a link that was made is shown, whatever stands in the address', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await desk.browser.get('/customers/1/statements')
  const made = await desk.browser.post('/customers/1/statements?next=1', {})
  t.equal(made.status, 201)
  t.match(made.text, '/statements/')
})

t.test('a second click leaves one link that works, and it is the one on the screen', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const form = (await desk.browser.get('/customers/1/statements')).form('Make statement link')
  const says =
    'The link that you made a moment ago, and nobody had opened, is revoked: this one takes its place.'
  const made = await form.submit()
  t.notMatch(made.text, says)
  const again = await form.submit()
  t.match(again.text, says)
  const [first, second] = [tokenOf(made), tokenOf(again)]
  t.equal((await desk.stranger().get(`/statements/${first}`)).status, 404)
  t.equal((await desk.stranger().get(`/statements/${second}`)).status, 200)
})

t.test('a link that was opened, is older, or is of another member stays when another is made', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const issuer = await desk.addMember('issuer')
  const opened = await makeLink(desk, 1)
  await desk.stranger().get(`/statements/${opened}`)
  const ofAnother = await makeLink(desk, 1, issuer.browser)
  const older = await makeLink(desk, 1)
  desk.clock.pass(61)
  const newest = await makeLink(desk, 1)
  for (const token of [opened, ofAnother, older, newest]) {
    t.equal((await desk.stranger().get(`/statements/${token}`)).status, 200)
  }
})

t.test('a revoked link and one that was never made answer with the same page', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const token = await makeLink(desk, 1)
  const stranger = desk.stranger()
  t.equal((await stranger.get(`/statements/${token}`)).status, 200)
  const confirm = await (await desk.browser.get('/customers/1/statements')).follow('Revoke')
  t.match(confirm.text, 'Whoever opens the link sees nothing from now on')
  const page = await confirm.form('Revoke').submit()
  t.equal(page.flash, 'The link is revoked. Whoever opens it sees nothing from now on.')
  t.match(page.rows(), [{ Status: 'Revoked', 'Revoked on': '23 Nov 2026, 09:00 by Ada', Operation: '' }])
  const revoked = await stranger.get(`/statements/${token}`)
  const unknown = await stranger.get('/statements/never-made')
  t.same([revoked.status, revoked.body], [404, unknown.body])
  for (const path of [`/statements/${token}/entries.csv`, '/statements/never-made/entries.csv']) {
    t.same(JSON.parse((await stranger.get(path)).body).code, 'NOT_FOUND')
  }
  await confirm.form('Revoke').submit()
  t.same(
    (await events(desk)).map(({ action }) => action),
    ['statement.made', 'statement.revoked'],
    'revoking it again does nothing',
  )
})

t.test('when it was opened last is written at most once an hour', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const token = await makeLink(desk, 1)
  const openedAt = async () => {
    await desk.stranger().get(`/statements/${token}`)
    return (await stored(desk))[0]?.openedAt
  }
  const first = desk.clock.now
  t.equal(await openedAt(), first)
  desk.clock.pass(59 * 60)
  t.equal(await openedAt(), first)
  desk.clock.pass(2 * 60)
  t.equal(await openedAt(), desk.clock.now)
  t.match((await desk.browser.get('/customers/1/statements')).rows(), [
    { 'Last opened': '23 Nov 2026, 10:01' },
  ])
})

t.test('who may not issue sees the links and can neither make nor revoke one', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await makeLink(desk, 1)
  const { browser } = await desk.addMember('viewer')
  const page = await browser.get('/customers/1/statements')
  t.equal(page.status, 200)
  t.match(page.rows(), [{ Status: 'Active', Operation: '' }])
  t.notMatch(page.body, 'Make statement link')
  t.equal((await browser.post('/customers/1/statements', {})).status, 403)
  t.equal((await browser.get('/customers/1/statements/1/revocation')).status, 403)
  t.equal((await browser.post('/customers/1/statements/1/revocation', {})).status, 403)
})

t.test("another partner's customer and link, and a link under another customer, are not found", async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  await makeLink(desk, 1)
  const { browser } = await desk.addPartner()
  const paths = ['/customers/1/statements', '/customers/1/statements/1/revocation']
  for (const path of paths) {
    t.equal((await browser.get(path)).status, 404, path)
    t.equal((await browser.post(path, {})).status, 404, path)
  }
  t.equal((await desk.browser.get('/customers/2/statements/1/revocation')).status, 404)
  t.equal((await stored(desk)).length, 1)
})

t.test('the list of customers, the page of one and the page of a voucher lead there', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  t.equal((await desk.browser.get('/customers')).link('Statement'), '/customers/1/statements')
  t.equal((await desk.browser.get('/customers/1')).link('Statement links'), '/customers/1/statements')
})
