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

/** How each index was made, in one line. */
function indexesOf(prompt: Database): string[] {
  const made = prompt.prepare(
    `SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql <> '' ORDER BY name`,
  )
  return (made.pluck().all() as string[]).map((one) => one.replace(/\s+/g, ' '))
}
