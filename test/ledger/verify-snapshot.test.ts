import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { inSnapshot } from '../../src/database/in-snapshot.ts'
import { inEnglish } from '../../src/errors.ts'
import { type Checked, verifyPartner } from '../../src/ledger/verify.ts'
import { chargeNow, disagreements, refundNow } from '../support/billing.ts'
import { freshDatabase, SEEDED_AT, seed } from '../support/database.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'
import { tamper } from '../support/tamper.ts'

const NORTHWIND = { id: 1, currency: 'USD' }

t.test('it says how many of each it checked, of this partner alone', async (t) => {
  const desk = await setUp(t)
  await chargeNow(desk)
  await refundNow(desk, 'C-1', 'R-1', 100)
  const other = await desk.addPartner()
  const counts = (partnerId: number) =>
    inSnapshot(desk.db, (db) => verifyPartner(db, { id: partnerId, currency: 'USD' }, t.fail))
  t.same(byName(await counts(desk.partnerId)), {
    Templates: 1,
    Issuances: 1,
    Vouchers: 1,
    'Ledger entries': 3,
    Charges: 1,
    Refunds: 1,
    'Billed fees': 0,
    Withdrawals: 0,
    'Budget entries': 0,
    'Issuances against the budget': 1,
    'Balances by expiry': 1,
    'Balances by customer': 1,
    'Sums of what was issued': 1,
    'Sums of what was used': 1,
    'Sums of what bills charged': 0,
    'Sums of what bills refunded': 0,
    'Sums of what bills did not give back': 0,
    'Sums of what vouchers paid of bills': 0,
  })
  t.ok(Object.values(byName(await counts(other.partnerId))).every((count) => count === 0))
})

t.test('it looks at every record, however many there are', async (t) => {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  const issued = 2500
  tamper(
    file,
    `INSERT INTO issuances VALUES (2, 1, 1, 'More', ${issued}, ${issued * 10_000}, 'issued', 1, '${SEEDED_AT}', 1, '${SEEDED_AT}', '');
    UPDATE templates SET issued_count = 1 + ${issued}, issued_minor = 10000 + ${issued * 10_000};
    WITH RECURSIVE ids (id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM ids WHERE id <= ${issued})
    INSERT INTO vouchers (id, partner_id, number, template_id, issuance_id, customer_id, face_minor, balance_minor,
      valid_from_at, expires_at, issued_at)
    SELECT id, 1, 'more-' || id, 1, 2, 1, 10000, 10000, '${SEEDED_AT}', '2026-02-01T00:00:00.000Z', '${SEEDED_AT}' FROM ids;
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, issuance_id, posted_at)
    SELECT 1, id, 'issue', 10000, 10000, 2, '${SEEDED_AT}' FROM vouchers WHERE id > 1 ORDER BY id;
    UPDATE vouchers SET balance_minor = 1 WHERE id IN (1000, 1001, ${issued + 1});
    UPDATE ledger_entries SET balance_after_minor = 1 WHERE voucher_id IN (1, 2000, ${issued})`,
  )
  const found: string[] = []
  const checked = await inSnapshot(db, (snapshot) =>
    verifyPartner(snapshot, NORTHWIND, (phrase) => found.push(inEnglish(phrase))),
  )
  t.match(byName(checked), { Vouchers: 2501, 'Ledger entries': 2501 })
  t.same(found, [
    'Voucher more-1000 should hold USD 100.00 by its ledger, and holds USD 0.01.',
    'Voucher more-1001 should hold USD 100.00 by its ledger, and holds USD 0.01.',
    'Voucher more-2501 should hold USD 100.00 by its ledger, and holds USD 0.01.',
    'Ledger entry 1 should leave voucher northwind-1 with USD 100.00, and says USD 0.01.',
    'Ledger entry 2000 should leave voucher more-2000 with USD 100.00, and says USD 0.01.',
    'Ledger entry 2500 should leave voucher more-2500 with USD 100.00, and says USD 0.01.',
  ])
})

t.test('it sees one moment, whatever is posted meanwhile, and nobody waits for it', async (t) => {
  const desk = await setUp(t)
  await inSnapshot(desk.db, async (snapshot) => {
    const count = async () => byName(await verifyPartner(snapshot, NORTHWIND, t.fail))
    const before = await count()
    await chargeNow(desk)
    await refundNow(desk, 'C-1', 'R-1', 100)
    t.same(await count(), before)
  })
  t.match(await desk.db.selectFrom('charges').select('coveredMinor').execute(), [{ coveredMinor: 2900 }])
})

t.test('books that are written to without a pause agree at every moment', async (t) => {
  const desk = await setUp(t)
  let written = 0
  const stopping = new AbortController()
  const writing = (async () => {
    for (; !stopping.signal.aborted; written++) {
      await chargeNow(desk, { charge_id: `C-${written}`, amount: '0.03' })
      await refundNow(desk, `C-${written}`, `R-${written}`, 2)
    }
  })()
  for (let round = 0; round < 10; round++) {
    t.same(await disagreements(desk.db, desk.partnerId), [])
    await setImmediate()
  }
  stopping.abort()
  await writing
  t.ok(written > 0)
})

async function setUp(t: Test) {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  return desk
}

function byName(checked: readonly Checked[]): Record<string, number> {
  return Object.fromEntries(checked.map(({ records, count }) => [records, count]))
}
