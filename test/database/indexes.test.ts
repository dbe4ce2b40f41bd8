import t from 'tap'
import { freshDatabase, promptAt } from '../support/database.ts'

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
