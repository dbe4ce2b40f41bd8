import t from 'tap'
import { ISSUANCES, TEMPLATES, WITHDRAWALS } from '../../src/ledger/check-issuances.ts'
import { VOUCHERS } from '../../src/ledger/check-vouchers.ts'
import { keepBooks, LATER, strayEntry } from '../support/books.ts'

const { finds, unbroken } = await keepBooks(t)

t.test('books that nobody has touched agree', (t) => finds(t, '', []))

t.test('a voucher holds what its entries add up to', (t) =>
  finds(t, 'UPDATE vouchers SET balance_minor = 1234 WHERE id = 1', [
    'Voucher V1 should hold USD 45.00 by its ledger, and holds USD 12.34.',
  ]),
)

t.test('a voucher has entries', (t) =>
  finds(t, 'DELETE FROM ledger_entries WHERE voucher_id = 3', [
    'Issuance 3 should have issued USD 40.00 by the ledger, and issued USD 0.00.',
    'Voucher V3 should hold USD 0.00 by its ledger, and holds USD 30.00.',
    'Voucher V3 should begin with its issue, and has no ledger entry.',
    'Charge C-2 should be covered by USD 0.00 after its ledger, and says USD 10.00.',
  ]),
)

t.test('a voucher holds nothing after its end', (t) =>
  finds(t, `UPDATE ledger_entries SET amount_minor = -600 WHERE voucher_id = 5 AND kind = 'expire'`, [
    'Voucher V5 should hold USD 1.00 by its ledger, and holds USD 0.00.',
    'Voucher V5 should hold nothing after its end, and its ledger leaves USD 1.00.',
    'Ledger entry 10 should leave voucher V5 with USD 1.00, and says USD 0.00.',
  ]),
)

t.test('a voucher was withdrawn when its ledger says', async (t) => {
  await finds(t, 'UPDATE vouchers SET withdrawn_at = NULL WHERE id = 4', [
    'By its ledger voucher V4 was withdrawn 2026-11-23T09:00:00.000Z, and its row says never.',
  ])
  await finds(t, `UPDATE vouchers SET withdrawn_at = '${LATER}' WHERE id = 1`, [
    `By its ledger voucher V1 was withdrawn never, and its row says ${LATER}.`,
  ])
})

t.test('a voucher lapsed when its ledger says', async (t) => {
  await finds(t, 'UPDATE vouchers SET lapsed_at = NULL WHERE id = 5', [
    'By its ledger voucher V5 lapsed 2026-11-24T09:00:00.000Z, and its row says never.',
  ])
  await finds(t, `UPDATE vouchers SET lapsed_at = '${LATER}' WHERE id = 5`, [
    `By its ledger voucher V5 lapsed 2026-11-24T09:00:00.000Z, and its row says ${LATER}.`,
  ])
})

t.test('a voucher is in the state that its ledger leaves it in', async (t) => {
  await finds(t, `UPDATE vouchers SET state = 'used_up' WHERE id = 1`, [
    'By its ledger the state of voucher V1 is part_used, and its row says used_up.',
  ])
  await finds(t, `UPDATE vouchers SET state = 'unused' WHERE id IN (2, 4, 5)`, [
    'By its ledger the state of voucher V2 is used_up, and its row says unused.',
    'By its ledger the state of voucher V4 is withdrawn, and its row says unused.',
    'By its ledger the state of voucher V5 is expired, and its row says unused.',
  ])
})

t.test('a template issued no more than its limits allow', async (t) => {
  await finds(t, 'UPDATE templates SET max_vouchers = 1 WHERE id = 3', [
    'Template 3 should issue at most 1 vouchers, and issued 2.',
  ])
  await finds(t, 'UPDATE templates SET max_total_minor = 5000 WHERE id = 3', [
    'Template 3 should issue at most USD 50.00 in all, and issued USD 55.00.',
  ])
})

t.test('what is sponsored was approved by somebody who did not ask for it', (t) =>
  finds(t, `UPDATE templates SET funding = 'sponsored' WHERE id = 2`, [
    'Issuance 2 is sponsored, and should be approved by somebody who did not ask for it.',
  ]),
)

