import t from 'tap'
import { type PlannedCharge, type PlannedVoucher, planDeductions } from '../../src/charges/plan-deductions.ts'

const NOW = '2026-11-23T09:00:00.000Z'
const BEFORE = '2026-11-01T00:00:00.000Z'
const EXPIRES = '2026-12-23T00:00:00.000Z'
const CHARGE: PlannedCharge = { amountMinor: 3000, paymentMode: 'postpaid', occurredAt: NOW }

t.test('a voucher that holds enough pays all of it', async (t) => {
  t.same(plan([voucher({ balanceMinor: 8000 })]), {
    deductions: [{ voucherId: 1, number: 'V1', amountMinor: 3000, balanceAfterMinor: 5000 }],
    refused: [],
    coveredMinor: 3000,
    payableMinor: 0,
  })
})

t.test('a voucher that holds less pays what it has, and the rest stays payable', async (t) => {
  t.match(plan([voucher({ balanceMinor: 2999 })]), {
    deductions: [{ amountMinor: 2999, balanceAfterMinor: 0 }],
    coveredMinor: 2999,
    payableMinor: 1,
  })
})

t.test('without vouchers all of it stays payable', async (t) => {
  t.same(plan([]), { deductions: [], refused: [], coveredMinor: 0, payableMinor: 3000 })
})

t.test('several vouchers pay one after the other until nothing is left', async (t) => {
  const vouchers = [1, 2, 3].map((id) => voucher({ id, balanceMinor: 2000 }))
  t.same(paid(plan(vouchers)), ['V1 2000', 'V2 1000'])
  t.same(plan(vouchers).refused, [{ number: 'V3', reason: 'nothing_left_to_pay' }])
})

t.test('the earliest expiry pays first', async (t) => {
  const late = voucher({ id: 1, balanceMinor: 9000, expiresAt: '2027-01-01T00:00:00.000Z' })
  const early = voucher({ id: 2, balanceMinor: 1000 })
  t.same(paid(plan([late, early])), ['V2 1000', 'V1 2000'])
})

t.test('with the same expiry the one that can pay more pays first', async (t) => {
  const small = voucher({ id: 1, balanceMinor: 1000 })
  const large = voucher({ id: 2, balanceMinor: 2500 })
  t.same(paid(plan([small, large])), ['V2 2500', 'V1 500'])
})

t.test('of two that can both pay all of it the one with the smaller balance pays first', async (t) => {
  const large = voucher({ id: 1, balanceMinor: 9000 })
  const small = voucher({ id: 2, balanceMinor: 4000 })
  t.same(paid(plan([large, small])), ['V2 3000'])
})

t.test('of two that are alike the older pays first', async (t) => {
  t.same(paid(plan([voucher({ id: 12 }), voucher({ id: 9 })])), ['V9 3000'])
})

t.test('an allowlist pays for the products it lists, every other scope for those it does not', async (t) => {
  for (const [scope, listsProduct, pays] of [
    ['allowlist', true, true],
    ['allowlist', false, false],
    ['blocklist', true, false],
    ['blocklist', false, true],
    ['general', true, false],
    ['general', false, true],
  ] as const) {
    t.equal(
      reasonFor({ scope, listsProduct }),
      pays ? undefined : 'wrong_product',
      `${scope} ${listsProduct}`,
    )
  }
})

t.test('a voucher pays in its payment mode alone, or in both', async (t) => {
  t.equal(reasonFor({ paymentMode: 'all' }), undefined)
  t.equal(reasonFor({ paymentMode: 'postpaid' }), undefined)
  t.equal(reasonFor({ paymentMode: 'prepaid' }), 'payment_mode')
  t.equal(reasonFor({ paymentMode: 'postpaid' }, { paymentMode: 'prepaid' }), 'payment_mode')
})

t.test('the whole charge must reach the minimum spend, not what is left of it', async (t) => {
  t.equal(reasonFor({ minimumSpendMinor: 3000 }), undefined)
  t.equal(reasonFor({ minimumSpendMinor: 3001 }), 'minimum_spend')
  const first = voucher({ id: 1, balanceMinor: 2000, expiresAt: '2026-12-01T00:00:00.000Z' })
  t.same(paid(plan([first, voucher({ id: 2, minimumSpendMinor: 3000 })])), ['V1 2000', 'V2 1000'])
})

t.test('a voucher pays what arose from its first instant on and before its last day was over', async (t) => {
  t.equal(reasonFor({ validFromAt: NOW }), undefined)
  t.equal(reasonFor({ validFromAt: '2026-11-23T09:00:00.001Z' }), 'not_yet_valid')
  const lapsesAt = '2027-01-01T00:00:00.000Z'
  t.equal(reasonFor({ expiresAt: '2026-11-23T09:00:00.001Z', lapsesAt }), undefined)
  t.equal(reasonFor({ expiresAt: NOW, lapsesAt }), 'expired')
})

