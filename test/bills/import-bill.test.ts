import t from 'tap'
import { disagreements, entriesOf } from '../support/billing.ts'
import {
  FURTHER,
  focusBill,
  issueSinceOctober,
  openBilledDesk,
  sendBill,
  uploadsOf,
  WHOLE,
} from '../support/bills.ts'
import type { Desk } from '../support/desk.ts'
import { stockCustomers } from '../support/stock.ts'

const SEEN = ['Product', 'Exact sum', 'New total (USD)', 'Posted before (USD)', 'Difference (USD)'] as const
const FEES = 'By customer and product'

const countOf = async (desk: Desk, table: 'bills' | 'charges') =>
  (await desk.db.selectFrom(table).select('id').execute()).length

t.test('the page asks for a file and what it is, and tells what it takes', async (t) => {
  const { browser } = await openBilledDesk(t)
  const list = await browser.get('/bills')
  t.match(list.text, 'No bill was imported yet.')
  const page = await list.follow('Import bill')
  t.equal(page.path, '/bills/new')
  t.match(page.text, 'At most 200 MB, in UTF-8')
})

t.test('the check page adds up exactly, rounds once, and posts nothing', async (t) => {
  const desk = await openBilledDesk(t)
  const lines = [
    { BilledCost: '0.004' },
    { BilledCost: '4E-3' },
    { BilledCost: '0.0069' },
    { ServiceName: 'storage', BilledCost: '2.5' },
    { ServiceName: 'Object storage', BilledCost: '-0.25' },
    { SubAccountId: '1002', BilledCost: '7', ChargeFrequency: 'Recurring', ChargeCategory: 'Purchase' },
  ]
  const page = await sendBill(desk.browser, focusBill(lines))
  t.equal(page.status, 200)
  t.match(page.text, 'You will charge USD 9.26. Vouchers pay USD 0.00 of it, and USD 9.26 stays payable.')
  t.same(
    page.rows(FEES).map((row) => [row.Customer, row['Payment mode'], ...SEEN.map((name) => row[name])]),
    [
      ['1002 Customer 1002', 'Prepaid', 'compute', '7', '7.00', '0.00', '7.00'],
      ['1001 Customer 1001', 'Postpaid', 'Object storage storage', '2.25', '2.25', '0.00', '2.25'],
      ['1001 Customer 1001', 'Postpaid', 'compute', '0.0149', '0.01', '0.00', '0.01'],
    ],
  )
  t.match(page.rows('By provider'), [
    {
      Provider: 'AWS',
      'Period from': '1 Oct 2026',
      'Posted before (USD)': '0.00',
      'New total (USD)': '9.26',
      'Difference (USD)': '9.26',
    },
  ])
  t.equal(await countOf(desk, 'bills'), 0)
  t.equal(await countOf(desk, 'charges'), 0)
  t.same(uploadsOf(t), [], 'the file itself is gone')
})

