import { join } from 'node:path'
import t, { type Test } from 'tap'
import { statements } from '../../migrations/0008-report-sums.ts'
import { furnish } from '../../src/demo/furnish.ts'
import { stretchOf } from '../../src/time/month.ts'
import { freshDatabase, promptAt, SEEDED_AT, seed } from '../support/database.ts'
import { tamper } from '../support/tamper.ts'

const SUMS = ['expiry_balances', 'customer_sums', 'issued_sums', 'used_sums']

t.test('no month of any time zone begins inside a span that sums are kept for', async (t) => {
  const starts = new Set<string>()
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    for (let year = 2026; year <= 2037; year++) {
      for (const month of ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']) {
        starts.add(stretchOf(`${year}-${month}`, timeZone).fromAt)
      }
    }
  }
  t.ok(starts.size > 1000)
  t.same(await wrongSpans(t, [...starts], (at) => at), [])
})

t.test('the quarters of an hour around the turn of a month count by themselves, the rest as a whole', (t) => {
  const spans: [posted: string, span: string][] = [
    ['2028-02-29T09:59:59.999Z', '2028-02-01T12:00:00.000Z'],
    ['2028-02-29T10:00:00.000Z', '2028-02-29T10:00:00.000Z'],
    ['2028-02-29T23:44:59.999Z', '2028-02-29T23:30:00.000Z'],
    ['2028-03-01T11:59:59.999Z', '2028-03-01T11:45:00.000Z'],
    ['2028-03-01T12:00:00.000Z', '2028-03-01T12:00:00.000Z'],
    ['2028-02-28T23:59:59.999Z', '2028-02-01T12:00:00.000Z'],
    ['2027-02-28T23:59:59.999Z', '2027-02-28T23:45:00.000Z'],
    ['2027-12-31T10:15:00.000Z', '2027-12-31T10:15:00.000Z'],
    ['2027-12-31T09:15:00.000Z', '2027-12-01T12:00:00.000Z'],
  ]
  const due = new Map(spans)
  return wrongSpans(t, [...due.keys()], (at) => due.get(at) ?? '').then((wrong) => t.same(wrong, []))
})

t.test('what was there before the sums were kept is in them', async (t) => {
  const { db, file } = await freshDatabase(t)
  await furnish(db, 'correct horse battery', '2026-11-23T12:00:00.000Z')
  const prompt = promptAt(t, file)
  const read = () => SUMS.map((table) => prompt.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all())
  // A voucher that holds nothing any more leaves a row of nothing behind.
  const kept = read()
  t.ok(kept.every((rows) => rows.length > 0))
  for (const table of SUMS) prompt.exec(`DELETE FROM ${table}`)
  const fillings = statements.filter((one) => one.startsWith('INSERT'))
  // The table has another name since then.
  for (const one of fillings) prompt.exec(one.replace('INTO customer_balances', 'INTO customer_sums'))
  t.same(read(), kept)
})

t.test('the sums follow an entry from the prompt, too, however it is inserted', async (t) => {
  const { db, file } = await freshDatabase(t)
  const { partnerId, productId, customerId, voucherId } = await seed(db)
  const prompt = promptAt(t, file)
  prompt.exec(`INSERT INTO charges (id, partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor,
    occurred_at, description, source, fingerprint, refused, posted_at)
    VALUES (1, ${partnerId}, 'C-1', ${customerId}, ${productId}, 'prepaid', 900, '${SEEDED_AT}', '', 'hand', '', '[]', '${SEEDED_AT}')`)
  for (const [times, how] of ['INSERT', 'INSERT OR IGNORE', 'INSERT OR REPLACE'].entries()) {
    const after = 10_000 - 300 * (times + 1)
    prompt.exec(`${how} INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, posted_at)
      VALUES (${partnerId}, ${voucherId}, 'deduct', -300, ${after}, 1, '${SEEDED_AT}')`)
    const row = (table: string) => prompt.prepare(`SELECT * FROM ${table}`).all()
    t.match(row('expiry_balances'), [{ voucher_count: 1, balance_minor: after }], how)
    t.match(row('customer_sums'), [{ voucher_count: 1, balance_minor: after }], how)
    t.match(row('used_sums'), [{ product_id: productId, amount_minor: 10_000 - after }], how)
  }
})

/** The instants of which the span is not what it should be. */
async function wrongSpans(t: Test, posted: readonly string[], due: (at: string) => string) {
  const { db } = await freshDatabase(t)
  const values = posted.map((at) => `(1, 1, 'withdraw', -1, 0, '${at}')`).join(', ')
  tamper(
    join(t.testdirName, 'scrip.db'),
    `INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, posted_at) VALUES ${values}`,
  )
  const rows = await db.selectFrom('ledgerEntries').select(['postedAt', 'spanAt']).execute()
  t.equal(rows.length, posted.length)
  return rows.filter(({ postedAt, spanAt }) => spanAt !== due(postedAt))
}
