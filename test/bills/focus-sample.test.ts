import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { disagreements } from '../support/billing.ts'
import { FURTHER, importBill, sendBill, uploadsOf, WHOLE } from '../support/bills.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { stockTemplate, stockVouchers } from '../support/stock.ts'

// 1,000 lines of anonymised bills of AWS, Microsoft and Oracle in FOCUS 1.0, from the FinOps Foundation's
// FOCUS-Sample-Data (CC BY 4.0). They lie beside the project, and are no part of it.
const SAMPLE = join(import.meta.dirname, '../../../shared/data/focus-1.0-sample.csv')
const skip = existsSync(SAMPLE) ? false : `There is no sample at ${SAMPLE}.`

type Line = Record<string, string>

/** Below it, amounts are counted in whole units: none of the sample is finer. */
const DECIMALS = 20

t.test('the sample, from the first look to the download', { skip }, async (t) => {
  const desk = await openDesk(t)
  const text = readFileSync(SAMPLE, 'utf8')
  const fees = addUp(linesOf(text))
  const check = await addCustomersAndProducts(desk, text)
  t.equal(check.rows('By customer and product').length, 200, 'of 219')
  t.same(
    check.rows('Cannot be charged').map((row) => row.Product),
    ['Azure Machine Learning'],
  )

  const holders = await issueToLargest(desk, fees)
  const bill = await (await desk.browser.get(check.path)).form('Confirm').submit()
  const rows = await deductionsOf(bill)
  t.same(amountsOf(rows), roundedOf(fees), 'each sum agrees with an exact addition of our own')
  const covered = rows.filter((row) => Number(row.covered) > 0)
  t.same(
    new Set(covered.map((row) => row.customer)),
    new Set(holders),
    'vouchers paid for those who hold them',
  )
  for (const row of covered) {
    t.equal(cents(row.payable), cents(row.amount) - cents(row.covered))
    t.match(row.vouchers, /^[0-9A-Z-]{14}$/)
  }
  t.same(await disagreements(desk.db, desk.partnerId), [])
  t.same(uploadsOf(t), [])

  await t.test('imported again, it posts nothing', async (t) => {
    for (const covers of [WHOLE, FURTHER]) {
      const again = await sendBill(desk.browser, fileOf(text), covers)
      t.equal(again.status, 422)
      t.match(again.errors(), { 'CSV file': /^This very file was posted on 23 Nov 2026, 09:00, as bill 1\./ })
    }
  })

  await t.test('as the whole period with one line raised, it posts the difference', async (t) => {
    const raised = await importBill(desk.browser, fileOf(withCost(text, '1.00000000000')))
    t.match(raised.rows('Charges'), [{ 'Exact sum': '0.9999992', 'Amount (USD)': '1.00' }])
    t.same(await refundsOf(desk), [])
  })

  await t.test('and with that line lowered, a refund', async (t) => {
    const lowered = await sendBill(desk.browser, fileOf(withCost(text, '0.25000000000')))
    t.match(lowered.text, 'This file lowers what was posted before by USD 0.75')
    const bill = await lowered.form('Confirm').submit()
    t.match(bill.rows('Refunds'), [{ 'Charge ID': 'bill-2-1', 'Amount (USD)': '0.75' }])
    t.match(bill.text, 'This bill posted no charge.')
    t.same(await disagreements(desk.db, desk.partnerId), [])
  })
})

t.test('split into two files imported as further lines, it ends as in one', { skip }, async (t) => {
  const text = readFileSync(SAMPLE, 'utf8')
  const fees = addUp(linesOf(text))
  const inOne = await openDesk(t)
  await addCustomersAndProducts(inOne, text)
  await issueToLargest(inOne, fees)
  await importBill(inOne.browser, fileOf(text))

  await t.test('in two', async (t) => {
    const inTwo = await openDesk(t)
    await addCustomersAndProducts(inTwo, text)
    await issueToLargest(inTwo, fees)
    const [header = '', ...lines] = text.trimEnd().split('\n')
    for (const part of [lines.slice(0, 437), lines.slice(437)]) {
      await importBill(inTwo.browser, fileOf([header, ...part].join('\n')), FURTHER)
    }
    const end = await endOf(inTwo)
    t.equal(end.length, 220)
    t.same(end, await endOf(inOne))
    t.same(await disagreements(inTwo.db, inTwo.partnerId), [])
  })
})

