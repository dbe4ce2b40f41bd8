import { cpSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t from 'tap'
import { freshDatabase, seed } from '../support/database.ts'
import { scrip } from '../walk/server.ts'

t.setTimeout(120_000)

t.test('a file that cannot be used is refused in one line, and stays as it is', async (t) => {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await db.destroy()
  const folder = join(t.testdirName, 'files')
  mkdirSync(folder)
  const copy = (name: string) => {
    cpSync(file, join(folder, name))
    return join(folder, name)
  }
  truncateSync(copy('half.db'), 200_000)
  truncateSync(copy('page.db'), 4096)
  truncateSync(copy('few.db'), 50)
  writeFileSync(join(folder, 'empty.db'), '')
  writeFileSync(join(folder, 'empty.db-wal'), readFileSync(file).subarray(0, 8192))
  writeFileSync(join(folder, 'text.db'), 'Buy milk.\n'.repeat(1000))
  const other = new BetterSqlite3(join(folder, 'other.db'))
  other.exec('CREATE TABLE recipes (name TEXT)')
  other.close()
  const damaged =
    'it is damaged (database disk image is malformed). Leave it as it is, and restore an earlier backup with scrip restore.'
  const reasons = {
    'half.db': damaged,
    'page.db': damaged,
    'few.db': damaged,
    'empty.db':
      'it is empty or gone, but empty.db-wal is not. Put the database back beside it, or move that away.',
    'text.db': 'it is no database, or its beginning is damaged (file is not a database).',
    'other.db': 'it is a SQLite file of another program. Name another file in DATABASE_FILE.',
  }
  const contents = () =>
    [...Object.keys(reasons), 'empty.db-wal'].map((name) => readFileSync(join(folder, name)).toString('hex'))
  const before = contents()
  for (const [name, reason] of Object.entries(reasons)) {
    t.same(
      await scrip(folder, ['serve'], { DATABASE_FILE: name, PORT: '0', LOG_LEVEL: 'silent' }),
      { code: 1, stdout: '', stderr: `scrip: ${name} cannot be used: ${reason}\n` },
      name,
    )
  }
  t.same(contents(), before)
  t.match(await scrip(folder, ['backup', 'backup.db'], { DATABASE_FILE: 'empty.db' }), {
    code: 1,
    stderr: `scrip: empty.db cannot be used: ${reasons['empty.db']}\n`,
  })
  t.same(contents(), before, 'a backup throws no WAL away either')
  symlinkSync('empty.db', join(folder, 'link.db'))
  t.match(await scrip(folder, ['serve'], { DATABASE_FILE: 'link.db', PORT: '0', LOG_LEVEL: 'silent' }), {
    code: 1,
    stderr: /link\.db cannot be used: it is empty or gone/,
  })
  t.same(contents(), before, 'nor one behind a link')
})
