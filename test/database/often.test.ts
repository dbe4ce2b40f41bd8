import { type Kysely, sql } from 'kysely'
import t from 'tap'
import { often, oftenInserted } from '../../src/database/often.ts'
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

/** Members, narrowed by what is given and in the order of a column, and how often that query was built. */
function narrowedQuery() {
  const built = { times: 0 }
  const select = often(
    (db: Db, { role, email }: { role: string | null; email: string | null }, column: 'email' | 'name') => {
      built.times++
      let query = db.selectFrom('members').select('name').orderBy(column)
      if (role !== null) query = query.where('role', '=', role as 'owner')
      if (email !== null) query = query.where('email', '=', email)
      return query
    },
  )
  return { select, built }
}

t.test('what is nothing can be left out: it is built for each set of values that are there', async (t) => {
  const { db } = await freshDatabase(t)
  const { select, built } = narrowedQuery()
  const { partnerId } = await seed(db)
  const second = { ...SECOND, role: 'viewer', partnerId } as const
  await db.insertInto('members').values(second).execute()
  const names = async (role: string | null, email: string | null) =>
    (await select(db, { role, email }, 'email')).map(({ name }) => name)
  t.same(await names(null, null), ['Bo', 'northwind'])
  t.same(await names('owner', null), ['northwind'])
  t.same(await names(null, SECOND.email), ['Bo'])
  t.same(await names('owner', SECOND.email), [])
  t.equal(built.times, 4)
  t.same(await names('viewer', null), ['Bo'])
  t.same(await select(db, { email: SECOND.email, role: null }, 'email'), [{ name: 'Bo' }])
  t.equal(built.times, 4, 'and once for each')
})

t.test('what else its text hangs on is said in words, and it is built for each of them', async (t) => {
  const { db } = await freshDatabase(t)
  const { select, built } = narrowedQuery()
  const { partnerId } = await seed(db)
  await db
    .insertInto('members')
    .values({ ...SECOND, name: 'zoe', email: 'a@northwind.test', partnerId })
    .execute()
  const all = { role: null, email: null }
  t.same(await select(db, all, 'email'), [{ name: 'zoe' }, { name: 'northwind' }])
  t.same(await select(db, all, 'name'), [{ name: 'northwind' }, { name: 'zoe' }])
  t.same(await select(db, all, 'email'), [{ name: 'zoe' }, { name: 'northwind' }])
  t.equal(built.times, 2)
})

t.test('it forgets what was built when that is much, so that it never grows for ever', async (t) => {
  const { db } = await freshDatabase(t)
  let built = 0
  const select = often((db: Db, _: object, word: string) => {
    built++
    return db.selectNoFrom(sql.lit(word).as('word'))
  })
  for (let index = 0; index < 200; index++) await select(db, {}, String(index))
  await select(db, {}, '0')
  t.equal(built, 200)
  t.same(await select(db, {}, 'one more'), [{ word: 'one more' }])
  t.same(await select(db, {}, '0'), [{ word: '0' }])
  t.equal(built, 202)
})

const SECOND = {
  name: 'Bo',
  email: 'bo@northwind.test',
  passwordHash: '',
  role: 'owner',
  createdAt: '',
} as const

t.test('a row that is inserted has its own id, whatever its triggers insert besides', async (t) => {
  const { db } = await freshDatabase(t)
  await sql`CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)`.execute(db)
  await sql`CREATE TABLE letters (letter TEXT)`.execute(db)
  await sql`CREATE TRIGGER notes_have_letters AFTER INSERT ON notes
    BEGIN INSERT INTO letters SELECT value FROM json_each('["a","b","c"]'); END`.execute(db)
  const insert = oftenInserted((db: Db, { text }: { text: string }) =>
    (db as Kysely<{ notes: { text: string } }>).insertInto('notes').values({ text }),
  )
  t.equal(await insert(db, { text: 'one' }), 1)
  t.equal(await db.transaction().execute((trx) => insert(trx, { text: 'two' })), 2)
})
