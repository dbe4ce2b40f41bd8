import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { backUpDaily } from '../../src/backups/daily-backups.ts'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'
import { freshDatabase, seed } from '../support/database.ts'
import { runScrip } from '../support/scrip.ts'

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
  const { db, file, folder, daily } = await plan(t, 2)
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
  await backUpDaily(db, daily())
  t.same(readdirSync(folder).sort(), kept)
  await runScrip(file, 'expire')
  await backUpDaily(db, daily())
  t.same(readdirSync(folder).sort(), kept, 'not again on the same day')
  await backUpDaily(db, daily('2026-11-24T00:00:00.000Z'))
  t.ok(existsSync(join(folder, 'scrip-2026-11-24.db')))
  t.notOk(existsSync(join(folder, 'scrip-2026-11-22.db')))
})

t.test('nothing is backed up where that is turned off, or before anybody is set up', async (t) => {
  const { db, folder, daily } = await plan(t, 2)
  await backUpDaily(db, daily())
  await seed(db)
  await backUpDaily(db, { ...daily(), keep: 0 })
  t.notOk(existsSync(folder))
})

t.test('a backup that fails says why, and removes none', async (t) => {
  const { db, folder, daily } = await plan(t, 1)
  await seed(db)
  mkdirSync(join(folder, 'scrip-2026-11-23.db.unverified'), { recursive: true })
  writeFileSync(join(folder, 'scrip-2026-11-22.db'), '')
  await t.rejects(backUpDaily(db, daily()), { message: /^scrip: .+/ })
  t.ok(existsSync(join(folder, 'scrip-2026-11-22.db')))
})

async function plan(t: Test, keep: number) {
  const { db, file } = await freshDatabase(t)
  const folder = join(t.testdirName, 'backups')
  const { signal } = new AbortController()
  return { db, file, folder, daily: (at = AT) => ({ databaseFile: file, folder, keep, at, signal }) }
}
