import { renameSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writerLoad } from '../../src/database/open.ts'
import { requireReady } from '../../src/health/readiness.ts'
import { freshDatabase, promptAt } from '../support/database.ts'
import { openApp } from '../support/desk.ts'

t.test(
  'anyone may ask whether it is alive and ready, and hears nothing else and gets no cookie',
  async (t) => {
    const { app } = await openApp(t)
    for (const [url, status] of [
      ['/healthz', 'alive'],
      ['/readyz', 'ready'],
    ]) {
      const answer = await app.inject({ url: String(url) })
      t.equal(answer.statusCode, 200)
      t.same(answer.json(), { status })
      t.equal(answer.headers['set-cookie'], undefined)
      t.equal(answer.headers['cache-control'], 'no-store')
    }
  },
)

t.test('it is ready while a long transaction of its own is open', async (t) => {
  const { app, db } = await openApp(t)
  const long = await db.startTransaction().execute()
  t.equal((await app.inject({ url: '/readyz' })).statusCode, 200)
  await long.rollback().execute()
})

t.test('many who ask whether it is ready take one turn to write', async (t) => {
  const { app, db } = await openApp(t)
  const before = writerLoad(db).transactions
  const answers = await Promise.all(Array.from({ length: 50 }, () => app.inject({ url: '/readyz' })))
  t.ok(answers.every(({ statusCode }) => statusCode === 200))
  t.equal(writerLoad(db).transactions - before, 1)
})

t.test('with a database of another version it is alive, and not ready', async (t) => {
  const { app } = await openApp(t)
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  const ask = async (url: string) => (await app.inject({ url })).statusCode
  const last = prompt.prepare('SELECT * FROM kysely_migration ORDER BY name DESC').get() as { name: string }
  prompt.prepare('DELETE FROM kysely_migration WHERE name = ?').run(last.name)
  t.same([await ask('/healthz'), await ask('/readyz')], [200, 500], 'an older one')
  prompt.exec(`INSERT INTO kysely_migration VALUES ('${last.name}', ''), ('9999-later', '')`)
  t.same([await ask('/healthz'), await ask('/readyz')], [200, 500], 'a newer one')
})

t.test('with its database file gone it is alive, and not ready', async (t) => {
  const { app } = await openApp(t)
  renameSync(join(t.testdirName, 'scrip.db'), join(t.testdirName, 'elsewhere.db'))
  t.equal((await app.inject({ url: '/healthz' })).statusCode, 200)
  const answer = await app.inject({ url: '/readyz' })
  t.equal(answer.statusCode, 500)
  t.equal(answer.json().code, 'DATABASE_UNREADABLE')
  t.notMatch(answer.body, t.testdirName, 'where it is, is nobody else their business')
})

t.test('with less room on the disk than is asked for it is not ready', async (t) => {
  const { db, file } = await freshDatabase(t)
  await requireReady(db, file, 1)
  await t.rejects(requireReady(db, file, Number.POSITIVE_INFINITY), { code: 'DISK_FULL' })
})
