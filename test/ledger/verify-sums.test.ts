import t from 'tap'
import { keepBooks } from '../support/books.ts'

const { finds } = await keepBooks(t)

const EXPIRY = '2026-12-23T00:00:00.000Z'
const NOVEMBER = '2026-11-01T12:00:00.000Z'

t.test('what is kept by expiry is what vouchers hold', async (t) => {
  await finds(t, `UPDATE expiry_balances SET balance_minor = 1 WHERE expires_at = '${EXPIRY}'`, [
    `What expires at ${EXPIRY} should be USD 75.00 on vouchers numbering 2, and is kept as USD 0.01 on 2.`,
  ])
  await finds(t, `UPDATE expiry_balances SET voucher_count = 3 WHERE expires_at = '${EXPIRY}'`, [
    `What expires at ${EXPIRY} should be USD 75.00 on vouchers numbering 2, and is kept as USD 75.00 on 3.`,
  ])
  await finds(t, 'DELETE FROM expiry_balances', [
    `What expires at ${EXPIRY} should be USD 75.00 on vouchers numbering 2, and is kept as USD 0.00 on 0.`,
  ])
  await finds(t, `INSERT INTO expiry_balances VALUES (1, '2027-01-01T00:00:00.000Z', 1, 5)`, [
    'What expires at 2027-01-01T00:00:00.000Z should be USD 0.00 on vouchers numbering 0, and is kept as USD 0.05 on 1.',
  ])
})

t.test('what is kept by customer is what its vouchers hold', async (t) => {
  await finds(t, 'UPDATE customer_sums SET balance_minor = 4501, voucher_count = 2 WHERE customer_id = 1', [
    'What customer 1001 holds should be USD 45.00 on vouchers numbering 1, and is kept as USD 45.01 on 2.',
  ])
  await finds(t, 'DELETE FROM customer_sums WHERE customer_id = 2', [
    'What customer 1002 holds should be USD 30.00 on vouchers numbering 1, and is kept as USD 0.00 on 0.',
  ])
})

t.test('what is kept of a time is what its ledger entries come to', async (t) => {
  await finds(t, 'UPDATE issued_sums SET amount_minor = 1 WHERE partner_id = 1', [
    `What was issued from ${NOVEMBER} on should be USD 132.00 on vouchers numbering 5, and is kept as USD 0.01 on 5.`,
  ])
  await finds(t, 'UPDATE used_sums SET amount_minor = -1 WHERE partner_id = 1 AND product_id = 2', [
    `What was used from ${NOVEMBER} storage on should be USD 10.00, and is kept as USD -0.01.`,
  ])
  await finds(t, 'DELETE FROM used_sums WHERE product_id = 1', [
    `What was used from ${NOVEMBER} compute on should be USD 25.00, and is kept as USD 0.00.`,
  ])
})

t.test('what is kept of a bill is what its charges, refunds and ledger entries come to', async (t) => {
  await finds(t, 'UPDATE bill_sums SET charged_minor = 1, charge_count = 2', [
    'Bill 1 should have charged USD 9.00 by charges numbering 1, and is kept as USD 0.01 by 2.',
  ])
  await finds(t, 'DELETE FROM bill_sums', [
    'Bill 1 should have charged USD 9.00 by charges numbering 1, and is kept as USD 0.00 by 0.',
  ])
  await finds(t, 'UPDATE bill_sums SET refund_count = 1, refunded_minor = 5, kept_minor = 3', [
    'Bill 1 should have refunded USD 0.00 by refunds numbering 0, and is kept as USD 0.05 by 1.',
    'Bill 1 should have kept USD 0.00 from vouchers by its refunds, and is kept as USD 0.03.',
  ])
  await finds(t, 'UPDATE bill_sums SET covered_minor = -2', [
    'Vouchers should have paid USD 0.00 of bill 1, and it is kept as USD -0.02.',
  ])
})

t.test('of rows that are wrong no sum is looked at', (t) =>
  finds(t, 'UPDATE vouchers SET balance_minor = 1234 WHERE id = 1', [
    'Voucher V1 should hold USD 45.00 by its ledger, and holds USD 12.34.',
  ]),
)
