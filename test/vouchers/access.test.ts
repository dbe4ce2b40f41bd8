import t, { type Test } from 'tap'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

// Who may come where, and what is not there for another partner, is in test/access, route by route. Here is what a
// form or a query names beside its path.

t.test('the vouchers of another partner are withdrawn by nobody else, whatever the form names', async (t) => {
  const { desk, numbers } = await openStocked(t)
  const { browser } = await desk.addPartner()
  await browser.get('/vouchers')
  const { location = '' } = await browser.post('/withdrawals/drafts', { voucher: numbers })
  t.match(
    (await browser.get(location)).errorLines(),
    numbers.map((number) => `Vouchers: There is no voucher ${number}.`),
  )
  const [theirs, nobodys] = [
    await browser.post('/withdrawals/drafts', { issuance: '1' }),
    await browser.post('/withdrawals/drafts', { issuance: '99' }),
  ]
  t.same([theirs.status, theirs.text], [nobodys.status, nobodys.text], 'as for what does not exist')
  const withdrawn = desk.db.selectFrom('ledgerEntries').select('id').where('kind', '=', 'withdraw')
  t.same(await withdrawn.execute(), [])
})

t.test('nothing is issued to a customer of another partner', async (t) => {
  const { desk } = await openStocked(t)
  const other = await desk.addPartner()
  await stockCustomers(desk, ['2001'], other)
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const page = await form.fill({ Customers: '2001', Reason: 'x' }).submit()
  t.same(page.errors(), { Customers: 'Line 1: There is no customer 2001.' })
})

t.test('a draft that a query names is its member’s own, too', async (t) => {
  const { desk } = await openStocked(t)
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const draft = (await form.fill({ Customers: '1001', Reason: 'x' }).submit()).path.split('/').at(-1)
  const { browser } = await desk.addMember('issuer')
  const open = async (query: string) => (await browser.get(`/templates/1/issuances/new?${query}`)).status
  t.equal(await open(`draft=${draft}`), 404)
  t.equal(await open('draft=a'), 404)
  t.equal(await open('draft=a&draft=b'), 422)
})

t.test('a form with a file is not taken without the token of its page', async (t) => {
  const { desk } = await openStocked(t)
  const form = { customers: '1001', reason: 'x' }
  const multipart = { token: false, enctype: 'multipart/form-data' }
  const page = await desk.browser.post('/templates/1/issuances/drafts', form, multipart)
  t.equal(page.status, 403)
  t.same(await desk.db.selectFrom('drafts').select('id').execute(), [])
})

/** A desk with an issuance of two vouchers. */
async function openStocked(t: Test) {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001\n1002')
  return { desk, numbers }
}
