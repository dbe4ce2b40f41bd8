import t from 'tap'
import { BILLED_FEES, CHARGES, REFUNDS } from '../../src/ledger/check-charges.ts'
import { keepBooks } from '../support/books.ts'

const { finds, unbroken } = await keepBooks(t)

t.test('a charge is covered by what its entries leave', (t) =>
  finds(t, 'UPDATE charges SET covered_minor = 0 WHERE id = 1', [
    'Charge C-1 should be covered by USD 25.00 after its ledger, and says USD 0.00.',
  ]),
)

t.test('a charge is refunded by the sum of its refunds', (t) =>
  finds(t, 'UPDATE charges SET refunded_minor = 501 WHERE id = 1', [
    'Charge C-1 should be refunded by USD 5.00 after its refunds, and says USD 5.01.',
  ]),
)

t.test('a charge has kept from vouchers what its refunds did not give back', (t) =>
  finds(t, 'UPDATE charges SET kept_minor = 1 WHERE id = 1', [
    'Charge C-1 should have kept USD 0.00 from vouchers after its refunds, and says USD 0.01.',
  ]),
)

t.test('a refund that gives nothing back keeps what it is', async (t) => {
  await finds(t, 'UPDATE refunds SET kept_minor = 400 WHERE id = 1', [
    'Charge C-1 should have kept USD 4.00 from vouchers after its refunds, and says USD 0.00.',
    'Refund R-1 of charge C-1 should keep USD 5.00 from vouchers, and keeps USD 4.00 and gives back USD 5.00.',
  ])
})

t.test('a charge takes no more than it is', (t) =>
  finds(t, 'UPDATE charges SET amount_minor = 2900 WHERE id = 1', [
    'Charge C-1 should take at most its USD 29.00 from vouchers, and took USD 30.00.',
    'Charge C-1 of USD 29.00 should not be overpaid, and has USD 25.00 from vouchers and USD 5.00 refunded.',
  ]),
)

t.test('a refund gives vouchers back what it is', async (t) => {
  await finds(t, 'UPDATE refunds SET amount_minor = 400 WHERE id = 1', [
    'Charge C-1 should be refunded by USD 4.00 after its refunds, and says USD 5.00.',
    'Refund R-1 of charge C-1 should give vouchers back USD 4.00, and gives USD 5.00.',
  ])
  await finds(t, 'UPDATE refunds SET amount_minor = 600 WHERE id = 1', [
    'Charge C-1 should be refunded by USD 6.00 after its refunds, and says USD 5.00.',
    'Charge C-1 of USD 30.00 should not be overpaid, and has USD 25.00 from vouchers and USD 6.00 refunded.',
    'Refund R-1 of charge C-1 should give vouchers back USD 6.00, and gives USD 5.00.',
  ])
})

t.test('no charge and no refund names a record of another partner', async (t) => {
  const finding = 'Charge C-2 should be of one partner, and names records of another.'
  await finds(t, 'UPDATE charges SET product_id = 3 WHERE id = 2', [finding])
  await finds(t, 'UPDATE refunds SET partner_id = 2 WHERE id = 2', [finding])
  await finds(t, 'UPDATE charges SET partner_id = 2 WHERE id = 2', [
    'Ledger entry 11 of voucher V3 should be of one partner, and names records of another.',
    'Ledger entry 12 of voucher V3 should be of one partner, and names records of another.',
    'Refund R-2 should be of one partner, and names a charge of another.',
  ])
})

t.test('a billed fee stands at what its bills charged', (t) =>
  finds(t, 'UPDATE billed_fees SET posted_minor = 899', [
    'The fee of customer 1001 for product compute (postpaid) in the period from 2026-11-01T00:00:00.000Z should stand at USD 9.00 by its bills, and says USD 8.99.',
  ]),
)

t.test('every rule has been broken here', async (t) => {
  t.same(unbroken([CHARGES, REFUNDS, BILLED_FEES]), [])
})
