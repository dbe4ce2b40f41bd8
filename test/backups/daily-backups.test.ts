import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { dailyBackups } from '../../src/backups/daily-backups.ts'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'
import { freshDatabase, seed } from '../support/database.ts'
import { runScrip } from '../support/scrip.ts'
import { tamper } from '../support/tamper.ts'

const AT = '2026-11-23T09:00:00.000Z'

t.setTimeout(120_000)

t.test('the console makes the backup of the day beside the database when it starts', async (t) => {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  const running = await startServer(readConfig({ DATABASE_FILE: file, PORT: '0', LOG_LEVEL: 'silent' }))
  const folder = join(t.testdirName, 'backups')
  const made = () => (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith('.db'))
  while (made().length === 0) await setImmediate()
  await running.stop()
  t.match(made(), [/^scrip-\d{4}-\d\d-\d\d\.db$/])
  t.match(await runScrip(join(folder, made()[0] ?? ''), 'verify'), { code: 0 })
})

t.test('one backup a day is made, so many are kept, and nothing else in the folder is touched', async (t) => {
  const { db, file, folder, backUp } = await plan(t, 2)
  await seed(db)
  mkdirSync(folder)
  for (const name of ['scrip-2026-11-20.db', 'scrip-2026-11-21.db', 'scrip-2026-11-22.db']) {
    writeFileSync(join(folder, name), '')
  }
  for (const name of ['scrip-before-the-move.db', 'other-2026-11-20.db'])
    writeFileSync(join(folder, name), '')
  const kept = [
    'other-2026-11-20.db',
    'scrip-2026-11-22.db',
    'scrip-2026-11-23.db',
    'scrip-before-the-move.db',
  ]
  await backUp()
  t.same(readdirSync(folder).sort(), kept)
  await runScrip(file, 'expire')
  await backUp()
  t.same(readdirSync(folder).sort(), kept, 'not again on the same day')
  await backUp('2026-11-24T00:00:00.000Z')
  t.ok(existsSync(join(folder, 'scrip-2026-11-24.db')))
  t.notOk(existsSync(join(folder, 'scrip-2026-11-22.db')))
})

t.test('nothing is backed up where that is turned off, or before anybody is set up', async (t) => {
  const { db, folder, daily, backUp } = await plan(t, 2)
  await backUp()
  await seed(db)
  await dailyBackups(db, { ...daily, keep: 0 })(AT)
  t.notOk(existsSync(folder))
})

t.test('a backup that fails says why, and removes none', async (t) => {
  const { db, folder, backUp } = await plan(t, 1)
  await seed(db)
  mkdirSync(join(folder, 'scrip-2026-11-23.db.unverified'), { recursive: true })
  writeFileSync(join(folder, 'scrip-2026-11-22.db'), '')
  await t.rejects(backUp(), { message: /cannot be used|directory/ })
  t.ok(existsSync(join(folder, 'scrip-2026-11-22.db')))
  rmSync(join(folder, 'scrip-2026-11-23.db.unverified'), { recursive: true })
  await backUp('2026-11-23T09:10:00.000Z')
  t.same(readdirSync(folder), ['scrip-2026-11-23.db'], 'it is tried again on the same day')
})

t.test('where the copy would fill the disk nothing is written', async (t) => {
  const { db, folder, daily } = await plan(t, 1)
  await seed(db)
  const backUp = dailyBackups(db, { ...daily, leastFreeBytes: Number.MAX_SAFE_INTEGER })
  await t.rejects(backUp(AT), { code: 'DISK_FULL' })
  t.same(readdirSync(folder), [])
})

t.test('the backup of the day stays, whatever names a wrong clock has left', async (t) => {
  const { db, folder, backUp } = await plan(t, 2)
  await seed(db)
  mkdirSync(folder)
  for (const year of ['2026', '2030', '2031']) writeFileSync(join(folder, `scrip-${year}-01-01.db`), '')
  await backUp()
  t.same(readdirSync(folder).sort(), ['scrip-2026-11-23.db', 'scrip-2031-01-01.db'])
})

t.test('books that do not verify are tried again on the next day, and leave one copy', async (t) => {
  const { db, file, folder, backUp } = await plan(t, 1)
  await seed(db)
  tamper(file, 'UPDATE vouchers SET balance_minor = 9999')
  await t.rejects(backUp(), { message: /scrip-2026-11-23\.db\.unverified does not verify/ })
  await backUp('2026-11-23T23:55:00.000Z')
  writeFileSync(join(folder, 'scrip-2026-11-22.db.unverified.migrated-wal'), 'of a process that was killed')
  await t.rejects(backUp('2026-11-24T00:00:00.000Z'), { message: /does not verify/ })
  t.same(readdirSync(folder), ['scrip-2026-11-24.db.unverified'])
})

t.test('a backup that failed is tried again after a while, and a longer one each time', async (t) => {
  const { db, folder, backUp } = await plan(t, 1)
  await seed(db)
  writeFileSync(folder, 'a file where the folder should be')
  await t.rejects(backUp('2026-11-23T09:00:00.000Z'))
  await backUp('2026-11-23T09:09:59.000Z')
  await t.rejects(backUp('2026-11-23T09:10:00.000Z'))
  rmSync(folder)
  await backUp('2026-11-23T09:29:59.000Z')
  t.notOk(existsSync(folder))
  await backUp('2026-11-23T09:30:00.000Z')
  t.same(readdirSync(folder), ['scrip-2026-11-23.db'])
})

async function plan(t: Test, keep: number) {
  const { db, file } = await freshDatabase(t)
  const folder = join(t.testdirName, 'backups')
  const { signal } = new AbortController()
  const daily = { databaseFile: file, folder, keep, signal }
  const backUp = dailyBackups(db, daily)
  return { db, file, folder, daily, backUp: (at = AT) => backUp(at) }
}
