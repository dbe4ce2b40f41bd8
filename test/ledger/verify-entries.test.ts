import t from 'tap'
import { ENTRIES } from '../../src/ledger/check-entries.ts'
import { keepBooks, strayEntry } from '../support/books.ts'

const { finds, unbroken } = await keepBooks(t)

t.test('each entry follows from the one before', async (t) => {
  await finds(
    t,
    `UPDATE ledger_entries SET balance_after_minor = 1 WHERE voucher_id = 2 AND kind = 'deduct'`,
    ['Ledger entry 7 should leave voucher V2 with USD 0.00, and says USD 0.01.'],
  )
  await finds(t, `UPDATE ledger_entries SET amount_minor = -2001 WHERE voucher_id = 2 AND kind = 'deduct'`, [
    'Voucher V2 should hold USD -0.01 by its ledger, and holds USD 0.00.',
    'Ledger entry 7 should leave voucher V2 with USD -0.01, and says USD 0.00.',
    'Charge C-1 should be covered by USD 25.01 after its ledger, and says USD 25.00.',
    'Charge C-1 should take at most its USD 30.00 from vouchers, and took USD 30.01.',
    'Charge C-1 of USD 30.00 should not be overpaid, and has USD 25.01 from vouchers and USD 5.00 refunded.',
  ])
})

t.test('a ledger begins with the issue, and has no other', async (t) => {
  await finds(t, `DELETE FROM ledger_entries WHERE voucher_id = 2 AND kind = 'issue'`, [
    'Issuance 2 should have issued USD 20.00 by the ledger, and issued USD 0.00.',
    'Voucher V2 should hold USD -20.00 by its ledger, and holds USD 0.00.',
    'Ledger entry 7 should leave voucher V2 with USD -20.00, and says USD 0.00.',
    'Voucher V2 should begin with its issue, and begins with ledger entry 7: deduct.',
  ])
  await finds(t, strayEntry({ voucher: 1, kind: 'issue', amount: 5000, after: 9500, issuance: 1 }), [
    'Issuance 1 should have issued USD 50.00 by the ledger, and issued USD 100.00.',
    'Voucher V1 should hold USD 95.00 by its ledger, and holds USD 45.00.',
    'Voucher V1 should be issued once, and ledger entry 14 issues it again.',
  ])
})

t.test('a voucher is issued whole, by its own issuance', async (t) => {
  await finds(t, 'UPDATE vouchers SET face_minor = 6000 WHERE id = 1', [
    'Ledger entry 1 should issue the USD 60.00 of voucher V1, and issues USD 50.00.',
  ])
  await finds(t, `UPDATE ledger_entries SET issuance_id = 2 WHERE voucher_id = 1 AND kind = 'issue'`, [
    'Ledger entry 1 should be of issuance 1 like voucher V1, and is of 2.',
  ])
})

t.test('a withdrawal and an expiry take all there is', (t) =>
  finds(
    t,
    `UPDATE ledger_entries SET amount_minor = -1400, balance_after_minor = 100
      WHERE voucher_id = 4 AND kind = 'withdraw'`,
    [
      'Voucher V4 should hold USD 1.00 by its ledger, and holds USD 0.00.',
      'Voucher V4 should hold nothing after its end, and its ledger leaves USD 1.00.',
      'Ledger entry 5 should take all that voucher V4 held, and leaves USD 1.00.',
      'Withdrawal 1 should have taken back USD 15.00, and took USD 14.00.',
    ],
  ),
)

t.test('nothing is paid by a voucher after its end, whatever came back to it', (t) =>
  finds(
    t,
    strayEntry({ voucher: 5, kind: 'refund', amount: 300, after: 300, charge: 2, refund: 2 }) +
      strayEntry({ voucher: 5, kind: 'deduct', amount: -300, after: 0, charge: 2 }),
    [
      'Ledger entry 14 should give voucher V5 back at most the USD 0.00 that it had paid of charge C-2, and gives USD 3.00.',
      'Voucher V5 should pay nothing after its end, and ledger entry 15 deducts USD 3.00.',
      'Voucher V5 should pay what arose from 2026-11-23T00:00:00.000Z until before 2026-11-24T00:00:00.000Z, and ledger entry 15 deducts USD 3.00 for charge C-2 of 2026-11-24T09:00:00.000Z.',
      'Charge C-2 should take at most its USD 12.00 from vouchers, and took USD 15.00.',
      'Refund R-2 of charge C-2 should give vouchers back USD 2.00, and gives USD 5.00.',
    ],
  ),
)

t.test('a voucher pays for its own customer', (t) =>
  finds(t, 'UPDATE charges SET customer_id = 2 WHERE id = 1', [
    'Voucher V2 should pay for its own customer, and ledger entry 7 is for charge C-1.',
    'Voucher V1 should pay for its own customer, and ledger entry 8 is for charge C-1.',
    'Voucher V1 should pay for its own customer, and ledger entry 9 is for charge C-1.',
  ]),
)

