import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { sql } from 'kysely'
import t from 'tap'
import { migrate } from '../../src/database/migrate.ts'
import { openDatabase } from '../../src/database/open.ts'
import { freshDatabase, seed } from '../support/database.ts'

t.test('a missing file is made, with its folders, readable by its owner alone', async (t) => {
  const file = join(t.testdir(), 'data', 'of', 'scrip.db')
  const db = openDatabase(file)
  t.teardown(() => db.destroy())
  await migrate(db)
  for (const part of ['', '-wal', '-shm']) {
    t.equal((statSync(file + part).mode & 0o777).toString(8), '600', `scrip.db${part}`)
  }
})

t.test('what was written is there when the file is opened again', async (t) => {
  const { db, file } = await freshDatabase(t)
  const { voucherNumber } = await seed(db)
  await db.destroy()
  const again = openDatabase(file)
  t.teardown(() => again.destroy())
  t.same(await again.selectFrom('vouchers').select(['number', 'state']).execute(), [
    { number: voucherNumber, state: 'unused' },
  ])
})

t.test('every commit waits for the disk, foreign keys are checked, the schema is not trusted', async (t) => {
  const { db } = await freshDatabase(t)
  await db.transaction().execute(async (trx) => {
    const pragma = async (name: string) =>
      Object.values((await sql.raw<object>(`PRAGMA ${name}`).execute(trx)).rows[0] ?? {})
    t.same(await pragma('journal_mode'), ['wal'])
    t.same(await pragma('synchronous'), [2])
    t.same(await pragma('foreign_keys'), [1])
    t.same(await pragma('trusted_schema'), [0])
  })
})

t.test('a SQLite file of another program is refused in words and stays as it is', async (t) => {
  const file = join(t.testdir(), 'other.db')
  const other = new BetterSqlite3(file)
  other.exec('CREATE TABLE recipes (name TEXT)')
  other.close()
  const before = readFileSync(file)
  t.throws(() => openDatabase(file), {
    code: 'DATABASE_UNREADABLE',
    message: `${file} cannot be used: it is a SQLite file of another program. Name another file in DATABASE_FILE.`,
  })
  t.same(readFileSync(file), before)
})

t.test('a file that is no database is refused in words and stays as it is', async (t) => {
  const file = join(t.testdir({ 'notes.txt': 'Buy milk.\n'.repeat(100) }), 'notes.txt')
  t.throws(() => openDatabase(file), { code: 'DATABASE_UNREADABLE', message: /file is not a database/ })
  t.equal(readFileSync(file, 'utf8'), 'Buy milk.\n'.repeat(100))
})

t.test('a path that cannot hold a file is refused in words', async (t) => {
  const folder = t.testdir()
  t.throws(() => openDatabase(folder), {
    code: 'DATABASE_UNREADABLE',
    message: /unable to open database file/,
  })
  writeFileSync(join(folder, 'file'), '')
  t.throws(() => openDatabase(join(folder, 'file', 'scrip.db')), { code: 'DATABASE_UNREADABLE' })
})
