import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import {
  type DeductionPlan,
  type PlannedCharge,
  type PlannedVoucher,
  planDeductions,
} from '../../src/charges/plan-deductions.ts'

// Few instants and small amounts, so that vouchers often tie and limits are often met exactly.
const INSTANTS = Array.from({ length: 7 }, (_, day) => `2026-11-0${day + 1}T00:00:00.000Z`)
const instant = fc.constantFrom(...INSTANTS)

const voucher = fc
  .record({
    balanceMinor: fc.integer({ min: 1, max: 12 }),
    state: fc.constantFrom('unused', 'unused', 'part_used', 'used_up', 'expired', 'withdrawn'),
    scope: fc.constantFrom('general', 'general', 'allowlist', 'blocklist'),
    listsProduct: fc.boolean(),
    paymentMode: fc.constantFrom('all', 'all', 'prepaid', 'postpaid'),
    minimumSpendMinor: fc.constantFrom(0, 0, 5, 20),
    days: fc.tuple(instant, instant, instant).map((days) => days.toSorted()),
  })
  .map(({ days: [validFromAt = '', expiresAt = '', lapsesAt = ''], ...voucher }) => ({
    ...voucher,
    balanceMinor: ['unused', 'part_used'].includes(voucher.state) ? voucher.balanceMinor : 0,
    validFromAt,
    expiresAt,
    lapsesAt,
  }))

const vouchers = fc.array(voucher, { maxLength: 8 }).chain((all) =>
  fc.shuffledSubarray(
    all.map((one, index) => numbered(one, index + 1)),
    { minLength: all.length },
  ),
)

const charge = fc.record({
  amountMinor: fc.integer({ min: 1, max: 30 }),
  paymentMode: fc.constantFrom('prepaid', 'postpaid'),
  occurredAt: instant,
})

t.test('the plan is the one that a slow, obvious reading of the rules gives', async () => {
  fc.assert(
    fc.property(charge, vouchers, instant, (charge, vouchers, postedAt) => {
      assert.deepEqual(planDeductions(charge, vouchers, postedAt), slowPlan(charge, vouchers, postedAt))
    }),
    { numRuns: 2000 },
  )
})

t.test('the order in which vouchers are given makes no difference', async () => {
  fc.assert(
    fc.property(charge, vouchers, instant, (charge, vouchers, postedAt) => {
      const backwards = [...vouchers].reverse()
      assert.deepEqual(
        planDeductions(charge, vouchers, postedAt),
        planDeductions(charge, backwards, postedAt),
      )
    }),
  )
})

t.test(
  'every voucher either pays or is told why not, and what is covered and payable is the charge',
  async () => {
    fc.assert(
      fc.property(charge, vouchers, instant, (charge, vouchers, postedAt) => {
        const plan = planDeductions(charge, vouchers, postedAt)
        const named = [...plan.deductions, ...plan.refused].map(({ number }) => number)
        assert.deepEqual(named.toSorted(), vouchers.map(({ number }) => number).toSorted())
        assert.equal(plan.coveredMinor + plan.payableMinor, charge.amountMinor)
      }),
    )
  },
)

/** The rules one after the other: whoever has nobody before them pays one coin, until nobody can or need. */
function slowPlan(charge: PlannedCharge, vouchers: PlannedVoucher[], postedAt: string): DeductionPlan {
  const order = inOrder(charge, vouchers)
  const coins = new Map<string, number>()
  let payableMinor = charge.amountMinor
  for (;;) {
    const payer = order.find(
      (one) =>
        reasonAgainst(charge, one, postedAt) === undefined && one.balanceMinor > (coins.get(one.number) ?? 0),
    )
    if (!payer || payableMinor === 0) break
    coins.set(payer.number, (coins.get(payer.number) ?? 0) + 1)
    payableMinor--
  }
  const payers = order.filter(({ number }) => coins.has(number))
  const others = order.filter(({ number }) => !coins.has(number))
  return {
    deductions: payers.map(({ id, number, balanceMinor }) => {
      const amountMinor = coins.get(number) ?? 0
      return { voucherId: id, number, amountMinor, balanceAfterMinor: balanceMinor - amountMinor }
    }),
    refused: others.map((one) => ({
      number: one.number,
      reason: reasonAgainst(charge, one, postedAt) ?? 'nothing_left_to_pay',
    })),
    coveredMinor: charge.amountMinor - payableMinor,
    payableMinor,
  }
}

/** Takes out, again and again, the one that goes before all the others. */
function inOrder(charge: PlannedCharge, vouchers: PlannedVoucher[]): PlannedVoucher[] {
  const first = vouchers.find((one) =>
    vouchers.every((other) => other === one || goesBefore(charge, one, other)),
  )
  if (!first) return []
  return [
    first,
    ...inOrder(
      charge,
      vouchers.filter((one) => one !== first),
    ),
  ]
}

function goesBefore({ amountMinor }: PlannedCharge, a: PlannedVoucher, b: PlannedVoucher): boolean {
  if (Date.parse(a.expiresAt) !== Date.parse(b.expiresAt))
    return Date.parse(a.expiresAt) < Date.parse(b.expiresAt)
  const most = (voucher: PlannedVoucher) =>
    voucher.balanceMinor > amountMinor ? amountMinor : voucher.balanceMinor
  if (most(a) !== most(b)) return most(a) > most(b)
  if (a.balanceMinor !== b.balanceMinor) return a.balanceMinor < b.balanceMinor
  return a.id < b.id
}

function reasonAgainst(charge: PlannedCharge, voucher: PlannedVoucher, postedAt: string) {
  const arose = Date.parse(charge.occurredAt)
  const paysFor = voucher.scope === 'allowlist' ? voucher.listsProduct : !voucher.listsProduct
  const paysIn = voucher.paymentMode === 'all' ? ['prepaid', 'postpaid'] : [voucher.paymentMode]
  const reasons = [
    ['wrong_product', !paysFor],
    ['payment_mode', !paysIn.includes(charge.paymentMode)],
    ['minimum_spend', voucher.minimumSpendMinor > charge.amountMinor],
    ['not_yet_valid', arose < Date.parse(voucher.validFromAt)],
    ['expired', !(arose < Date.parse(voucher.expiresAt))],
    ['expired', !(Date.parse(postedAt) < Date.parse(voucher.lapsesAt)) || voucher.state === 'expired'],
    ['used_up', voucher.state === 'used_up'],
    ['withdrawn', voucher.state === 'withdrawn'],
  ] as const
  return reasons.find(([, holds]) => holds)?.[0]
}

function numbered(voucher: Omit<PlannedVoucher, 'id' | 'number'>, id: number): PlannedVoucher {
  return { ...voucher, id, number: `V${id}` }
}
