import t from 'tap'
import { disagreements, entriesOf, holdings, refundNow } from '../support/billing.ts'
import {
  type FocusLine,
  FURTHER,
  focusBill,
  importLines,
  issueSinceOctober,
  openBilledDesk,
  sendBill,
  WHOLE,
} from '../support/bills.ts'
import type { Desk } from '../support/desk.ts'
import { stockCustomers } from '../support/stock.ts'

const FEES = 'By customer and product'
const STORAGE = { ServiceName: 'storage' }
const BAB = { SubAccountId: '1002' }

/** @returns the number of the first voucher */
async function issue(desk: Desk, customers: string): Promise<string> {
  return (await issueSinceOctober(desk, customers))[0] ?? ''
}

/** What bills have made of each fee: exactly, rounded, and as charged less refunded. */
async function feesOf(desk: Desk): Promise<string[]> {
  const fees = await desk.db
    .selectFrom('billedFees')
    .innerJoin('products', 'products.id', 'billedFees.productId')
    .innerJoin('customers', 'customers.id', 'billedFees.customerId')
    .select(['billedFees.id', 'accountId', 'code', 'exactAmount', 'postedMinor'])
    .orderBy('accountId')
    .orderBy('code')
    .execute()
  const charges = await desk.db
    .selectFrom('charges')
    .select(['billedFeeId', 'amountMinor', 'refundedMinor'])
    .execute()
  return fees.map(({ id, accountId, code, exactAmount, postedMinor }) => {
    const own = charges.filter(({ billedFeeId }) => billedFeeId === id)
    const left = own.reduce((sum, { amountMinor, refundedMinor }) => sum + amountMinor - refundedMinor, 0)
    return `${accountId} ${code} ${exactAmount} ${postedMinor} ${left}`
  })
}

t.test('a whole period that rose posts the difference alone, as a further charge', async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{ BilledCost: '10.004' }, STORAGE])
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '12.505' }, STORAGE]))
  t.match(check.text, 'You will charge USD 2.51.')
  t.match(check.rows(FEES), [
    {
      Product: 'compute',
      'Exact sum': '12.505',
      'New total (USD)': '12.51',
      'Posted before (USD)': '10.00',
      'Difference (USD)': '2.51',
    },
    { Product: 'storage', 'New total (USD)': '30.00', 'Difference (USD)': '0.00' },
  ])
  const bill = await check.form('Confirm').submit()
  t.match(bill.rows('Charges'), [{ 'Charge ID': 'bill-2-1', 'Exact sum': '2.501', 'Amount (USD)': '2.51' }])
  t.same(await feesOf(desk), ['1001 compute 12.505 1251 1251', '1001 storage 30 3000 3000'])
})

t.test('a whole period that says the same again posts nothing, and is kept as a bill', async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{ BilledCost: '10' }])
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '4' }, { BilledCost: '6' }]))
  t.match(check.text, 'This file changes nothing of what was posted before.')
  const bill = await check.form('Confirm').submit()
  t.match(bill.text, 'This bill posted no charge.')
  t.equal((await bill.follow('Download CSV')).body.trimEnd().split('\n').length, 1)
})

t.test('a fall cannot be overlooked: how much, and whose', async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [
    { BilledCost: '10' },
    { ...STORAGE, BilledCost: '5' },
    { ...BAB, BilledCost: '9' },
  ])
  const check = await sendBill(
    desk.browser,
    focusBill([{ BilledCost: '12' }, { ...STORAGE, BilledCost: '1.50' }]),
  )
  t.match(check.text, 'This file lowers what was posted before by USD 12.50')
  t.match(check.body, /class="?fall"? role="?alert"?/)
  t.match(check.text, /USD 9\.00 1002 Customer 1002 USD 3\.50 1001 Customer 1001/)
  t.match(
    check.text,
    /You will charge USD 2\.00\. .* You will refund USD 12\.50\. Of it, USD 0\.00 goes back to vouchers\./,
  )
  t.match(check.rows('By provider'), [
    { 'Posted before (USD)': '24.00', 'New total (USD)': '13.50', 'Difference (USD)': '-10.50' },
  ])
  t.match(
    check.rows(FEES).map((row) => [row.Customer?.slice(0, 4), row.Product, row['Difference (USD)']]),
    [
      ['1002', 'compute', '-9.00'],
      ['1001', 'storage', '-3.50'],
      ['1001', 'compute', '2.00'],
    ],
    'what falls stands first; a fee that the file does not name any more falls to nothing',
  )
  t.notOk((await sendBill(desk.browser, focusBill([BAB]), FURTHER)).text.includes('lowers'))
})

