import { once } from 'node:events'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/database/open.ts'
import { startServer } from '../../src/server.ts'
import { disagreements } from '../support/billing.ts'
import { freshDatabase, seed } from '../support/database.ts'
import { runScrip, spawnScrip } from '../support/scrip.ts'

// The vouchers of a seed were over on 1 February 2026: by any real clock they have lapsed.

t.test('the console lets vouchers lapse when it starts', async (t) => {
  const { db, file } = await seeded(t)
  const running = await startServer(readConfig({ DATABASE_FILE: file, PORT: '0', LOG_LEVEL: 'silent' }))
  while ((await lapsed(db)) === 0) await setImmediate()
  await running.stop()
  t.match(await db.selectFrom('vouchers').selectAll().execute(), [{ balanceMinor: 0, state: 'expired' }])
  const events = db.selectFrom('auditEvents').selectAll().where('action', '=', 'vouchers.expired')
  t.match(await events.execute(), [{ memberId: null, address: 'Scrip', subject: 'partner 1' }])
})

t.test('scrip expire says how many lapsed and their sum, for each partner', async (t) => {
  const { db, file } = await seeded(t)
  await seed(db, 'southwind')
  t.same(await runScrip(file, 'expire'), {
    code: 0,
    out: 'northwind: 1 voucher lapsed, USD 100.00 in all.\nsouthwind: 1 voucher lapsed, USD 100.00 in all.\n',
    error: '',
  })
  t.same(await runScrip(file, 'expire'), { code: 0, out: 'No voucher was due to lapse.\n', error: '' })
  const event = db.selectFrom('auditEvents').selectAll().where('action', '=', 'vouchers.expired')
  t.match(await event.executeTakeFirst(), { memberId: null, address: 'command line' })
})

t.test('scrip expire on a file that is not there says so, and makes none', async (t) => {
  const file = join(t.testdir(), 'mistyped.db')
  t.match(await runScrip(file, 'expire'), { code: 1, out: '', error: /mistyped.db cannot be used/ })
  t.match(await runScrip(file, 'expire'), { code: 1 })
})

t.test('killed at any moment, it leaves nothing half done, and the next run ends it', async (t) => {
  const { db, file } = await seeded(t)
  await issueMany(db, 1500)
  for (let kill = 0; kill < 2; kill++) {
    const before = await lapsed(db)
    const scrip = spawnScrip(file, 'expire')
    const ended = once(scrip, 'exit')
    while ((await lapsed(db)) === before && scrip.exitCode === null) await setImmediate()
    scrip.kill('SIGKILL')
    await ended
    t.same(await disagreements(db, 1), [])
    t.equal(await audited(db), await lapsed(db), 'what has lapsed is audited')
  }
  await runScrip(file, 'expire')
  t.equal(await lapsed(db), 1501)
  t.equal(await audited(db), 1501)
  t.same(await disagreements(db, 1), [])
})

async function seeded(t: Test): Promise<{ db: Db; file: string }> {
  const fresh = await freshDatabase(t)
  await seed(fresh.db)
  return fresh
}

/** Issues more vouchers like the seeded one. */
async function issueMany(db: Db, count: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { id: _, ...issuance } = await trx.selectFrom('issuances').selectAll().executeTakeFirstOrThrow()
    const issued = { ...issuance, voucherCount: count, totalMinor: count * 10_000 }
    const { id } = await trx.insertInto('issuances').values(issued).returning('id').executeTakeFirstOrThrow()
    const seeded = await trx.selectFrom('vouchers').selectAll().executeTakeFirstOrThrow()
    const { id: __, state, ...voucher } = seeded
    for (let number = 0; number < count; number++) {
      await trx
        .insertInto('vouchers')
        .values({ ...voucher, issuanceId: id, number: `more-${number}` })
        .execute()
    }
  })
}

async function lapsed(db: Db): Promise<number> {
  const rows = await db.selectFrom('ledgerEntries').select('id').where('kind', '=', 'expire').execute()
  return rows.length
}

/** How many vouchers the audit says have lapsed. */
async function audited(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('auditEvents')
    .select('after')
    .where('action', '=', 'vouchers.expired')
    .execute()
  return rows.reduce((sum, { after }) => sum + JSON.parse(after ?? '{}').vouchers, 0)
}