/** Sends the sample in and adds whom it names. @returns the check page after that */
async function addCustomersAndProducts(desk: Desk, text: string): Promise<Page> {
  const first = await sendBill(desk.browser, fileOf(text))
  const check = await first.form('Add unknown customers and products').submit()
  if (check.flash !== 'Added. Customers: 73. Products: 33.') throw new Error(`It says ${check.flash}`)
  return check
}

/** Issues vouchers, valid since the sample's time, to the five customers who pay most. @returns their account ids */
async function issueToLargest(desk: Desk, fees: ReadonlyMap<string, bigint>): Promise<string[]> {
  const byCustomer = new Map<string, bigint>()
  for (const [fee, sum] of fees) {
    const customer = fee.split('\n')[0] ?? ''
    byCustomer.set(customer, (byCustomer.get(customer) ?? 0n) + sum)
  }
  const largest = [...byCustomer].sort(([, a], [, b]) => Number(b > a) - Number(b < a)).slice(0, 5)
  const customers = largest.map(([customer]) => customer)
  const days = {
    validity: 'fixed',
    firstDayOn: '2024-09-01',
    lastDayOn: '2026-12-31',
    validDays: null,
  } as const
  await stockVouchers(desk, await stockTemplate(desk, days), customers.map((one) => `${one} 1.00`).join('\n'))
  return customers
}

function fileOf(text: string): File {
  return new File([text], 'focus-1.0-sample.csv', { type: 'text/csv' })
}

/** The sample with another cost in its second line, which is of 0.00000080000. */
function withCost(text: string, cost: string): string {
  const [header = '', first = '', ...rest] = text.split('\n')
  return [header, first.replace('NULL,0.00000080000', `NULL,${cost}`), ...rest].join('\n')
}

function linesOf(text: string): Line[] {
  return parse(text, { columns: true }) as Line[]
}

/** Adds the sample up in whole units of 10^-20, without any code of the console's. */
function addUp(lines: readonly Line[]): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const line of lines) {
    const fee = [
      line.SubAccountId,
      line.ServiceName,
      line.ProviderName,
      line.BillingPeriodStart?.slice(0, 10),
    ].join('\n')
    const [, sign, whole = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(line.BilledCost ?? '') ?? []
    const units = BigInt(whole + decimals.padEnd(DECIMALS, '0'))
    sums.set(fee, (sums.get(fee) ?? 0n) + (sign === '-' ? -units : units))
  }
  return sums
}

/** The sums in cents, half a cent up, of all that are charged. */
function roundedOf(fees: ReadonlyMap<string, bigint>): Record<string, number> {
  const cent = 10n ** BigInt(DECIMALS - 2)
  const rounded = [...fees].map(([fee, sum]): [string, number] => [fee, Number((sum + cent / 2n) / cent)])
  return Object.fromEntries(rounded.filter(([fee, amount]) => amount > 0 && (fees.get(fee) ?? 0n) > 0n))
}

async function deductionsOf(bill: Page): Promise<Line[]> {
  return parse((await bill.follow('Download CSV')).body, { columns: true }) as Line[]
}

function amountsOf(rows: readonly Line[]): Record<string, number> {
  return Object.fromEntries(
    rows.map((row) => [
      [row.customer, row.product, row.provider, row.period_start].join('\n'),
      cents(row.amount),
    ]),
  )
}

function cents(text = ''): number {
  return Math.round(Number(text) * 100)
}

function refundsOf(desk: Desk) {
  return desk.db.selectFrom('refunds').selectAll().execute()
}

/** Where every fee ended: exactly, rounded, and what vouchers cover of it. */
async function endOf({ db }: Desk): Promise<string[]> {
  const rows = await db
    .selectFrom('billedFees')
    .innerJoin('customers', 'customers.id', 'billedFees.customerId')
    .innerJoin('products', 'products.id', 'billedFees.productId')
    .leftJoin('charges', 'charges.billedFeeId', 'billedFees.id')
    .select(['accountId', 'code', 'provider', 'periodStartAt', 'billedFees.exactAmount', 'postedMinor'])
    .select(({ fn }) => [
      fn.sum<number>('amountMinor').as('charged'),
      fn.sum<number>('refundedMinor').as('refunded'),
    ])
    .groupBy('billedFees.id')
    .execute()
  return rows
    .map(({ charged, refunded, ...row }) => [...Object.values(row), charged - refunded].join(' '))
    .sort()
}
