import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { freshDatabase, seed } from '../support/database.ts'
import { runScrip } from '../support/scrip.ts'
import { tamper } from '../support/tamper.ts'

t.test('scrip verify says what it checked for each partner, and that everything agrees', async (t) => {
  const file = await seeded(t)
  const checked =
    'Templates 1, Issuances 1, Vouchers 1, Ledger entries 1, Charges 0, Refunds 0, Billed fees 0, Withdrawals 0, ' +
    'Budget entries 0, Issuances against the budget 1, ' +
    'Balances by expiry 1, Balances by customer 1, Sums of what was issued 1, Sums of what was used 0, ' +
    'Sums of what bills charged 0, Sums of what bills refunded 0, Sums of what bills did not give back 0, ' +
    'Sums of what vouchers paid of bills 0'
  t.same(await runScrip(file, 'verify'), {
    code: 0,
    out: [
      'The database file',
      '  SQLite finds nothing wrong with it.',
      'northwind',
      `  Checked: ${checked}.`,
      'southwind',
      `  Checked: ${checked}.`,
      'Everything agrees.',
      '',
    ].join('\n'),
    error: '',
  })
})

t.test('scrip verify names what disagrees under its partner, and ends with 1', async (t) => {
  const file = await seeded(t)
  tamper(file, 'UPDATE vouchers SET balance_minor = 9999 WHERE id = 2')
  const { code, out, error } = await runScrip(file, 'verify')
  t.same({ code, error }, { code: 1, error: '' })
  const lines = out.split('\n')
  t.equal(
    lines[lines.indexOf('southwind') + 1],
    '  Voucher southwind-1 should hold USD 100.00 by its ledger, and holds USD 99.99.',
  )
  t.equal(lines.at(-2), 'Things that disagree: 1.')
})

t.test('scrip verify finds rows that name rows which are not there, and values out of bounds', async (t) => {
  const file = await seeded(t)
  tamper(
    file,
    'UPDATE customers SET partner_id = 404 WHERE id = 2; UPDATE customers SET active = 2 WHERE id = 1',
  )
  const { code, out } = await runScrip(file, 'verify')
  t.equal(code, 1)
  t.same(out.split('\n').slice(0, 4), [
    'The database file',
    '  CHECK constraint failed in customers',
    '  Row 2 of customers names a row of partners that is not there.',
    'northwind',
  ])
})

t.test('scrip verify finds damage in the file', async (t) => {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await db.destroy()
  damage(file, 'vouchers_of_customer')
  const { code, out } = await runScrip(file, 'verify')
  t.equal(code, 1)
  t.match(out, /^The database file\n .*\n.* page \d+: /)
})

t.test('scrip verify on a file that is not there says so, and makes none', async (t) => {
  const file = join(t.testdir(), 'mistyped.db')
  t.match(await runScrip(file, 'verify'), { code: 1, out: '', error: /mistyped.db cannot be used/ })
  t.notOk(existsSync(file))
})

/** Overwrites the first page of an index. */
function damage(file: string, index: string): void {
  const prompt = new BetterSqlite3(file)
  const page = prompt.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(index)
  const size = Number(prompt.pragma('page_size', { simple: true }))
  prompt.close()
  const disk = openSync(file, 'r+')
  writeSync(disk, Buffer.alloc(size, 0xff), 0, size, (Number(page) - 1) * size)
  closeSync(disk)
}

/** A database with two partners. */
async function seeded(t: Test): Promise<string> {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await seed(db, 'southwind')
  return file
}

t.test('scrip verify and scrip partner list send who has an older database to scrip migrate', async (t) => {
  const file = await seeded(t)
  tamper(file, 'DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration);')
  for (const command of [['verify'], ['partner', 'list']]) {
    t.same(await runScrip(file, ...command), {
      code: 1,
      out: '',
      error: 'scrip: The database cannot be used: it is of an older Scrip. Run scrip migrate.\n',
    })
  }
})
