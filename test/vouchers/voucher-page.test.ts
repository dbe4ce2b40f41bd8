import t from 'tap'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { chargeNow } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

t.test('the page of a voucher shows what it is worth, its terms and its ledger', async (t) => {
  const { desk, number } = await oneVoucher(t)
  const page = await desk.browser.get(`/vouchers/${number}`)
  t.equal(page.title, `Voucher ${number} Unused`)
  t.match(page.answers(), {
    Balance: 'USD 80.00',
    'Face value': 'USD 80.00',
    'First day': '23 Nov 2026',
    'Last day': '22 Dec 2026',
    Customer: '1001 Customer 1001',
    Template: 'Winter offer',
    Issuance: '1 A good customer',
    Usage: 'Customer offer',
    'Voucher type': 'General product voucher',
    Products: 'All products',
    'Payment mode': 'All',
    'Minimum spend': 'None',
    Funding: 'Own cost',
  })
  t.same(
    [page.answers().Note, page.answers()['Vouchers in all']],
    [undefined, undefined],
    'what is no concern of its holder',
  )
  t.match(page.rows('Ledger'), [
    {
      When: '23 Nov 2026, 09:00',
      Entry: 'Issued',
      By: 'Ada',
      'Amount (USD)': '80.00',
      'Balance after (USD)': '80.00',
    },
  ])
  t.equal((await page.follow('Winter offer')).path, '/templates/1')
  t.equal((await page.follow('Issued')).path, '/issuances/1')
  t.equal((await page.follow('1001')).path, '/vouchers?customer=1001')
  t.equal((await desk.browser.get(`/vouchers/${number.toLowerCase()}`)).title, `Voucher ${number} Unused`)
})

t.test('the ledger of a voucher has every change of its balance, oldest first', async (t) => {
  const { desk, number } = await oneVoucher(t)
  await stockProducts(desk, { compute: {} })
  desk.clock.pass(60)
  await chargeNow(desk, { amount: '30.00' })
  desk.clock.pass(60)
  await chargeNow(desk, { charge_id: 'C-2', amount: '60.00' })
  const page = await desk.browser.get(`/vouchers/${number}`)
  t.equal(page.title, `Voucher ${number} Used up`)
  t.match(page.rows('Ledger'), [
    { Entry: 'Issued', 'Amount (USD)': '80.00', 'Balance after (USD)': '80.00' },
    {
      When: '23 Nov 2026, 09:01',
      Entry: 'Deducted',
      By: 'Ada',
      'Amount (USD)': '-30.00',
      'Balance after (USD)': '50.00',
    },
    {
      When: '23 Nov 2026, 09:02',
      Entry: 'Deducted',
      'Amount (USD)': '-50.00',
      'Balance after (USD)': '0.00',
    },
  ])
})

t.test('a status is right at that very second, whatever has run in the background', async (t) => {
  const { desk, number } = await oneVoucher(t, 'Pacific/Kiritimati')
  const seen = async () => (await desk.browser.get(`/vouchers/${number}`)).title.split(' ').slice(2).join(' ')
  const listed = async () => (await desk.browser.get('/vouchers')).rows()[0]?.Status
  desk.clock.now = '2026-11-23T09:59:59.999Z'
  t.same([await seen(), await listed()], ['Unused', 'Unused'])
  desk.clock.now = '2026-11-23T10:00:00.000Z'
  const page = await desk.browser.get(`/vouchers/${number}`)
  t.same([await seen(), await listed()], ['Expired', 'Expired'])
  t.throws(() => page.form('Withdraw'), 'nothing is left to withdraw')
  t.match(page.answers(), { Balance: 'USD 80.00' })
  t.equal(page.rows('Ledger').length, 1, 'nothing has run yet')

  await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'Scrip' })
  const after = await desk.browser.get(`/vouchers/${number}`)
  t.same([await seen(), await listed()], ['Expired', 'Expired'])
  t.match(after.answers(), { Balance: 'USD 0.00' })
  t.match(after.rows('Ledger')[1], {
    Entry: 'Expired',
    By: 'Scrip',
    'Amount (USD)': '-80.00',
    'Balance after (USD)': '0.00',
  })
})

t.test('a withdrawn voucher shows who took it back, when and why', async (t) => {
  const { desk, number } = await oneVoucher(t)
  desk.clock.pass(3600)
  await withdrawNow(desk, [number])
  const page = await desk.browser.get(`/vouchers/${number}`)
  t.equal(page.title, `Voucher ${number} Withdrawn`)
  t.match(page.text, 'Never used')
  t.match(page.rows('Ledger')[1], {
    When: '23 Nov 2026, 10:00',
    Entry: 'Withdrawn',
    By: 'Ada',
    'Amount (USD)': '-80.00',
  })
  t.equal((await page.follow('Withdrawn')).path, '/withdrawals/1')
})

t.test('what people typed is shown as text, never as markup', async (t) => {
  const desk = await openDesk(t)
  const name = `<script>alert("1")</script> & 'x'`
  await stockCustomers(desk, ['1001'])
  await desk.db.updateTable('customers').set({ name }).execute()
  await stockProducts(desk, { '<i>p</i>': { name } })
  await stockTemplate(desk, { name, note: name, scope: 'allowlist', products: ['<i>p</i>'] })
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const check = await form.fill({ Customers: '1001', Reason: name }).submit()
  const { rows, path } = await check.form('Confirm').submit()
  const number = rows()[0]?.Voucher
  const paths = [
    '/templates',
    '/templates/1',
    '/templates/new?copy=1',
    '/vouchers',
    `/vouchers/${number}`,
    path,
  ]
  for (const path of [check.path, ...paths]) {
    const { body, text } = await desk.browser.get(path)
    t.notMatch(body, /<script|<i>p/, path)
    t.match(text, name, path)
  }
  t.match((await desk.browser.get(`/vouchers?customer=${encodeURIComponent(name)}`)).body, '&lt;script')
})

t.test('a number that nobody holds is not there', async (t) => {
  const { desk } = await oneVoucher(t)
  for (const number of ['0000-0000-0000', 'x', '%25', "'"])
    t.equal((await desk.browser.get(`/vouchers/${number}`)).status, 404, number)
})

async function oneVoucher(
  t: Parameters<typeof openDesk>[0],
  timeZone = 'UTC',
): Promise<{ desk: Desk; number: string }> {
  const desk = await openDesk(t, { timeZone })
  await stockCustomers(desk, ['1001'])
  const validDays = timeZone === 'UTC' ? 30 : 1
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk, { validDays }), '1001')
  return { desk, number: numbers[0] ?? '' }
}
