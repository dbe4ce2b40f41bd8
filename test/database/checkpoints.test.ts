import { copyFileSync, existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { Checkpoints } from '../../src/database/checkpoints.ts'
import { GroupCommit } from '../../src/database/group-commit.ts'

const PAGES = { long: 200, longest: 400, kept: 600 }
const PAGES_OF_NOTE = 8
const PAGE_BYTES = 4096
/** Nobody is to go on because this machine is slow. */
const PATIENCE_MS = 60_000

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

t.test('a WAL begins anew under constant writing, is bounded, and loses nothing', async (t) => {
  const { file, write, wal, close } = setUp(t)
  let written = 0
  const longest = await longestOf(wal, () => {
    written++
    return write()
  })
  t.ok(longest <= PAGES.longest + PAGES_OF_NOTE)
  await close()
  t.equal(notesIn(t, file), written)
})

t.test(
  'a long look at one moment holds nobody up, and what it held back goes into the file after it',
  async (t) => {
    const { file, write, wal } = setUp(t)
    const reader = new BetterSqlite3(file, { readonly: true })
    reader.exec('BEGIN; SELECT count(*) FROM notes')
    while (wal().log < 3 * PAGES.longest) await write()
    t.ok(wal().checkpointed < PAGES_OF_NOTE)
    t.ok(statSync(`${file}-wal`).size > PAGES.kept * PAGE_BYTES)
    reader.close()
    await write()
    await write()
    t.ok(wal().log < PAGES.long, 'it begins anew')
    t.ok(
      statSync(`${file}-wal`).size < (PAGES.kept + PAGES_OF_NOTE) * PAGE_BYTES,
      'and gives back what it grew by',
    )
  },
)

t.test('where no thread can work, the writer does it', async (t) => {
  const { file, write, wal } = setUp(t)
  // It has the file open already; the thread would open it by its name.
  renameSync(file, `${file}.renamed`)
  t.ok((await longestOf(wal, write)) <= PAGES.longest + PAGES_OF_NOTE)
})

t.test('nothing of it gets into another file that has taken its name', async (t) => {
  const { file, write, wal } = setUp(t)
  renameSync(file, `${file}.renamed`)
  copyFileSync(`${file}.renamed`, file)
  const { size } = statSync(file)
  t.ok((await longestOf(wal, write)) <= PAGES.longest + PAGES_OF_NOTE)
  t.equal(statSync(file).size, size)
})

t.test('what is written after the thread has ended is brought into the file, too', async (t) => {
  const { checkpoints, write, wal } = setUp(t)
  await checkpoints.close()
  t.ok((await longestOf(wal, write)) <= PAGES.longest + PAGES_OF_NOTE)
})

t.test('a database that is closed has no WAL, though its thread had it open, too', async (t) => {
  const { file, write, wal, close } = setUp(t)
  while (wal().checkpointed === 0) await write()
  await write()
  await close()
  t.notOk(existsSync(`${file}-wal`))
})

/** A writer that writes a note of five pages or six in a group of its own at each turn of the event loop. */
function setUp(t: Test) {
  const file = join(t.testdir(), 'notes.db')
  const writer = new BetterSqlite3(file)
  writer.pragma('journal_mode = WAL')
  writer.exec('CREATE TABLE notes (text TEXT)')
  const checkpoints = new Checkpoints(writer, PAGES, PATIENCE_MS)
  const group = new GroupCommit(writer, 10_000, checkpoints)
  const close = async () => {
    await checkpoints.close()
    writer.close()
  }
  t.teardown(close)
  const insert = writer.prepare(`INSERT INTO notes VALUES (hex(zeroblob(10000)))`)
  const look = writer.prepare<[], { log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)')
  return {
    file,
    checkpoints,
    close,
    async write() {
      const turn = await group.begin()
      turn.run(() => insert.run())
      await turn.commit()
    },
    wal: () => look.get() ?? { log: 0, checkpointed: 0 },
  }
}

/** Writes until the WAL begins anew. @returns how long it was before, in pages */
async function longestOf(wal: () => { log: number }, write: () => Promise<void>): Promise<number> {
  let longest = 0
  for (let { log } = wal(); log >= longest; { log } = wal()) {
    longest = log
    await write()
  }
  return longest
}

/** How many notes are in a file, whatever its WAL holds. */
function notesIn(t: Test, file: string): number {
  const copy = `${file}.copy`
  copyFileSync(file, copy)
  const alone = new BetterSqlite3(copy, { readonly: true })
  t.teardown(() => alone.close())
  return alone.prepare('SELECT count(*) FROM notes').pluck().get() as number
}