t.test('a fall is refunded to the vouchers that paid, the latest charge first', async (t) => {
  const desk = await openBilledDesk(t)
  const number = await issue(desk, '1001 12.00')
  await importLines(desk.browser, [{ BilledCost: '10' }])
  await importLines(desk.browser, [{ BilledCost: '15' }])
  t.same(await holdings(desk), ['0 used_up'])
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '8' }]))
  t.match(check.rows(FEES), [
    { 'Difference (USD)': '-7.00', 'By vouchers (USD)': '-4.00', 'Payable (USD)': '-3.00' },
  ])
  t.match(check.rows(FEES)[0]?.['From vouchers'], `${number} -2.00 ${number} -2.00`)
  const bill = await check.form('Confirm').submit()
  t.match(bill.rows('Refunds'), [
    {
      'Refund ID': 'bill-3-1',
      'Charge ID': 'bill-2-1',
      'Amount (USD)': '5.00',
      'Back to vouchers (USD)': '2.00',
    },
    {
      'Refund ID': 'bill-3-2',
      'Charge ID': 'bill-1-1',
      'Amount (USD)': '2.00',
      'Back to vouchers (USD)': '2.00',
    },
  ])
  t.same(await entriesOf(desk.db, number), [
    'issue 1200 = 1200',
    'deduct -1000 = 200',
    'deduct -200 = 0',
    'refund 200 = 200',
    'refund 200 = 400',
  ])
  const [, row] = (await bill.follow('Download CSV')).body.split('\n')
  t.equal(row, `1001,Customer 1001,compute,compute,postpaid,AWS,2026-10-01,USD,-7.00,-4.00,-3.00,${number}`)
  t.same(await feesOf(desk), ['1001 compute 8 800 800'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('what goes back to a voucher can pay what rises in the same file', async (t) => {
  const desk = await openBilledDesk(t)
  const number = await issue(desk, '1001 10.00')
  await importLines(desk.browser, [{ BilledCost: '10' }])
  const check = await sendBill(
    desk.browser,
    focusBill([{ BilledCost: '4' }, { ...STORAGE, BilledCost: '7' }]),
  )
  t.match(check.rows(FEES), [
    { Product: 'compute', 'From vouchers': `${number} -6.00` },
    { Product: 'storage', 'From vouchers': `${number} 6.00`, 'Payable (USD)': '1.00' },
  ])
  await check.form('Confirm').submit()
  t.same(await entriesOf(desk.db, number), [
    'issue 1000 = 1000',
    'deduct -1000 = 0',
    'refund 600 = 600',
    'deduct -600 = 0',
  ])
})

t.test('a refund to a voucher that has lapsed is foreseen to pay nothing more', async (t) => {
  const desk = await openBilledDesk(t)
  const number = await issue(desk, '1001 10.00')
  await importLines(desk.browser, [{ BilledCost: '8' }])
  desk.clock.now = '2027-01-02T00:00:00.000Z'
  const browser = desk.stranger()
  await browser.signIn(desk.owner.email, 'correct horse battery')
  const check = await sendBill(browser, focusBill([{ BilledCost: '5' }, { ...STORAGE, BilledCost: '7' }]))
  t.match(check.rows(FEES), [
    { Product: 'compute', 'From vouchers': `${number} -3.00` },
    { Product: 'storage', 'From vouchers': '', 'Payable (USD)': '7.00' },
  ])
  await check.form('Confirm').submit()
  t.same((await entriesOf(desk.db, number)).slice(2), ['refund 300 = 500', 'expire -500 = 0'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('a charge that was refunded by hand is refunded by a fall only as far as it is left', async (t) => {
  const desk = await openBilledDesk(t)
  await issue(desk, '1001 10.00')
  await importLines(desk.browser, [{ BilledCost: '10' }])
  await refundNow(desk, 'bill-1-1', 'by-hand', 400)
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '0' }]))
  t.match(check.rows(FEES), [{ 'Posted before (USD)': '10.00', 'Difference (USD)': '-6.00' }])
  const bill = await check.form('Confirm').submit()
  t.match(bill.rows('Refunds'), [{ 'Amount (USD)': '6.00' }])
  t.same(await feesOf(desk), ['1001 compute 0 400 0'], 'the bills took back 6 of 10')
  t.same(await disagreements(desk.db, desk.partnerId), [])

  await importLines(desk.browser, [{ BilledCost: '10' }, { BilledCost: '0.00' }])
  t.same(await feesOf(desk), ['1001 compute 10 1000 600'], 'the 4 that went back by hand stay there')
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('further lines are added to what was imported, and rounded with it', async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{ BilledCost: '0.004' }])
  t.same(await feesOf(desk), ['1001 compute 0.004 0 0'], 'less than half a cent is kept, not charged')
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '0.0045' }]), FURTHER)
  t.match(check.rows(FEES), [
    { 'Exact sum': '0.0085', 'New total (USD)': '0.01', 'Difference (USD)': '0.01' },
  ])
  await check.form('Confirm').submit()
  await importLines(desk.browser, [{ BilledCost: '0.006' }], FURTHER)
  t.same(await feesOf(desk), ['1001 compute 0.0145 1 1'])
})

