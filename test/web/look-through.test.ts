import fc from 'fast-check'
import t from 'tap'
import { contains } from '../../src/database/conditions.ts'
import type { Db } from '../../src/database/open.ts'
import { lookThrough } from '../../src/web/look-through.ts'
import { type Order, type Page, type Position, takePage } from '../../src/web/paging.ts'
import { freshDatabase, seed } from '../support/database.ts'
import { plansOf } from '../support/plans.ts'

interface Row {
  id: number
  accountId: string
  name: string
}

const BY_ACCOUNT: Order<Row> = {
  keys: [{ column: 'customers.accountId', of: (row) => row.accountId }],
  descending: false,
}
const BY_NAME: Order<Row> = {
  keys: [
    { column: 'customers.name', of: (row) => row.name },
    { column: 'customers.id', of: (row) => row.id },
  ],
  descending: true,
}
const START: Position = { after: null, before: null }

const { db, file } = await freshDatabase(t)
const { partnerId } = await seed(db)
for (const [index, name] of ['Ada', 'Bob', 'ADAM', 'Eve', 'Bob', 'Madame', 'Ada', 'Zoë', 'Adele'].entries()) {
  const customer = { accountId: String(2000 + index), name, email: '', active: 1 as const }
  await db
    .insertInto('customers')
    .values({ partnerId, ...customer, createdAt: '2026-11-23T09:00:00.000Z' })
    .execute()
}

const customers = (db: Db) =>
  db
    .selectFrom('customers')
    .select(['customers.id', 'customers.accountId', 'customers.name'])
    .where('customers.partnerId', '=', partnerId)

t.test('whatever is looked through at a time, the pages are those of the whole list', async () => {
  const order = fc.constantFrom(BY_ACCOUNT, BY_NAME)
  const text = fc.constantFrom('a', 'ada', 'bob', 'zoë', 'nobody', '')
  const few = fc.integer({ min: 1, max: 4 })
  const property = fc.asyncProperty(order, text, few, few, async (order, text, size, atATime) => {
    const matches = contains('customers.name', text)
    const looked = await allPages((position) =>
      lookThrough(customers(db), matches, order, position, size, atATime),
    )
    const taken = await allPages((position) => takePage(customers(db).where(matches), order, position, size))
    t.strictSame(looked, taken)
  })
  await fc.assert(property, { numRuns: 100 })
})

t.test('each look goes along the index, from where the one before ended to where it ends', async (t) => {
  const nobody = contains('customers.name', 'nobody')
  const steps = await plansOf(file, (db) => lookThrough(customers(db), nobody, BY_ACCOUNT, START, 50, 3))
  t.same(
    [...new Set(steps)].sort(),
    [
      'SEARCH customers USING INDEX sqlite_autoindex_customers_1 (partner_id=? AND account_id<?)',
      'SEARCH customers USING INDEX sqlite_autoindex_customers_1 (partner_id=? AND account_id>? AND account_id<?)',
      'SEARCH customers USING INDEX sqlite_autoindex_customers_1 (partner_id=? AND account_id>?)',
      'SEARCH customers USING INDEX sqlite_autoindex_customers_1 (partner_id=?)',
    ].sort(),
  )
})

t.test('others have their turn while much is looked through', async (t) => {
  const turns: string[] = []
  setImmediate(() => turns.push('another’s'))
  await lookThrough(customers(db), contains('customers.name', 'nobody'), BY_ACCOUNT, START, 50, 2)
  turns.push('the list’s')
  t.same(turns, ['another’s', 'the list’s'])
})

/** All pages of a list, first onward and then back again. */
async function allPages(take: (position: Position) => Promise<Page<Row>>): Promise<Page<Row>[]> {
  const pages = [await take(START)]
  for (let last = pages[0]; last?.after; pages.push(last))
    last = await take({ after: last.after, before: null })
  for (let last = pages.at(-1); last?.before; pages.push(last)) {
    last = await take({ after: null, before: last.before })
  }
  return pages
}
