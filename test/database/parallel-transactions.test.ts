import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import t from 'tap'
import { freshDatabase } from '../support/database.ts'

interface Transfer {
  from: number
  to: number
  amount: number
  /** Throws after both of its writes. */
  changesItsMind: boolean
}

type AccountTables = { accounts: { id: number; balance: number } }

const OPENING = [10, 10, 10]

const transfers = fc.array(
  fc.record({
    from: fc.nat(2),
    to: fc.nat(2),
    amount: fc.integer({ min: 1, max: 15 }),
    changesItsMind: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
)

t.test('transactions that race end as if each had come alone, in the order they were started', async (t) => {
  const db = (await freshDatabase(t)).db.withTables<AccountTables>()
  await db.schema
    .createTable('accounts')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('balance', 'integer', (column) => column.notNull().check(sql`balance >= 0`))
    .execute()
  await fc.assert(
    fc.asyncProperty(transfers, async (plan) => {
      await db.deleteFrom('accounts').execute()
      await db
        .insertInto('accounts')
        .values(OPENING.map((balance, id) => ({ id, balance })))
        .execute()
      const answers = await Promise.allSettled(plan.map((transfer) => run(db, transfer)))
      const accounts = await db.selectFrom('accounts').select('balance').orderBy('id').execute()
      assert.deepEqual(
        {
          kept: answers.map(({ status }) => status === 'fulfilled'),
          balances: accounts.map(({ balance }) => balance),
        },
        oneByOne(plan),
      )
    }),
  )
})

/** The same transfers by plain arithmetic: which ones are kept, and where the balances end. */
function oneByOne(plan: Transfer[]): { kept: boolean[]; balances: number[] } {
  let balances = OPENING
  const kept = plan.map(({ from, to, amount, changesItsMind }) => {
    if (balances[from] === undefined || balances[from] < amount || changesItsMind) return false
    balances = balances.map((balance, id) => balance - (id === from ? amount : 0) + (id === to ? amount : 0))
    return true
  })
  return { kept, balances }
}

/** Moves an amount in two statements; the first is refused where it would take more than there is. */
async function run(db: Kysely<AccountTables>, { from, to, amount, changesItsMind }: Transfer): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await change(trx, from, -amount)
    await change(trx, to, amount)
    if (changesItsMind) throw new Error('changed my mind')
  })
}

async function change(db: Kysely<AccountTables>, id: number, by: number): Promise<void> {
  await db
    .updateTable('accounts')
    .set((account) => ({ balance: account('balance', '+', by) }))
    .where('id', '=', id)
    .execute()
}
