import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import type { BillDraft, Covers, PaymentMode } from '../../src/bills/bill.ts'
import { listBillFees } from '../../src/bills/bill-content.ts'
import { checkBill } from '../../src/bills/check-bill.ts'
import { fingerprintOf } from '../../src/bills/compare-fees.ts'
import { sumLines } from '../../src/bills/group-lines.ts'
import { postBill } from '../../src/bills/post-bill.ts'
import { previewChanges } from '../../src/bills/preview-bill.ts'
import { currencyOf } from '../../src/money/currency.ts'
import type { Terms } from '../../src/templates/template.ts'
import { disagreements } from '../support/billing.ts'
import { SINCE_OCTOBER } from '../support/bills.ts'
import { openDesk } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import {
  actOf,
  stockCustomers,
  stockProducts,
  stockTemplate,
  stockVouchers,
  withdrawNow,
} from '../support/stock.ts'

const CUSTOMERS = ['A', 'B', 'C'] as const
const PRODUCTS = ['compute', 'storage'] as const
const MODES = ['prepaid', 'postpaid'] as const

const desk = await openDesk(t)
const partner = { id: desk.partnerId, currency: currencyOf('USD'), timeZone: 'UTC' }
await stockCustomers(desk, CUSTOMERS)
await stockProducts(desk, { compute: {}, storage: {} })
await stockAllKindsOfVouchers()

/** A line of a bill: its amount in millionths, so that half cents and less are common. */
interface Line {
  customer: string
  product: string
  paymentMode: PaymentMode
  millionths: number
}

/** A file: some of the lines that have not come yet, or all that came so far; or something else altogether. */
type Step = { refundsReturn: 0 | 1 } & (
  | { covers: 'further_lines'; lines: Line[] }
  | { covers: 'whole_period'; lines: Line[] | 'so far' }
)

const line: fc.Arbitrary<Line> = fc.record({
  customer: fc.constantFrom(...CUSTOMERS),
  product: fc.constantFrom(...PRODUCTS),
  paymentMode: fc.constantFrom(...MODES),
  millionths: fc.oneof(
    fc.integer({ min: -3_000_000, max: 20_000_000 }),
    fc.constantFrom(5000, 4999, -5000, 0, 1),
  ),
})
const lines = fc.array(line, { minLength: 1, maxLength: 8 })
/** By then the partner may have changed what becomes of refunds. */
const refundsReturn = fc.constantFrom(0 as const, 1 as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ refundsReturn, covers: fc.constant('further_lines' as const), lines }),
  fc.record({
    refundsReturn,
    covers: fc.constant('whole_period' as const),
    lines: fc.oneof(lines, fc.constant('so far' as const)),
  }),
)

t.test(
  'however its lines come in, in parts, restated or at once, each fee ends at the same amount',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const provider = randomUUID()
        let soFar: Line[] = []
        for (const { refundsReturn, covers, lines } of steps) {
          const sent = lines === 'so far' ? soFar : lines
          if (sent.length === 0) continue
          await choosePolicies(desk, { refundsReturn })
          await importAsPreviewed(provider, covers, sent)
          soFar = covers === 'whole_period' ? sent : [...soFar, ...sent]
        }
        const atOnce = randomUUID()
        if (soFar.length > 0) await importAsPreviewed(atOnce, 'whole_period', soFar)
        const expected = expectedFees(soFar)
        same(await feesOf(provider), expected)
        same(await feesOf(atOnce), expected)
      }),
      { numRuns: 60 },
    )
  },
)

