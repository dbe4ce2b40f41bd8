import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { migrations } from '../../migrations/index.ts'
import { holdFile } from '../../src/database/hold-file.ts'
import { freshDatabase, seed } from '../support/database.ts'
import { openDesk } from '../support/desk.ts'
import { olderDatabase } from '../support/older-database.ts'
import { runScrip } from '../support/scrip.ts'
import { tamper } from '../support/tamper.ts'

t.setTimeout(120_000)

t.test(
  'scrip restore puts a verified backup in place, and keeps what was there under a dated name',
  async (t) => {
    const { file, backup } = await backedUp(t)
    tamper(file, `UPDATE customers SET name = 'Changed since'`)
    const { code, out, error } = await runScrip(file, 'restore', backup)
    t.same({ code, error }, { code: 0, error: '' })
    const [first, second, third] = out.split('\n')
    t.equal(
      first,
      `${file} is what ${backup} holds, with the newest schema. It is verified: everything agrees.`,
    )
    t.match(
      second,
      /^What was there before is kept as .*scrip\.db\.replaced-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.$/,
    )
    t.match(third, /^Everybody signs in again\. What was revoked .* since the backup is valid again: /)
    t.equal(customerOf(file), 'Ada')
    t.equal(customerOf(join(t.testdirName, keptIn(t))), 'Changed since')
    t.match(await runScrip(file, 'verify'), { code: 0 })
  },
)

for (const [state, leave] of [
  ['gone', (file: string) => rmSync(file)],
  ['empty', (file: string) => truncateSync(file, 0)],
] as const) {
  t.test(
    `the WAL of a database that is ${state} is kept, and gets into nothing that is restored`,
    async (t) => {
      const { file, backup } = await backedUp(t)
      const writer = new BetterSqlite3(file)
      writer.pragma('journal_mode = WAL')
      writer.exec(`UPDATE customers SET name = 'Only in the WAL'`)
      const wal = readFileSync(`${file}-wal`)
      writer.close()
      leave(file)
      writeFileSync(`${file}-wal`, wal)
      t.match(await runScrip(file, 'restore', backup), {
        code: 0,
        out: /\nWhat was there before is kept as /,
      })
      t.match(await runScrip(file, 'verify'), { code: 0 })
      t.equal(customerOf(file), 'Ada')
      const kept = readdirSync(t.testdirName).find((name) => /\.replaced-.*-wal$/.test(name)) ?? 'none'
      t.same(readFileSync(join(t.testdirName, kept)), wal)
    },
  )
}

t.test('nobody is signed in by what a backup holds', async (t) => {
  const desk = await openDesk(t)
  const file = join(t.testdirName, 'scrip.db')
  const backup = join(t.testdirName, 'backup.db')
  const restored = join(t.testdirName, 'restored.db')
  t.match(await runScrip(file, 'backup', backup), { code: 0 })
  t.match(await runScrip(restored, 'restore', backup), { code: 0 })
  t.not((await desk.db.selectFrom('sessions').selectAll().execute()).length, 0)
  t.equal(countIn(backup, 'sessions'), 1)
  t.equal(countIn(restored, 'sessions'), 0)
})

t.test('scrip restore takes the place of a damaged database, and of none', async (t) => {
  const { file, backup } = await backedUp(t)
  truncateSync(file, 5000)
  writeFileSync(`${file}-wal`, 'what was in the WAL')
  const damaged = readFileSync(file)
  t.match(await runScrip(file, 'restore', backup), { code: 0, error: '' })
  t.equal(customerOf(file), 'Ada')
  t.same(readFileSync(join(t.testdirName, keptIn(t))), damaged)
  const fresh = join(t.testdirName, 'elsewhere/scrip.db')
  t.match(await runScrip(fresh, 'restore', backup), {
    code: 0,
    out: /^.*everything agrees\.\nEverybody .*\n$/,
    error: '',
  })
  t.equal(customerOf(fresh), 'Ada')
})

