import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { InvalidInput } from '../../src/errors.ts'
import { allPages, type Order, type Position, takePage } from '../../src/web/paging.ts'
import { freshDatabase, seed } from '../support/database.ts'

const { db } = await freshDatabase(t)
const { partnerId } = await seed(db)

interface Row {
  id: number
  accountId: string
  name: string
}

const BY_ID: Order<Row> = { keys: [{ column: 'customers.id', of: (row) => row.id }], descending: true }
const BY_ACCOUNT: Order<Row> = {
  keys: [{ column: 'customers.accountId', of: (row) => row.accountId }],
  descending: false,
}
const BY_NAME: Order<Row> = {
  keys: [
    { column: 'customers.name', of: (row) => row.name },
    { column: 'customers.id', of: (row) => row.id },
  ],
  descending: false,
}
const START: Position = { after: null, before: null }

const rows = () =>
  db.selectFrom('customers').select(['customers.id', 'customers.accountId', 'customers.name'])
const take = (order: Order<Row>, position: Position, size: number) => takePage(rows(), order, position, size)

async function add(accountId: string, name: string): Promise<void> {
  await db
    .insertInto('customers')
    .values({ partnerId, accountId, name, email: '', active: 1, createdAt: '2026-11-23T09:00:00.000Z' })
    .execute()
}

// Names repeat, and account ids hold what separates the parts of a cursor: neither may confuse the order.
for (let index = 0; index < 23; index++) await add(`~${index}~${index}`, `name ${index % 3}`)

async function everyId(order: Order<Row>, size: number): Promise<number[]> {
  const ids: number[] = []
  for await (const page of allPages((position) => take(order, position, size)))
    ids.push(...page.map(({ id }) => id))
  return ids
}

t.test('whatever the order and the size, the pages hold every row once, in order', async () => {
  const orders = fc.constantFrom(BY_ID, BY_ACCOUNT, BY_NAME)
  await fc.assert(
    fc.asyncProperty(orders, fc.integer({ min: 1, max: 30 }), async (order, size) => {
      const whole = await take(order, START, 1000)
      const wanted = whole.rows.map(({ id }) => id)
      return JSON.stringify(await everyId(order, size)) === JSON.stringify(wanted)
    }),
    { numRuns: 30 },
  )
})

t.test('behind and before any row comes what stands there, among those that tie too', async () => {
  const orders = fc.constantFrom(BY_ID, BY_ACCOUNT, BY_NAME)
  const numbers = fc.integer({ min: 1, max: 22 })
  await fc.assert(
    fc.asyncProperty(orders, numbers, numbers, async (order, place, size) => {
      const wanted = (await take(order, START, 1000)).rows
      const { after: cursor } = await take(order, START, place)
      const behind = await take(order, { after: cursor, before: null }, size)
      const before = await take(order, { after: null, before: cursor }, size)
      assert.deepEqual(behind.rows, wanted.slice(place, place + size))
      assert.deepEqual(before.rows, wanted.slice(Math.max(0, place - 1 - size), place - 1))
    }),
  )
})

t.test('going back gives the same pages again', async (t) => {
  for (const order of [BY_ID, BY_ACCOUNT, BY_NAME]) {
    const first = await take(order, START, 5)
    const second = await take(order, { after: first.after, before: null }, 5)
    const third = await take(order, { after: second.after, before: null }, 5)
    t.same((await take(order, { after: null, before: third.before }, 5)).rows, second.rows)
    const back = await take(order, { after: null, before: second.before }, 5)
    t.same(back.rows, first.rows)
    t.equal(back.before, null, 'there is nothing before the first page')
    t.equal(back.after, first.after)
  }
})

t.test('the last page has no next one, an empty list neither', async (t) => {
  const whole = await take(BY_ID, START, 24)
  t.same([whole.before, whole.after], [null, null])
  const none = await takePage(rows().where('customers.id', '=', -1), BY_ID, START, 5)
  t.same(none, { rows: [], before: null, after: null })
})

t.test('rows that are added meanwhile neither repeat nor hide others', async (t) => {
  const first = await take(BY_ID, START, 5)
  await add('new', 'new')
  const second = await take(BY_ID, { after: first.after, before: null }, 5)
  const ids = [...first.rows, ...second.rows].map(({ id }) => id)
  t.same(
    ids,
    [...ids].sort((a, b) => b - a),
    'newest first',
  )
  t.equal(new Set(ids).size, 10)
  t.equal((ids[0] ?? 0) - (ids[9] ?? 0), 9, 'without a gap')
})

t.test('a name may hold what cursors are joined with', async (t) => {
  await add('tilde', 'a~b~1')
  const page = await take(BY_NAME, { after: 'a~b~0~1', before: null }, 1)
  t.equal(page.rows[0]?.name, 'a~b~1')
  t.same(
    await everyId(BY_NAME, 1),
    (await take(BY_NAME, START, 1000)).rows.map(({ id }) => id),
  )
})

t.test('a cursor that is none of ours is said', async (t) => {
  for (const cursor of ['x', 'name~x', 'name~1.5', 'name~1e400', '~']) {
    await t.rejects(take(BY_NAME, { after: cursor, before: null }, 5), InvalidInput, cursor)
  }
  await t.rejects(take(BY_ID, { after: 'x', before: null }, 5), InvalidInput)
})