t.test('a voucher pays for the products of its terms', async (t) => {
  const finding =
    'Voucher V2 should not pay for product compute, and ledger entry 7 deducts USD 20.00 for charge C-1.'
  await finds(t, 'DELETE FROM template_products WHERE template_id = 2', [finding])
  await finds(t, `UPDATE templates SET scope = 'blocklist' WHERE id = 2`, [finding])
})

t.test('a voucher pays in the payment mode of its terms', (t) =>
  finds(t, `UPDATE templates SET payment_mode = 'prepaid' WHERE id = 2`, [
    'Voucher V2 should pay prepaid charges alone, and ledger entry 7 deducts USD 20.00 for charge C-1, which is postpaid.',
  ]),
)

t.test('a voucher pays from the minimum spend of its terms on', (t) =>
  finds(t, 'UPDATE templates SET minimum_spend_minor = 3001 WHERE id = 2', [
    'Voucher V2 should pay charges of USD 30.01 or more, and ledger entry 7 deducts USD 20.00 for charge C-1 of USD 30.00.',
  ]),
)

t.test('a voucher pays what arose while it was valid', async (t) => {
  const paid = 'and ledger entry 7 deducts USD 20.00 for charge C-1 of 2026-11-23T09:00:00.000Z'
  await finds(t, `UPDATE vouchers SET valid_from_at = '2026-11-23T09:00:00.001Z' WHERE id = 2`, [
    `Voucher V2 should pay what arose from 2026-11-23T09:00:00.001Z until before 2026-12-03T00:00:00.000Z, ${paid}.`,
  ])
  await finds(t, `UPDATE vouchers SET expires_at = '2026-11-23T09:00:00.000Z' WHERE id = 2`, [
    `Voucher V2 should pay what arose from 2026-11-23T00:00:00.000Z until before 2026-11-23T09:00:00.000Z, ${paid}.`,
  ])
  await finds(t, `UPDATE vouchers SET valid_from_at = '2026-11-23T09:00:00.000Z' WHERE id = 2`, [])
  await finds(t, `UPDATE vouchers SET expires_at = '2026-11-23T09:00:00.001Z' WHERE id = 2`, [])
})

t.test('an entry that gives back belongs to a refund of its charge', async (t) => {
  await finds(t, 'UPDATE ledger_entries SET refund_id = 2 WHERE refund_id = 1', [
    'Ledger entry 9 should be of a refund of charge C-1, and names refund R-2.',
    'Refund R-1 of charge C-1 should give vouchers back USD 5.00, and gives USD 0.00.',
  ])
  await finds(t, 'DELETE FROM refunds WHERE id = 1', [
    'Ledger entry 9 should be of a refund of charge C-1, and names refund nothing.',
    'Charge C-1 should be refunded by USD 0.00 after its refunds, and says USD 5.00.',
  ])
})

t.test('no voucher gets back more than it paid', (t) =>
  finds(t, 'UPDATE ledger_entries SET amount_minor = 1100, balance_after_minor = 5100 WHERE id = 9', [
    'Voucher V1 should hold USD 51.00 by its ledger, and holds USD 45.00.',
    'Ledger entry 9 should give voucher V1 back at most the USD 10.00 that it had paid of charge C-1, and gives USD 11.00.',
    'Charge C-1 should be covered by USD 19.00 after its ledger, and says USD 25.00.',
    'Refund R-1 of charge C-1 should give vouchers back USD 5.00, and gives USD 11.00.',
  ]),
)

t.test('no entry names a record of another partner', async (t) => {
  const elsewhere = (entry: number, voucher: number) =>
    `Ledger entry ${entry} of voucher V${voucher} should be of one partner, and names records of another.`
  await finds(t, 'UPDATE vouchers SET partner_id = 2 WHERE id = 5', [elsewhere(6, 5), elsewhere(10, 5)])
  await finds(t, 'UPDATE withdrawals SET partner_id = 2', [elsewhere(5, 4)])
  await finds(t, 'UPDATE charges SET partner_id = 2 WHERE id = 2', [
    elsewhere(11, 3),
    elsewhere(12, 3),
    'Refund R-2 should be of one partner, and names a charge of another.',
  ])
})

t.test('an entry whose voucher is gone is found', (t) =>
  finds(t, 'DELETE FROM vouchers WHERE id = 5', [
    'The vouchers of issuance 5 should number 1, and number 0.',
    'Issuance 5 should have issued USD 7.00 by the ledger, and issued USD 0.00.',
    'Ledger entry 6 of voucher 5 should be of one partner, and names records of another.',
    'Ledger entry 10 of voucher 5 should be of one partner, and names records of another.',
  ]),
)

t.test('every rule has been broken here', async (t) => {
  t.same(unbroken([ENTRIES]), [])
})