t.test('after all of it the ledger agrees with every charge, refund and balance', async (t) => {
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

/** Posts a file and holds that it did, fee by fee, what its preview said. */
async function importAsPreviewed(provider: string, covers: Covers, lines: readonly Line[]): Promise<void> {
  const draft = draftOf(provider, covers, lines)
  const checked = await checkBill(desk.db, partner, draft)
  const previewed = await previewChanges(desk.db, partner.timeZone, checked, desk.clock.now)
  const { id } = await desk.db
    .transaction()
    .execute((trx) => postBill(trx, actOf(desk), partner, draft, fingerprintOf(checked)))
  const posted = (await Array.fromAsync(listBillFees(desk.db, id))).flat()
  const did = posted.map(({ accountId, code, paymentMode, amountMinor, coveredMinor, vouchers }) =>
    [accountId, code, paymentMode, amountMinor, coveredMinor, vouchers.split(' ').sort()].join(),
  )
  const said = previewed
    .filter(({ amountMinor }) => amountMinor !== 0)
    .map(({ change, amountMinor, coveredMinor, shares }) => {
      const vouchers = [...new Set(shares.map(({ number }) => number))].sort()
      const { customer, product, paymentMode } = change
      return [customer.accountId, product.code, paymentMode, amountMinor, coveredMinor, vouchers].join()
    })
  same(did.sort(), said.sort())
}

function draftOf(provider: string, covers: Covers, lines: readonly Line[]): BillDraft {
  const sums = sumLines()
  for (const { millionths, ...line } of lines) {
    sums.add({
      ...line,
      provider,
      periodStartAt: '2026-10-01T00:00:00.000Z',
      lastDayOn: '2026-10-31',
      customerName: '',
      currency: 'USD',
      amount: { units: BigInt(millionths), scale: 6 },
    })
  }
  const lineCount = lines.length
  return { fileName: 'bill.csv', fileHash: randomUUID(), covers, lineCount, groups: sums.groups() }
}

/** The second, obvious way: add the millionths of each fee, and round half a cent up. */
function expectedFees(lines: readonly Line[]): string[] {
  const byFee = Map.groupBy(lines, ({ customer, product, paymentMode }) =>
    [customer, product, paymentMode].join(),
  )
  const sums = [...byFee].map(([fee, theirs]) => ({
    fee,
    sum: theirs.reduce((sum, { millionths }) => sum + millionths, 0),
  }))
  return sums
    .map(({ fee, sum }) => `${fee} ${Math.max(0, Math.floor((sum + 5000) / 10_000))}`)
    .filter((fee) => !fee.endsWith(' 0'))
    .sort()
}

/** What was charged less refunded of each fee, by the charges themselves. */
async function feesOf(provider: string): Promise<string[]> {
  const rows = await desk.db
    .selectFrom('charges')
    .innerJoin('billedFees', 'billedFees.id', 'charges.billedFeeId')
    .innerJoin('customers', 'customers.id', 'charges.customerId')
    .innerJoin('products', 'products.id', 'charges.productId')
    .select(['accountId', 'code', 'charges.paymentMode', 'postedMinor', 'amountMinor', 'refundedMinor'])
    .where('provider', '=', provider)
    .execute()
  const byFee = Map.groupBy(rows, ({ accountId, code, paymentMode }) => [accountId, code, paymentMode].join())
  return [...byFee]
    .map(([fee, charges]) => {
      const left = charges.reduce((sum, charge) => sum + charge.amountMinor - charge.refundedMinor, 0)
      if (left !== charges[0]?.postedMinor)
        throw new Error(`${fee} is ${left}, and kept as ${charges[0]?.postedMinor}`)
      return `${fee} ${left}`
    })
    .filter((fee) => !fee.endsWith(' 0'))
    .sort()
}

async function stockAllKindsOfVouchers(): Promise<void> {
  const kinds: Partial<Terms>[] = [
    SINCE_OCTOBER,
    { ...SINCE_OCTOBER, lastDayOn: '2026-11-30', minimumSpendMinor: 1500 },
    { ...SINCE_OCTOBER, paymentMode: 'prepaid' },
    { ...SINCE_OCTOBER, scope: 'allowlist', products: ['storage'] },
    { ...SINCE_OCTOBER, scope: 'blocklist', products: ['storage'] },
    {},
  ]
  for (const kind of kinds) {
    const each = CUSTOMERS.map((customer) => `${customer} 100.00`).join('\n')
    await stockVouchers(desk, await stockTemplate(desk, kind), each)
  }
  const gone = await stockVouchers(desk, await stockTemplate(desk, SINCE_OCTOBER), 'A 50.00')
  await withdrawNow(desk, gone.numbers)
}

function same(actual: readonly string[], expected: readonly string[]): void {
  const [left, right] = [actual.join('\n'), expected.join('\n')]
  if (left !== right) throw new Error(`${left}\nis not\n${right}`)
}
