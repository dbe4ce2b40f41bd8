import { sql } from 'kysely'
import t from 'tap'
import { often } from '../../src/database/often.ts'
import type { Db } from '../../src/database/open.ts'
import { freshDatabase, seed } from '../support/database.ts'

/** The members of a partner with a role, and how often that query was built. */
function membersQuery() {
  const built = { times: 0 }
  const select = often((db: Db, { partnerId, role }: { partnerId: number; role: 'owner' | 'viewer' }) => {
    built.times++
    return db
      .selectFrom('members')
      .select(['email', 'partnerId'])
      .where('role', '=', role)
      .where('partnerId', '=', partnerId)
      .where('active', '=', 1)
  })
  return { select, built }
}

t.test('the query is built once, and runs with the values of each time', async (t) => {
  const { db } = await freshDatabase(t)
  const { select, built } = membersQuery()
  const [one, two] = [await seed(db), await seed(db, 'contoso')]
  t.same(await select(db, { partnerId: one.partnerId, role: 'owner' }), [
    { email: 'owner@northwind.test', partnerId: one.partnerId },
  ])
  t.same(await select(db, { role: 'owner', partnerId: two.partnerId }), [
    { email: 'owner@contoso.test', partnerId: two.partnerId },
  ])
  t.same(await select(db, { partnerId: two.partnerId, role: 'viewer' }), [])
  t.equal(built.times, 1)
})

t.test('it runs in the transaction that it is given, and sees what that has changed', async (t) => {
  const { db } = await freshDatabase(t)
  const { select } = membersQuery()
  const { partnerId } = await seed(db)
  await select(db, { partnerId, role: 'owner' })
  const rolledBack = db.transaction().execute(async (trx) => {
    await trx
      .insertInto('members')
      .values({ ...SECOND, partnerId })
      .execute()
    t.equal((await select(trx, { partnerId, role: 'owner' })).length, 2)
    throw new Error('changed my mind')
  })
  await t.rejects(rolledBack, { message: 'changed my mind' })
  t.equal((await select(db, { partnerId, role: 'owner' })).length, 1)
})

t.test('a value can be nothing, and stand in the query more than once', async (t) => {
  const { db } = await freshDatabase(t)
  const select = often((db: Db, { text }: { text: string | null }) =>
    db.selectNoFrom([sql<number>`${text} IS NULL`.as('missing'), sql`upper(${text})`.as('loud')]),
  )
  t.same(await select(db, { text: null }), [{ missing: 1, loud: null }])
  t.same(await select(db, { text: 'a' }), [{ missing: 0, loud: 'A' }])
})

const SECOND = {
  name: 'Bo',
  email: 'bo@northwind.test',
  passwordHash: '',
  role: 'owner',
  createdAt: '',
} as const
