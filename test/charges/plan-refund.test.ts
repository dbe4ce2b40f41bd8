import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { planRefund, vouchersPart } from '../../src/charges/plan-refund.ts'

const PAID = [
  { voucherId: 1, number: 'V1', paidMinor: 1000 },
  { voucherId: 2, number: 'V2', paidMinor: 2000 },
  { voucherId: 3, number: 'V3', paidMinor: 500 },
]

t.test('the last that paid gets back first', async (t) => {
  t.same(planRefund(300, PAID), [{ voucherId: 3, number: 'V3', amountMinor: 300 }])
  t.same(back(500), ['V3 500'])
  t.same(back(501), ['V3 500', 'V2 1'])
  t.same(back(2500), ['V3 500', 'V2 2000'])
  t.same(back(3499), ['V3 500', 'V2 2000', 'V1 999'])
})

t.test('all of it goes back, and never more', async (t) => {
  t.same(back(3500), ['V3 500', 'V2 2000', 'V1 1000'])
  t.same(back(9999), ['V3 500', 'V2 2000', 'V1 1000'])
})

t.test('a voucher that has got everything back is passed over', async (t) => {
  const paid = [...PAID.slice(0, 2), { voucherId: 3, number: 'V3', paidMinor: 0 }]
  t.same(planRefund(100, paid), [{ voucherId: 2, number: 'V2', amountMinor: 100 }])
})

t.test('what no voucher paid goes back to none', async (t) => {
  t.same(planRefund(100, []), [])
})

t.test('what vouchers cover of a refund goes back to them or stays spent, by the policy', async (t) => {
  t.same(vouchersPart(300, 500, 1), { returnedMinor: 300, keptMinor: 0 })
  t.same(vouchersPart(300, 500, 0), { returnedMinor: 0, keptMinor: 300 })
  t.same(vouchersPart(300, 200, 1), { returnedMinor: 200, keptMinor: 0 })
  t.same(vouchersPart(300, 200, 0), { returnedMinor: 0, keptMinor: 200 })
  t.same(vouchersPart(300, 0, 0), { returnedMinor: 0, keptMinor: 0 })
})

t.test('a refund in parts gives back what the whole would have', async () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 6 })
  fc.assert(
    fc.property(amounts, amounts, (paidMinors, parts) => {
      let paid = paidMinors.map((paidMinor, index) => ({ voucherId: index, number: `V${index}`, paidMinor }))
      const whole = planRefund(
        parts.reduce((sum, part) => sum + part, 0),
        paid,
      )
      const returned = new Map<string, number>()
      for (const part of parts) {
        const plan = planRefund(part, paid)
        for (const { number, amountMinor } of plan)
          returned.set(number, (returned.get(number) ?? 0) + amountMinor)
        paid = paid.map((one) => {
          const got = plan.find(({ number }) => number === one.number)?.amountMinor ?? 0
          return { ...one, paidMinor: one.paidMinor - got }
        })
        assert(paid.every(({ paidMinor }) => paidMinor >= 0))
      }
      assert.deepEqual(
        [...returned],
        whole.map(({ number, amountMinor }) => [number, amountMinor]),
      )
    }),
  )
})

function back(amountMinor: number): string[] {
  return planRefund(amountMinor, PAID).map(({ number, amountMinor }) => `${number} ${amountMinor}`)
}