t.test('a late bill is paid until the grace days are over, or the voucher has lapsed', async (t) => {
  const late = { expiresAt: '2026-11-20T00:00:00.000Z', lapsesAt: '2026-11-23T09:00:00.001Z' }
  const occurredAt = '2026-11-19T23:59:59.999Z'
  t.equal(reasonFor(late, { occurredAt }), undefined)
  t.equal(reasonFor({ ...late, lapsesAt: NOW }, { occurredAt }), 'expired')
  t.equal(
    reasonFor({ ...late, state: 'expired', balanceMinor: 0 }, { occurredAt }),
    'expired',
    'it has lapsed',
  )
})

t.test('a voucher that is used up or withdrawn pays nothing', async (t) => {
  t.equal(reasonFor({ state: 'used_up', balanceMinor: 0 }), 'used_up')
  t.equal(reasonFor({ state: 'withdrawn', balanceMinor: 0 }), 'withdrawn')
})

t.test('of several reasons the first is told', async (t) => {
  const everything = {
    scope: 'allowlist',
    paymentMode: 'prepaid',
    minimumSpendMinor: 3001,
    validFromAt: '2026-12-01T00:00:00.000Z',
    state: 'withdrawn',
    balanceMinor: 0,
  } as const
  t.equal(reasonFor(everything), 'wrong_product')
  t.equal(reasonFor({ ...everything, scope: 'general' }), 'payment_mode')
  t.equal(reasonFor({ ...everything, scope: 'general', paymentMode: 'all' }), 'minimum_spend')
  const inTime = { ...everything, scope: 'general', paymentMode: 'all', minimumSpendMinor: 0 } as const
  t.equal(reasonFor(inTime), 'not_yet_valid')
  const over = { validFromAt: BEFORE, expiresAt: NOW, lapsesAt: NOW }
  t.equal(reasonFor({ ...inTime, ...over }), 'expired')
  t.equal(reasonFor({ ...inTime, ...over, state: 'used_up' }), 'expired')
})

t.test('a voucher that could pay but need not is told apart from one that cannot', async (t) => {
  const vouchers = [
    voucher({ id: 1, balanceMinor: 3000 }),
    voucher({ id: 2, balanceMinor: 9000 }),
    voucher({ id: 3, paymentMode: 'prepaid' }),
  ]
  t.same(plan(vouchers).refused, [
    { number: 'V3', reason: 'payment_mode' },
    { number: 'V2', reason: 'nothing_left_to_pay' },
  ])
})

t.test('the largest amounts are exact', async (t) => {
  const largest = Number.MAX_SAFE_INTEGER
  const { deductions, payableMinor } = planDeductions(
    { ...CHARGE, amountMinor: largest },
    [voucher({ id: 1, balanceMinor: largest - 1 }), voucher({ id: 2, balanceMinor: largest })],
    NOW,
  )
  t.match(deductions, [{ number: 'V2', amountMinor: largest, balanceAfterMinor: 0 }])
  t.equal(payableMinor, 0)
})

t.test('what it is given is left as it was', async (t) => {
  const vouchers = Object.freeze([2, 1].map((id) => Object.freeze(voucher({ id }))))
  plan(vouchers)
  t.same(
    vouchers.map(({ id }) => id),
    [2, 1],
  )
})

function voucher(changed: Partial<PlannedVoucher> = {}): PlannedVoucher {
  const { id = 1, expiresAt = EXPIRES } = changed
  return {
    id,
    number: `V${id}`,
    balanceMinor: 8000,
    state: 'unused',
    scope: 'general',
    listsProduct: false,
    paymentMode: 'all',
    minimumSpendMinor: 0,
    validFromAt: BEFORE,
    expiresAt,
    lapsesAt: expiresAt,
    ...changed,
  }
}

function plan(vouchers: readonly PlannedVoucher[]) {
  return planDeductions(CHARGE, vouchers, NOW)
}

function paid({ deductions }: ReturnType<typeof planDeductions>): string[] {
  return deductions.map(({ number, amountMinor }) => `${number} ${amountMinor}`)
}

/** Why a voucher with something changed does not pay a charge with something changed; undefined where it does. */
function reasonFor(changed: Partial<PlannedVoucher>, charge: Partial<PlannedCharge> = {}) {
  return planDeductions({ ...CHARGE, ...charge }, [voucher(changed)], NOW).refused[0]?.reason
}