t.test(
  'scrip restore refuses while a server, a command or anyone else has the database open, and changes nothing',
  async (t) => {
    const { file, backup } = await backedUp(t)
    for (const use of ['server', 'command'] as const) {
      const letGo = holdFile(file, use)
      t.match(await runScrip(file, 'restore', backup), {
        code: 1,
        error:
          /^scrip: .*scrip\.db cannot be used: another Scrip serves it, or a command works on it\. Stop that one first/,
      })
      letGo()
    }
    const prompt = new BetterSqlite3(file)
    prompt.prepare('SELECT count(*) FROM customers').get()
    t.match(await runScrip(file, 'restore', backup), {
      code: 1,
      error:
        /^scrip: .*scrip\.db cannot be used: another process holds it \(database is locked\)\. End that one/,
    })
    prompt.close()
    t.same(readdirSync(t.testdirName).sort(), ['backup.db', 'scrip.db', 'scrip.db-lock'])
  },
)

t.test('a backup that is damaged, foreign, newer or wrong is refused, and the database stays', async (t) => {
  const { file, backup } = await backedUp(t)
  const copies = {
    half: (copy: string) => truncateSync(copy, 200_000),
    text: (copy: string) => writeFileSync(copy, 'Buy milk.\n'.repeat(1000)),
    empty: (copy: string) => writeFileSync(copy, ''),
    newer: (copy: string) =>
      tamper(copy, `INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01T00:00:00.000Z')`),
    wrong: (copy: string) => tamper(copy, 'UPDATE vouchers SET balance_minor = 9999'),
  }
  const errors = {
    half: /it is damaged/,
    text: /file is not a database/,
    empty: /it is no database of Scrip/,
    newer: /it was written by a newer Scrip \(9999-later\)/,
    wrong: /wrong\.db does not verify, so it is no backup\. Things that disagree: 1\./,
  }
  const before = readFileSync(file)
  for (const [name, change] of Object.entries(copies)) {
    const copy = join(t.testdirName, `${name}.db`)
    copyFileSync(backup, copy)
    change(copy)
    const { code, error } = await runScrip(file, 'restore', copy)
    t.equal(code, 1, name)
    t.match(error, errors[name as keyof typeof errors])
    t.equal(error.trim().split('\n').length, 1)
  }
  t.same(readFileSync(file), before)
  t.notOk(readdirSync(t.testdirName).some((name) => /restoring|replaced/.test(name)))
})

t.test(
  'a database of an older Scrip is backed up as it is, and restored with the newest schema',
  async (t) => {
    const { db, file } = await olderDatabase(t, 5)
    await db.destroy()
    const backup = join(t.testdirName, 'backup.db')
    t.match(await runScrip(file, 'backup', backup), { code: 0, error: '' })
    t.equal(countIn(backup, 'kysely_migration'), 5)
    t.match(await runScrip(file, 'restore', backup), { code: 0, error: '' })
    t.equal(countIn(file, 'kysely_migration'), migrations.length)
    t.match(await runScrip(file, 'verify'), { code: 0, out: /Ledger entries 7/ })
  },
)

/** A seeded database that nobody has open, and a backup of it. */
async function backedUp(t: Test): Promise<{ file: string; backup: string }> {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await db.destroy()
  const backup = join(t.testdirName, 'backup.db')
  t.match(await runScrip(file, 'backup', backup), { code: 0 })
  t.notOk(existsSync(`${backup}-wal`))
  return { file, backup }
}

function keptIn(t: Test): string {
  return (
    readdirSync(t.testdirName).find((name) => /\.replaced-[^-]+-\d\d-\d\dT[\d.-]+Z$/.test(name)) ?? 'none'
  )
}

function customerOf(file: string): unknown {
  const prompt = new BetterSqlite3(file)
  try {
    return prompt.prepare('SELECT name FROM customers').pluck().get()
  } finally {
    prompt.close()
  }
}

function countIn(file: string, table: string): unknown {
  const prompt = new BetterSqlite3(file)
  try {
    return prompt.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  } finally {
    prompt.close()
  }
}
