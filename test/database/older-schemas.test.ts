import BetterSqlite3 from 'better-sqlite3'
import { sql } from 'kysely'
import t from 'tap'
import { migrations } from '../../migrations/index.ts'
import { migrate } from '../../src/database/migrate.ts'
import { disagreements } from '../support/billing.ts'
import { contentsOf } from '../support/database.ts'
import { olderDatabase } from '../support/older-database.ts'

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