t.test('fees of one customer share the vouchers: the preview is what Confirm does', async (t) => {
  const desk = await openBilledDesk(t)
  const [number = ''] = await issueSinceOctober(desk, '1001 10.00\n1002 100.00')
  const lines = [
    { BilledCost: '8.00' },
    { BilledCost: '5.00', ServiceName: 'storage' },
    { BilledCost: '1.00', SubAccountId: '1002' },
  ]
  const check = await sendBill(desk.browser, focusBill(lines))
  t.match(check.text, 'You will charge USD 14.00. Vouchers pay USD 11.00 of it, and USD 3.00 stays payable.')
  t.match(check.rows(FEES), [
    {
      Product: 'compute',
      'By vouchers (USD)': '8.00',
      'From vouchers': `${number} 8.00`,
      'Payable (USD)': '0.00',
    },
    { 'By vouchers (USD)': '2.00', 'From vouchers': `${number} 2.00`, 'Payable (USD)': '3.00' },
    { Customer: /^1002/, 'By vouchers (USD)': '1.00', 'Payable (USD)': '0.00' },
  ])
  const bill = await check.form('Confirm').submit()
  t.equal(bill.flash, 'The bill is posted. What it did stands below.')
  t.match(bill.rows('Charges'), [
    { 'Charge ID': 'bill-1-1', Product: 'compute', 'Covered (USD)': '8.00', 'Payable (USD)': '0.00' },
    { 'Charge ID': 'bill-1-2', Product: 'storage', 'Covered (USD)': '2.00', 'Payable (USD)': '3.00' },
    { 'Charge ID': 'bill-1-3', Customer: /^1002/, 'Covered (USD)': '1.00' },
  ])
  t.same(await entriesOf(desk.db, number), ['issue 1000 = 1000', 'deduct -800 = 200', 'deduct -200 = 0'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('the form in error names both fields and keeps what was chosen', async (t) => {
  const desk = await openBilledDesk(t)
  const form = (await desk.browser.get('/bills/new')).form('Continue')
  const page = await form.submit()
  t.equal(page.status, 422)
  t.same(page.errors(), { 'What the file is': 'Choose one of the options.', 'CSV file': 'Choose one file.' })
  const kept = await form.fill({ 'What the file is': [FURTHER] }).submit()
  t.same(kept.errors(), { 'CSV file': 'Choose one file.' })
  t.match(kept.body, /value="further_lines" checked/)
})

t.test('a bill is for whoever may issue, and its form needs its token', async (t) => {
  const desk = await openBilledDesk(t)
  const { browser: viewer } = await desk.addMember('viewer')
  const enctype = 'multipart/form-data'
  const fields = { covers: 'whole_period', file: focusBill([{}]) }
  t.equal((await viewer.get('/bills/new')).status, 403)
  t.notMatch((await viewer.get('/bills')).text, 'Import bill')
  t.equal((await viewer.post('/bills/drafts', fields, { enctype })).status, 403)
  await desk.browser.get('/bills/new')
  t.equal((await desk.browser.post('/bills/drafts', fields, { enctype, token: false })).status, 403)
  t.same(uploadsOf(t), [], 'a refused file is gone')
  const stranger = await desk.stranger().post('/bills/drafts', fields, { enctype, token: false })
  t.match(stranger.location, /^\/sign-in/)
  t.equal((await desk.browser.post('/bills/drafts', fields, { enctype })).status, 303)
})

t.test("a draft is its member's own: to everyone else it does not exist", async (t) => {
  const desk = await openBilledDesk(t)
  const { path } = await sendBill(desk.browser, focusBill([{}]))
  const { browser: issuer } = await desk.addMember('issuer')
  const other = await desk.addPartner()
  for (const stranger of [issuer, other.browser]) {
    t.equal((await stranger.get(path)).status, 404)
    t.equal((await stranger.get(`${path}/preview.csv`)).status, 404)
    for (const act of ['confirmation', 'unknown', 'covers']) {
      t.equal((await stranger.post(`${path}/${act}`, { covers: 'whole_period' })).status, 404, act)
    }
  }
})

t.test('the preview can be downloaded whole, with what is left out and why', async (t) => {
  const desk = await openBilledDesk(t)
  const [number] = await issueSinceOctober(desk, '1001 10.00')
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '12.345' }, { SubAccountId: '9999' }]))
  const { body, headers } = await check.follow('Download preview CSV')
  t.match(headers['content-disposition'], 'bill-preview.csv')
  const [head, ...rows] = body.trimEnd().split('\n')
  t.equal(
    head,
    'customer,customer_name,product,product_name,payment_mode,provider,period_start,currency,' +
      'exact_sum,rounded,posted_before,difference,covered,payable,vouchers,problem',
  )
  t.same(rows, [
    `1001,Customer 1001,compute,compute,postpaid,AWS,2026-10-01,USD,12.345,12.35,0.00,12.35,10.00,2.35,${number},`,
    '9999,Ada,compute,,postpaid,AWS,2026-10-01,USD,30,,,,,,,There is no customer 9999.',
  ])
})

t.test('the check page shows the largest fees and counts the others', async (t) => {
  const desk = await openBilledDesk(t)
  const accounts = Array.from({ length: 201 }, (_, index) => `A${index}`)
  await stockCustomers(desk, accounts)
  const check = await sendBill(desk.browser, focusBill(accounts.map((SubAccountId) => ({ SubAccountId }))))
  t.equal(check.rows(FEES).length, 200)
  t.match(check.text, 'And 1 more.')
  const bill = await check.form('Confirm').submit()
  t.equal(bill.rows('Charges').length, 200)
  t.match(bill.text, 'And 1 more.')
  t.equal((await bill.follow('Download CSV')).body.trimEnd().split('\n').length, 202)
})

t.test('a whole period is the default of no one: it must be said', async (t) => {
  const { browser } = await openBilledDesk(t)
  const page = await browser.get('/bills/new')
  t.notMatch(page.body, / checked/)
  t.match(page.text, WHOLE)
})
