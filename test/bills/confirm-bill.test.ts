import t from 'tap'
import { chargeNow } from '../support/billing.ts'
import {
  FURTHER,
  focusBill,
  importLines,
  openBilledDesk,
  SINCE_OCTOBER,
  sendBill,
  uploadsOf,
} from '../support/bills.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

const FEES = 'By customer and product'

const countOf = async (desk: Desk, table: 'bills' | 'charges') =>
  (await desk.db.selectFrom(table).select('id').execute()).length

t.test('a charge of a bill says where it comes from, exactly, and when its fee arose', async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{ BilledCost: '1.23456789' }])
  t.match(await desk.db.selectFrom('charges').selectAll().executeTakeFirstOrThrow(), {
    chargeId: 'bill-1-1',
    source: 'bill',
    billId: 1,
    amountMinor: 123,
    exactAmount: '1.23456789',
    occurredAt: '2026-10-31T23:59:59.999Z',
    postedAt: desk.clock.now,
    description: 'AWS 2026-10-01 to 2026-10-31',
    memberId: desk.owner.id,
  })
  const event = desk.db.selectFrom('auditEvents').selectAll().where('action', '=', 'bill.posted')
  t.match(await event.executeTakeFirstOrThrow(), { subject: 'bill 1', memberId: desk.owner.id })
})

t.test(
  'a late bill is paid by the vouchers of its time, in the days of the partner, while grace lasts',
  async (t) => {
    const desk = await openDesk(t, { timeZone: 'Europe/Berlin' })
    await desk.db.updateTable('partners').set({ graceDays: 30 }).execute()
    await stockCustomers(desk, ['1001'])
    await stockProducts(desk, { compute: {} })
    desk.clock.now = '2026-10-15T09:00:00.000Z'
    const october = { ...SINCE_OCTOBER, lastDayOn: '2026-10-31' }
    await stockVouchers(desk, await stockTemplate(desk, october), '1001 10.00')
    desk.clock.now = '2026-11-23T09:00:00.000Z'
    const browser = desk.stranger()
    await browser.signIn(desk.owner.email, 'correct horse battery')
    const november = { BillingPeriodStart: '2026-11-01', BillingPeriodEnd: '2026-12-01' }
    const check = await sendBill(browser, focusBill([{ BilledCost: '4' }, { BilledCost: '3', ...november }]))
    t.match(check.rows(FEES), [
      { 'Period from': '1 Oct 2026', 'By vouchers (USD)': '4.00' },
      { 'Period from': '1 Nov 2026', 'By vouchers (USD)': '0.00' },
    ])
    await check.form('Confirm').submit()
    const occurred = await desk.db
      .selectFrom('charges')
      .select(['occurredAt', 'coveredMinor'])
      .orderBy('id')
      .execute()
    t.same(occurred, [
      { occurredAt: '2026-10-31T22:59:59.999Z', coveredMinor: 400 },
      { occurredAt: desk.clock.now, coveredMinor: 0 },
    ])
  },
)

t.test('confirming twice, or sixty-four times at once, posts the bill once', async (t) => {
  const desk = await openBilledDesk(t)
  const check = await sendBill(desk.browser, focusBill([{}]))
  const confirm = check.form('Confirm')
  const pages = await Promise.all(Array.from({ length: 64 }, () => confirm.submit()))
  for (const page of pages) t.equal(page.path, '/bills/1')
  t.equal((await desk.browser.get(check.path)).path, '/bills/1', 'so does the check page')
  t.equal(await countOf(desk, 'bills'), 1)
  t.equal(await countOf(desk, 'charges'), 1)
})

t.test('the very same file posts nothing: at once it is said when it was posted', async (t) => {
  const desk = await openBilledDesk(t)
  const first = await sendBill(desk.browser, focusBill([{}]))
  const second = await sendBill(desk.browser, focusBill([{}], 'renamed.csv'), FURTHER)
  const pages = await Promise.all([first, second].map((check) => check.form('Confirm').submit()))
  for (const page of pages) t.equal(page.path, '/bills/1', 'however they race')
  const late = pages[1]
  t.equal(late?.flash, 'This very file was posted before. Nothing was posted a second time.')
  desk.clock.pass(3600)
  const again = await sendBill(desk.browser, focusBill([{}], 'again.csv'), FURTHER)
  t.equal(again.status, 422)
  t.same(again.errors(), {
    'CSV file': 'This very file was posted on 23 Nov 2026, 09:00, as bill 1. It posts nothing a second time.',
  })
  t.equal((await again.follow('See bill 1')).path, '/bills/1')
  t.equal(await countOf(desk, 'charges'), 1)
  t.same(uploadsOf(t), [])
})

t.test(
  'only what was seen is posted: after another bill in between, the check page is shown anew',
  async (t) => {
    const desk = await openBilledDesk(t)
    const check = await sendBill(desk.browser, focusBill([{ BilledCost: '30' }]))
    await importLines(desk.browser, [{ BilledCost: '20' }])
    const again = await check.form('Confirm').submit()
    t.equal(again.status, 422)
    t.match(again.errors(), { '': /^What this file would post has changed since you looked/ })
    t.match(again.rows(FEES), [{ 'Posted before (USD)': '20.00', 'Difference (USD)': '10.00' }])
    await again.form('Confirm').submit()
    t.equal(await countOf(desk, 'charges'), 2)
  },
)

t.test(
  'a file in which nothing can be charged has no Confirm, and cannot be confirmed by hand',
  async (t) => {
    const desk = await openBilledDesk(t)
    const check = await sendBill(desk.browser, focusBill([{ SubAccountId: '9999' }]))
    t.match(check.text, 'Nothing in this file can be charged as things are.')
    t.throws(() => check.form('Confirm'))
    const forced = await desk.browser.post(`${check.path}/confirmation`, { seen: '' })
    t.equal(forced.status, 422)
    t.same(forced.errors(), { '': 'There is nothing in this file that can be charged.' })
    t.equal(await countOf(desk, 'bills'), 0)
  },
)

t.test('an id that a billing system took already is passed over', async (t) => {
  const desk = await openBilledDesk(t)
  await chargeNow(desk, { charge_id: 'bill-1-1' })
  const bill = await importLines(desk.browser, [{}])
  t.match(bill.rows('Charges'), [{ 'Charge ID': 'bill-1-2' }])
})
