import t from 'tap'
import { chargeRow, promptWithCharge, refundRow } from '../support/charge-rows.ts'
import { refuses, SEEDED_AT } from '../support/database.ts'

const OF_ITS_CHARGE =
  'a deduction or refund belongs to a charge of the same customer, covers no more than it, and gives no voucher more than it paid'
const OF_ITS_PARTNER =
  'a refund has an id of its own, belongs to a charge of its partner, is not more than is left of it, and keeps what vouchers covered or nothing'

t.test('a deduction covers its charge, and a refund uncovers and lowers it', async (t) => {
  const { prompt, deduct, giveBack, insert } = await promptWithCharge(t)
  const stored = () => prompt.prepare('SELECT covered_minor, refunded_minor FROM charges WHERE id = 1').get()
  deduct(3_000, 7_000)
  t.same(stored(), { covered_minor: 3_000, refunded_minor: 0 })
  deduct(2_000, 5_000)
  t.same(stored(), { covered_minor: 5_000, refunded_minor: 0 })
  insert('refunds', refundRow())
  t.same(stored(), { covered_minor: 5_000, refunded_minor: 1_000 })
  giveBack(1_000, 6_000)
  t.same(stored(), { covered_minor: 4_000, refunded_minor: 1_000 })
})

t.test(
  'a refund that keeps what vouchers covered leaves less to give back, and gives nothing back',
  async (t) => {
    const { prompt, deduct, giveBack, insert } = await promptWithCharge(t)
    const stored = () =>
      prompt.prepare('SELECT covered_minor, kept_minor, returnable_minor, payable_minor FROM charges').get()
    deduct(3_000, 7_000)
    t.same(stored(), { covered_minor: 3_000, kept_minor: 0, returnable_minor: 3_000, payable_minor: 2_000 })
    for (const kept_minor of [999, 1_001]) {
      refuses(t, prompt, () => insert('refunds', refundRow({ kept_minor })), OF_ITS_PARTNER)
    }
    insert('refunds', refundRow({ kept_minor: 1_000 }))
    t.same(stored(), {
      covered_minor: 3_000,
      kept_minor: 1_000,
      returnable_minor: 2_000,
      payable_minor: 2_000,
    })
    refuses(t, prompt, () => giveBack(1_000, 8_000), OF_ITS_CHARGE)

    insert('refunds', refundRow({ id: 2, refund_id: 'R-2', amount_minor: 2_500 }))
    refuses(t, prompt, () => giveBack(2_001, 9_001, { refund_id: 2 }), OF_ITS_CHARGE)
    giveBack(2_000, 9_000, { refund_id: 2 })
    t.same(stored(), { covered_minor: 1_000, kept_minor: 1_000, returnable_minor: 0, payable_minor: 1_500 })
  },
)

t.test('vouchers cover no more than the charge is', async (t) => {
  const { prompt, deduct } = await promptWithCharge(t)
  deduct(3_000, 7_000)
  refuses(t, prompt, () => deduct(2_001, 4_999), OF_ITS_CHARGE)
  refuses(t, prompt, () => deduct(5_001, 1_999), OF_ITS_CHARGE)
})

t.test('a voucher pays for the charges of its own customer and partner alone', async (t) => {
  const { prompt, insert, post } = await promptWithCharge(t)
  prompt.exec(`INSERT INTO customers VALUES (3, 1, '1003', 'Cy', '', 1, '${SEEDED_AT}')`)
  insert('charges', chargeRow({ id: 3, charge_id: 'C-3', customer_id: 3 }))
  insert('charges', chargeRow({ id: 4, partner_id: 2, customer_id: 2, product_id: 2 }))
  const deduction = { kind: 'deduct', amount_minor: -1_000, balance_after_minor: 9_000 }
  for (const charge_id of [3, 4, 404]) {
    refuses(t, prompt, () => post({ ...deduction, charge_id }), OF_ITS_CHARGE)
  }
})

t.test(
  'an entry names a charge exactly when it pays one, and a refund exactly when it gives back',
  async (t) => {
    const { prompt, deduct, insert, post } = await promptWithCharge(t)
    deduct(3_000, 7_000)
    insert('refunds', refundRow())
    const wrongs = [
      { kind: 'deduct', amount_minor: -1_000, balance_after_minor: 6_000, charge_id: null },
      { kind: 'deduct', amount_minor: -1_000, balance_after_minor: 6_000, refund_id: 1 },
      { kind: 'refund', amount_minor: 1_000, balance_after_minor: 8_000, charge_id: null, refund_id: 1 },
      { kind: 'expire', amount_minor: -7_000, balance_after_minor: 0 },
    ]
    for (const wrong of wrongs) refuses(t, prompt, () => post(wrong), /./)
  },
)

t.test('a refund goes back to a voucher that paid, and never more than it paid', async (t) => {
  const { prompt, deduct, giveBack, insert, post } = await promptWithCharge(t)
  insert('charges', chargeRow({ id: 3, charge_id: 'C-3' }))
  deduct(3_000, 7_000)
  insert('refunds', refundRow({ amount_minor: 5_000 }))
  refuses(t, prompt, () => giveBack(3_001, 10_001), /./)
  refuses(t, prompt, () => giveBack(1_000, 8_000, { charge_id: 3 }), OF_ITS_CHARGE)
  refuses(t, prompt, () => giveBack(1_000, 8_000, { refund_id: 404 }), OF_ITS_CHARGE)
  giveBack(2_000, 9_000)
  post({ kind: 'deduct', amount_minor: -2_000, balance_after_minor: 7_000, charge_id: 3 })
  refuses(t, prompt, () => giveBack(1_001, 8_001), OF_ITS_CHARGE)
  giveBack(1_000, 8_000)
})

t.test('a refund is of a charge of its partner, and of no more than is left of it', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  for (const wrong of [{ partner_id: 2 }, { charge_id: 404 }, { amount_minor: 5_001 }]) {
    refuses(t, prompt, () => insert('refunds', refundRow(wrong)), OF_ITS_PARTNER)
  }
  insert('refunds', refundRow({ amount_minor: 4_000 }))
  refuses(
    t,
    prompt,
    () => insert('refunds', refundRow({ id: 2, refund_id: 'R-2', amount_minor: 1_001 })),
    OF_ITS_PARTNER,
  )
  insert('refunds', refundRow({ id: 2, refund_id: 'R-2', amount_minor: 1_000 }))
})

t.test('an id is refunded once, and nothing takes the place of a refund', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  insert('refunds', refundRow())
  refuses(t, prompt, () => insert('refunds', refundRow({ id: 9 })), OF_ITS_PARTNER)
  refuses(t, prompt, () => insert('refunds', refundRow({ refund_id: 'R-9' })), OF_ITS_PARTNER)
  refuses(t, prompt, () => insert('refunds', refundRow({ id: 9 }), 'OR REPLACE'), OF_ITS_PARTNER)
  refuses(t, prompt, () => insert('refunds', refundRow({ refund_id: 'R-9' }), 'OR REPLACE'), OF_ITS_PARTNER)
})

t.test('a refund is never changed and never deleted', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  insert('refunds', refundRow())
  refuses(t, prompt, 'UPDATE refunds SET amount_minor = 1', 'refunds are never changed')
  refuses(t, prompt, `UPDATE OR REPLACE refunds SET refund_id = 'R-9'`, 'refunds are never changed')
  refuses(t, prompt, 'DELETE FROM refunds', 'refunds are never deleted')
})
