import type { Database } from 'better-sqlite3'
import t from 'tap'
import { migrations } from '../../migrations/index.ts'
import { freshDatabase, promptAt } from '../support/database.ts'
import { olderDatabase } from '../support/older-database.ts'

t.test('no index names the id of its row, which ends each of them by itself', async (t) => {
  const prompt = promptAt(t, (await freshDatabase(t)).file)
  const named = prompt
    .prepare(
      `SELECT entry.name FROM sqlite_schema AS entry JOIN pragma_index_xinfo(entry.name) AS part
        JOIN pragma_table_xinfo(entry.tbl_name) AS own ON own.name = part.name
      WHERE entry.type = 'index' AND part.key AND own.pk AND own.type = 'INTEGER'
        AND (SELECT count(*) FROM pragma_table_xinfo(entry.tbl_name) WHERE pk) = 1`,
    )
    .pluck()
  t.same(named.all(), [])
  prompt.exec('CREATE INDEX vouchers_by_number ON vouchers (number, id)')
  t.same(named.all(), ['vouchers_by_number'])
})

t.test('the indexes that named it lost that alone', async (t) => {
  const count = migrations.findIndex(({ name }) => name === '0013-indexes')
  const prompt = promptAt(t, (await olderDatabase(t, count)).file)
  const withoutIds = indexesOf(prompt).map((one) =>
    one.replace(/, id\)/, ')').replace(/(ON customer_sums .*), customer_id\)/, '$1)'),
  )
  for (const statement of migrations[count]?.statements ?? []) prompt.exec(statement)
  t.same(indexesOf(prompt), withoutIds)
})

t.test('a deduction that leaves a voucher part used writes no index of the states', async (t) => {
  const prompt = promptAt(t, (await freshDatabase(t)).file)
  const written = (assigned: string) =>
    prompt
      .prepare(
        `SELECT index_list.name FROM sqlite_schema JOIN pragma_index_list('vouchers') AS index_list USING (name)
        WHERE rootpage IN (${writtenPages(prompt, `UPDATE vouchers SET ${assigned} WHERE id = 1`).join()}) ORDER BY 1`,
      )
      .pluck()
      .all()
  const [moving] = triggerOf(prompt).match(/UPDATE vouchers SET balance_minor = \S+\s/) ?? []
  t.equal(moving?.trim(), 'UPDATE vouchers SET balance_minor = NEW.balance_after_minor')
  t.same(written('balance_minor = 1'), ['vouchers_by_balance', 'vouchers_held', 'vouchers_to_lapse'])
  t.same(written(`state = 'part_used'`), [
    'vouchers_by_state',
    'vouchers_by_state_and_expiry',
    'vouchers_of_template_by_state',
  ])
})

function triggerOf(prompt: Database): string {
  const named = prompt.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'ledger_entries_move_the_balance'`)
  return named.pluck().get() as string
}

/** The pages where the tables and indexes begin that a statement opens to write. */
function writtenPages(prompt: Database, statement: string): number[] {
  const steps = prompt.prepare(`EXPLAIN ${statement}`).all() as { opcode: string; p2: number }[]
  return steps.filter(({ opcode }) => opcode === 'OpenWrite').map(({ p2 }) => p2)
}

/** How each index was made, in one line. */
function indexesOf(prompt: Database): string[] {
  const made = prompt.prepare(
    `SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql <> '' ORDER BY name`,
  )
  return (made.pluck().all() as string[]).map((one) => one.replace(/\s+/g, ' '))
}
