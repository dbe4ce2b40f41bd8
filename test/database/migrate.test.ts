import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { sql } from 'kysely'
import t from 'tap'
import { migrations } from '../../migrations/index.ts'
import { migrate, requireCurrent } from '../../src/database/migrate.ts'
import { openDatabase } from '../../src/database/open.ts'
import { freshDatabase } from '../support/database.ts'

const NAMES = migrations.map(({ name }) => name)

t.test('a fresh file gets every migration, and the second time none', async (t) => {
  const db = openDatabase(join(t.testdir(), 'scrip.db'))
  t.teardown(() => db.destroy())
  t.same(await migrate(db), NAMES)
  t.same(await migrate(db), [])
  t.same(await db.selectFrom('vouchers').selectAll().execute(), [])
})

t.test('migrations run in the order of their names', async (t) => {
  t.same(NAMES, NAMES.toSorted())
})

t.test('two that migrate the same file at once both end at the newest schema', async (t) => {
  const file = join(t.testdir(), 'scrip.db')
  const both = [openDatabase(file), openDatabase(file)]
  t.teardown(() => Promise.all(both.map((db) => db.destroy())))
  const ran = await Promise.all(both.map((db) => migrate(db)))
  t.same(ran.flat().sort(), NAMES)
})

t.test('a migration that fails leaves nothing of any migration behind, and can be run again', async (t) => {
  const file = join(t.testdir(), 'scrip.db')
  const db = openDatabase(file)
  t.teardown(() => db.destroy())
  await sql`CREATE TABLE vouchers (in_the_way TEXT)`.execute(db)
  await t.rejects(migrate(db), { message: 'table vouchers already exists' })
  t.same(tablesOf(file), ['vouchers'])
  await sql`DROP TABLE vouchers`.execute(db)
  t.same(await migrate(db), NAMES)
})

t.test('what changes nothing refuses a database of an older Scrip in words', async (t) => {
  const { db } = await freshDatabase(t)
  await t.resolves(requireCurrent(db))
  await sql`DELETE FROM kysely_migration WHERE name = ${NAMES.at(-1)}`.execute(db)
  await t.rejects(requireCurrent(db), {
    code: 'DATABASE_UNREADABLE',
    message: 'The database cannot be used: it is of an older Scrip. Run scrip migrate.',
  })
})

t.test('a database of a newer Scrip is refused in words and stays as it is', async (t) => {
  const { db, file } = await freshDatabase(t)
  await sql`INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01T00:00:00.000Z')`.execute(db)
  const before = tablesOf(file)
  await t.rejects(migrate(db), {
    code: 'DATABASE_UNREADABLE',
    message: /written by a newer Scrip \(9999-later\)\. Start that version or a later one/,
  })
  t.same(tablesOf(file), before)
})

t.test('every table is STRICT, and tables and views say what they are for', async (t) => {
  const { file } = await freshDatabase(t)
  const prompt = new BetterSqlite3(file, { readonly: true })
  t.teardown(() => prompt.close())
  const tables = prompt.prepare<[], { name: string; strict: number; sql: string }>(`
    SELECT list.name, list.strict, made.sql FROM pragma_table_list AS list
    JOIN sqlite_schema AS made ON made.type = 'table' AND made.name = list.name
    WHERE list.name NOT LIKE 'sqlite_%' AND list.name NOT LIKE 'kysely_%'`)
  for (const { name, strict, sql } of tables.all()) {
    t.equal(strict, 1, `${name} is STRICT`)
    t.match(sql, /^CREATE TABLE "?\w+"? \(\n {2}-- .+\.\n/, `${name} opens with a sentence`)
  }
  const views = prompt.prepare<[], string>(`SELECT sql FROM sqlite_schema WHERE type = 'view'`).pluck().all()
  t.equal(views.length, 4)
  for (const sql of views) t.match(sql, /^CREATE VIEW \w+ AS\n-- .+\.\n/)
})

/** The tables of a file but for the migrator's own. */
function tablesOf(file: string): unknown[] {
  const prompt = new BetterSqlite3(file, { readonly: true })
  try {
    return prompt
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'kysely_%' ORDER BY name`,
      )
      .pluck()
      .all()
  } finally {
    prompt.close()
  }
}
