import BetterSqlite3 from 'better-sqlite3'
import { sql } from 'kysely'
import t from 'tap'
import { migrations } from '../../migrations/index.ts'
import { migrate } from '../../src/database/migrate.ts'
import type { Db } from '../../src/database/open.ts'
import { disagreements } from '../support/billing.ts'
import { contentsOf } from '../support/database.ts'
import { olderDatabase } from '../support/older-database.ts'

const LATER = '2026-01-03T00:00:00.000Z'
/** When the vouchers of these databases are over. */
const OVER = '2026-02-01T00:00:00.000Z'
/** How many migrations there were while the state was generated. */
const GENERATED = migrations.findIndex(({ name }) => name === '0014-voucher-states')

for (const [index, { name }] of migrations.entries()) {
  t.test(`a database of ${name} comes to the newest schema with all its business`, async (t) => {
    const { db, file } = await olderDatabase(t, index + 1)
    const before = rowsIn(file)
    t.same(
      await migrate(db),
      migrations.slice(index + 1).map((later) => later.name),
    )
    t.match(rowsIn(file), withNewNames(before))
    t.same(await disagreements(db, 1), [])
  })
}

t.test('the state of a voucher stays what it was when it came to be written down', async (t) => {
  const paid = `INSERT INTO charges (id, partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor,
      occurred_at, description, source, fingerprint, refused, posted_at)
    VALUES (9, 1, 'C-9', 1, 1, 'postpaid', 2800, '${LATER}', '', 'api', '', '[]', '${LATER}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, posted_at)
    VALUES (1, 1, 'deduct', -2800, 0, 9, '${LATER}')`
  const lapsed = `INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, posted_at)
    VALUES (1, 1, 'expire', -2800, 0, '${OVER}')`
  for (const [done, state] of [
    ['', 'part_used'],
    [paid, 'used_up'],
    [lapsed, 'expired'],
  ] as const) {
    const { db, file } = await olderDatabase(t, GENERATED)
    const prompt = new BetterSqlite3(file)
    prompt.exec(done)
    const states = prompt.prepare('SELECT state FROM vouchers ORDER BY id').pluck()
    t.same(states.all(), [state, 'withdrawn'])
    prompt.close()
    await migrate(db)
    t.same(await statesIn(db), [state, 'withdrawn'])
    t.same(await disagreements(db, 1), [])
  }
})

t.test(
  'a migration that fails half way leaves an older database as it was, and can be run again',
  async (t) => {
    const { db, file } = await olderDatabase(t, 4)
    await sql`CREATE TABLE budget_entries (in_the_way TEXT)`.execute(db)
    const before = { schema: schemaOf(file), rows: rowsIn(file) }
    await t.rejects(migrate(db), { message: 'table budget_entries already exists' })
    t.same({ schema: schemaOf(file), rows: rowsIn(file) }, before)
    await sql`DROP TABLE budget_entries`.execute(db)
    t.equal((await migrate(db)).length, migrations.length - 4)
    t.same(await disagreements(db, 1), [])
  },
)

/** What a table was called before a later migration. */
function withNewNames({ customer_balances, ...rows }: Record<string, unknown[]>): Record<string, unknown[]> {
  return customer_balances ? { ...rows, customer_sums: customer_balances } : rows
}

async function statesIn(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('vouchers').select('state').orderBy('id').execute()
  return rows.map(({ state }) => state)
}

/** Every row of every table but the migrator's own, table by table. */
function rowsIn(file: string): Record<string, unknown[]> {
  const prompt = new BetterSqlite3(file, { readonly: true })
  const { kysely_migration: _, kysely_migration_lock: __, ...rows } = contentsOf(prompt)
  prompt.close()
  return rows
}

function schemaOf(file: string): unknown[] {
  const prompt = new BetterSqlite3(file, { readonly: true })
  try {
    return prompt.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
  } finally {
    prompt.close()
  }
}
