import { sql } from 'kysely'
import t from 'tap'
import { readWholeSum, wholeSum } from '../../src/database/whole-sum.ts'
import { freshDatabase } from '../support/database.ts'

t.test('a sum is exact, also past the largest integer of the database and below nothing', async (t) => {
  const { db } = await freshDatabase(t)
  const largest = 2n ** 63n - 1n
  const cases = [
    [largest, largest, largest],
    [-largest, -largest],
    [largest, -1n, 1n, -largest],
    [4294967295n, 4294967295n],
    [-1n],
    [-5n, 3n, 2n ** 53n],
    [],
  ]
  for (const amounts of cases) {
    const rows = JSON.stringify(amounts.map(String))
    const { sum } = await db
      .selectFrom(
        sql<{
          amountMinor: number
        }>`(SELECT cast(value AS integer) AS amount_minor FROM json_each(${rows}))`.as('amounts'),
      )
      .select(wholeSum('amountMinor').as('sum'))
      .executeTakeFirstOrThrow()
    t.equal(
      readWholeSum(sum),
      amounts.reduce((total, amount) => total + amount, 0n),
      amounts.join(' + '),
    )
  }
})
