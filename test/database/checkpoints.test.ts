import { copyFileSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { Checkpoints } from '../../src/database/checkpoints.ts'
import { freshDatabase, promptAt } from '../support/database.ts'

const PAGES = { long: 200, longest: 400 }

t.test('a short WAL is left alone', async (t) => {
  const { write, wal } = setUp(t)
  while (wal().log < PAGES.long - 10) await write()
  t.equal(wal().checkpointed, 0)
})

t.test('a long WAL goes into the file while the writer does nothing', async (t) => {
  const { file, write, wal } = setUp(t)
  let written = 0
  for (; wal().log < PAGES.long; written++) await write()
  while (wal().checkpointed < wal().log) await setImmediate()
  t.equal(notesIn(t, file), written, 'what is in the file without its WAL')
})

t.test('a WAL begins anew under constant writing, and loses nothing', async (t) => {
  const { file, write, wal, checkpoints, writer } = setUp(t)
  let written = 0
  let longest = 0
  for (; wal().log >= longest; written++) {
    longest = wal().log
    await write()
  }
  await checkpoints.close()
  writer.close()
  t.equal(notesIn(t, file), written)
})

t.test('what a long look at one moment has held back is left to the thread, too', async (t) => {
  const { file, write, wal } = setUp(t)
  await write()
  const reader = new BetterSqlite3(file, { readonly: true })
  reader.exec('BEGIN; SELECT count(*) FROM notes')
  while (wal().log < 3 * PAGES.longest) await write()
  t.ok(wal().checkpointed < PAGES.long)
  reader.close()
  const written = write()
  t.ok(wal().checkpointed < PAGES.long, 'the writer went on at once')
  await written
  while (wal().log > PAGES.longest) await write()
})

t.test('where no thread can work, the writer does it', async (t) => {
  const { file, write, wal } = setUp(t)
  // It has the file open already; the thread would open it by its name.
  renameSync(file, `${file}.renamed`)
  while (wal().log < PAGES.long) await write()
  while (wal().checkpointed === 0) await write()
  t.pass()
})

t.test('a database that is closed has no WAL, whatever its thread is at', async (t) => {
  const { db, file } = await freshDatabase(t)
  const prompt = promptAt(t, file)
  prompt.pragma('wal_autocheckpoint = 0')
  prompt.exec('CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (randomblob(20000000))')
  prompt.close()
  await db.deleteFrom('sessions').execute()
  await db.destroy()
  t.notOk(existsSync(`${file}-wal`))
})

/** A writer that writes a note of five pages or six at each turn of the event loop, as requests come in. */
function setUp(t: Test) {
  const file = join(t.testdir(), 'notes.db')
  const writer = new BetterSqlite3(file)
  writer.pragma('journal_mode = WAL')
  writer.exec('CREATE TABLE notes (text TEXT)')
  const checkpoints = new Checkpoints(writer, PAGES)
  t.teardown(async () => {
    await checkpoints.close()
    writer.close()
  })
  const insert = writer.prepare(`INSERT INTO notes VALUES (hex(zeroblob(10000)))`)
  const look = writer.prepare<[], { log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)')
  return {
    file,
    writer,
    checkpoints,
    async write() {
      insert.run()
      checkpoints.afterCommit()
      await setImmediate()
    },
    wal: () => look.get() ?? { log: 0, checkpointed: 0 },
  }
}

/** How many notes are in a file, whatever its WAL holds. */
function notesIn(t: Test, file: string): number {
  const copy = `${file}.copy`
  copyFileSync(file, copy)
  const alone = new BetterSqlite3(copy, { readonly: true })
  t.teardown(() => alone.close())
  return alone.prepare('SELECT count(*) FROM notes').pluck().get() as number
}
