import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t from 'tap'
import { backUp } from '../../src/backups/back-up.ts'
import { chargeNow } from '../support/billing.ts'
import { freshDatabase, seed } from '../support/database.ts'
import { openDesk } from '../support/desk.ts'
import { runScrip } from '../support/scrip.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'
import { tamper } from '../support/tamper.ts'

t.setTimeout(120_000)

t.test(
  'scrip backup copies one moment of a database that is worked on, and says that it verified it',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001'])
    await stockProducts(desk, { compute: {} })
    await stockVouchers(desk, await stockTemplate(desk), '1001 9000.00')
    const file = join(t.testdirName, 'scrip.db')
    const backup = join(t.testdirName, 'backup.db')
    let posted = 0
    const post = () => chargeNow(desk, { charge_id: `C-${++posted}`, amount: '1.00' })
    await post()
    let ended = false
    const done = runScrip(file, 'backup', backup).finally(() => {
      ended = true
    })
    while (!ended) await post()
    t.same(await done, {
      code: 0,
      out: `${backup} holds all that is in the database now. It is verified: everything agrees.\n`,
      error: '',
    })
    const copy = new BetterSqlite3(backup, { readonly: true })
    t.teardown(() => copy.close())
    const charges = copy.prepare('SELECT charge_id FROM charges ORDER BY id').pluck().all()
    t.ok(charges.length >= 1 && charges.length < posted, `${charges.length} of ${posted}`)
    t.same(
      charges,
      charges.map((_, index) => `C-${index + 1}`),
      'every charge up to that moment',
    )
    t.equal(statSync(backup).mode & 0o777, 0o600)
    t.notOk(readdirSync(dirname(backup)).some((name) => name.startsWith('backup.db.')))
    t.match(await runScrip(backup, 'verify'), { code: 0, out: /Everything agrees\.\n$/ })
  },
)

t.test('scrip backup replaces nothing', async (t) => {
  const { file } = await freshDatabase(t)
  const backup = join(t.testdirName, 'backup.db')
  writeFileSync(backup, 'something else')
  t.same(await runScrip(file, 'backup', backup), {
    code: 1,
    out: '',
    error: `scrip: ${backup} is there already. Name another file.\n`,
  })
  t.equal(readFileSync(backup, 'utf8'), 'something else')
})

t.test('books that disagree make no backup, but the copy is kept under a name that says so', async (t) => {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  tamper(file, 'UPDATE vouchers SET balance_minor = 9999')
  const backup = join(t.testdirName, 'backup.db')
  const sentence =
    'does not verify, so it is no backup. Things that disagree: 1. Name it in DATABASE_FILE and run scrip verify.'
  t.same(await runScrip(file, 'backup', backup), {
    code: 1,
    out: '',
    error: `scrip: ${backup}.unverified ${sentence}\n`,
  })
  t.notOk(existsSync(backup))
  t.match(await runScrip(`${backup}.unverified`, 'verify'), { code: 1, out: /Things that disagree: 1\.\n$/ })
})

t.test('scrip backup of what is no database of Scrip says so, and leaves nothing behind', async (t) => {
  const folder = t.testdir({ 'notes.txt': 'Buy milk.\n'.repeat(1000) })
  const other = new BetterSqlite3(join(folder, 'other.db'))
  other.exec('CREATE TABLE recipes (name TEXT)')
  other.close()
  const errors = {
    'notes.txt': 'it is no database, or its beginning is damaged (file is not a database).',
    'other.db': 'it is no database of Scrip.',
    'gone.db': 'there is no such file. scrip serve and scrip migrate make it; DATABASE_FILE names another.',
  }
  for (const [name, error] of Object.entries(errors)) {
    const file = join(folder, name)
    t.same(await runScrip(file, 'backup', join(folder, 'backup.db')), {
      code: 1,
      out: '',
      error: `scrip: ${file} cannot be used: ${error}\n`,
    })
  }
  const left = readdirSync(folder).filter((name) => !name.endsWith('-lock'))
  t.same(left.sort(), ['notes.txt', 'other.db'])
})

t.test('scrip backup into a folder that is not there, or is none, says so in words', async (t) => {
  const { file } = await freshDatabase(t)
  t.same(await runScrip(file, 'backup', '/nowhere/before.db'), {
    code: 1,
    out: '',
    error: 'scrip: The folder /nowhere is not there. Make it, or name another file.\n',
  })
  t.same(await runScrip(file, 'backup', join(file, 'before.db')), {
    code: 1,
    out: '',
    error: `scrip: ${file} is no folder. Name another file.\n`,
  })
})

t.test('a backup that is stopped while it is verified leaves nothing behind', async (t) => {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  const backup = join(t.testdirName, 'backup.db')
  const stop = () => {
    throw new Error('stopped')
  }
  await t.rejects(backUp(file, backup, stop), { message: 'stopped' })
  t.same(
    readdirSync(dirname(file)).filter((name) => name.startsWith('backup')),
    [],
  )
})