t.test('a voucher is of the template of its issuance', (t) =>
  finds(t, 'UPDATE vouchers SET template_id = 1 WHERE id = 3', [
    'Voucher V3 should be of template 3 like its issuance, and is of 1.',
  ]),
)

t.test('no voucher names a record of another partner', async (t) => {
  await finds(t, 'UPDATE vouchers SET customer_id = 3 WHERE id = 1', [
    'Voucher V1 should be of one partner, and names records of another.',
    'Voucher V1 should pay for its own customer, and ledger entry 8 is for charge C-1.',
    'Voucher V1 should pay for its own customer, and ledger entry 9 is for charge C-1.',
  ])
  await finds(t, 'UPDATE ledger_entries SET partner_id = 2 WHERE id = 1', [
    'Voucher V1 should be of one partner, and names records of another.',
  ])
})

t.test('a template has issued what its issuances issued, and is frozen by them', async (t) => {
  await finds(t, 'UPDATE templates SET issued_count = 9 WHERE id = 1', [
    'The issued vouchers of template 1 should number 1, and it says 9.',
  ])
  await finds(t, 'UPDATE templates SET issued_minor = 1 WHERE id = 1', [
    'Template 1 should have issued USD 50.00 in all, and says USD 0.01.',
  ])
  await finds(t, 'UPDATE templates SET frozen_at = NULL WHERE id = 1', [
    'Template 1 should be frozen since its first issuance, and can be changed.',
  ])
})

t.test('an issuance issued what it says, and nothing where it was never approved', async (t) => {
  await finds(t, 'UPDATE issuances SET voucher_count = 2 WHERE id = 1', [
    'The issued vouchers of template 1 should number 2, and it says 1.',
    'The vouchers of issuance 1 should number 2, and number 1.',
  ])
  await finds(t, 'UPDATE issuances SET total_minor = 1 WHERE id = 1', [
    'Template 1 should have issued USD 0.01 in all, and says USD 50.00.',
    'Issuance 1 should have issued USD 0.01 by the ledger, and issued USD 50.00.',
  ])
  await finds(t, `UPDATE issuances SET status = 'cancelled' WHERE id = 1`, [
    'The issued vouchers of template 1 should number 0, and it says 1.',
    'Template 1 should have issued USD 0.00 in all, and says USD 50.00.',
    'The vouchers of issuance 1 should number 0, and number 1.',
    'Issuance 1 should have issued USD 0.00 by the ledger, and issued USD 50.00.',
  ])
})

t.test('no issuance is of a template of another partner', (t) =>
  finds(t, 'UPDATE issuances SET template_id = 6 WHERE id = 1', [
    'The issued vouchers of template 1 should number 0, and it says 1.',
    'Template 1 should have issued USD 0.00 in all, and says USD 50.00.',
    'Issuance 1 should be of one partner, and names a template of another.',
    'Voucher V1 should be of template 6 like its issuance, and is of 1.',
  ]),
)

t.test('a withdrawal took back what it says', async (t) => {
  await finds(t, 'UPDATE withdrawals SET voucher_count = 2', [
    'The vouchers of withdrawal 1 should number 2, and number 1.',
  ])
  await finds(t, 'UPDATE withdrawals SET total_minor = 1', [
    'Withdrawal 1 should have taken back USD 0.01, and took USD 15.00.',
  ])
})

t.test('what a withdrawn voucher got back and lost again does not count to its withdrawal', (t) =>
  finds(
    t,
    strayEntry({ voucher: 4, kind: 'refund', amount: 300, after: 300, charge: 2, refund: 2 }) +
      strayEntry({ voucher: 4, kind: 'withdraw', amount: -300, after: 0, withdrawal: 1 }),
    [
      'Ledger entry 14 should give voucher V4 back at most the USD 0.00 that it had paid of charge C-2, and gives USD 3.00.',
      'Charge C-2 should be covered by USD 7.00 after its ledger, and says USD 10.00.',
      'Refund R-2 of charge C-2 should give vouchers back USD 2.00, and gives USD 5.00.',
    ],
  ),
)

t.test('every rule has been broken here', async (t) => {
  t.same(unbroken([VOUCHERS, TEMPLATES, ISSUANCES, WITHDRAWALS]), [])
})