t.test('a credit larger than its cost is kept, and lowers the lines that come later', async (t) => {
  const desk = await openBilledDesk(t)
  const credit = { BilledCost: '-5', ChargeCategory: 'Credit', ChargeFrequency: 'One-Time' }
  await importLines(desk.browser, [credit], FURTHER)
  t.same(await feesOf(desk), ['1001 compute -5 0 0'])
  await importLines(desk.browser, [{ BilledCost: '8.50' }], FURTHER)
  t.same(await feesOf(desk), ['1001 compute 3.5 350 350'])
  const check = await sendBill(desk.browser, focusBill([{ ...credit, BilledCost: '-4' }]), FURTHER)
  t.match(check.rows('Cannot be charged'), [{ 'Exact sum': 'USD -0.5', Why: /^The credits are larger/ }])
  t.match(check.rows(FEES), [{ 'Difference (USD)': '-3.50' }], 'what was charged is refunded')
})

t.test('periods, providers and payment modes are fees of their own', async (t) => {
  const desk = await openBilledDesk(t)
  const november = { BillingPeriodStart: '2026-11-01T00:00:00Z', BillingPeriodEnd: '2026-12-01T00:00:00Z' }
  const lines: FocusLine[] = [
    {},
    november,
    { ProviderName: 'Microsoft' },
    { ChargeFrequency: 'Recurring', ChargeCategory: 'Purchase' },
  ]
  await importLines(desk.browser, lines)
  t.equal((await feesOf(desk)).length, 4)
  const check = await sendBill(desk.browser, focusBill([{ ...november, BilledCost: '31' }]))
  t.match(check.text, 'You will charge USD 1.00.', 'a file says nothing of the periods it does not have')
})

t.test('lines in another currency do not wipe out what was imported in one’s own', async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{}])
  const check = await sendBill(desk.browser, focusBill([{ BillingCurrency: 'EUR', BilledCost: '1' }]))
  t.match(check.text, 'Nothing in this file can be charged as things are.')
})

t.test('one can change one’s mind about what the file is, without sending it again', async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{ BilledCost: '10' }, STORAGE])
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '1' }]), WHOLE)
  t.match(check.text, 'lowers what was posted before by USD 39.00')
  const further = await check.form('Take it as further lines instead').submit()
  t.match(further.text, 'You will charge USD 1.00.')
  const whole = await further.form('Take it as the whole period so far instead').submit()
  t.match(whole.text, 'lowers what was posted before by USD 39.00')
  await further.form('Confirm').submit()
  t.same(await feesOf(desk), ['1001 compute 11 1100 1100', '1001 storage 30 3000 3000'])
})

t.test('a bill of many fees is restated whole, however many are looked up at a time', async (t) => {
  const desk = await openBilledDesk(t)
  const accountIds = Array.from({ length: 450 }, (_, index) => `many-${index}`)
  await stockCustomers(desk, accountIds)
  const lines = accountIds.map((SubAccountId) => ({ SubAccountId, BilledCost: '10' }))
  await importLines(desk.browser, lines)
  const restated = await importLines(desk.browser, [
    ...lines.slice(1),
    { SubAccountId: 'many-0', BilledCost: '11' },
  ])
  t.match(restated.text, /Charges ?USD 1\.00 Refunds ?USD 0\.00/)
})
