import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { type Generated, Kysely, sql } from 'kysely'
import t, { type Test } from 'tap'
import { ScripDialect } from '../../src/database/dialect.ts'

t.test('what a transaction wrote is there for everyone once it resolves', async (t) => {
  const { db, outside } = setUp(t)
  await db.transaction().execute(async (trx) => {
    await add(trx, 'kept')
    t.same(await titles(trx), ['kept'], 'it sees its own writes')
    t.same(await titles(db), [], 'nobody else does')
  })
  t.same(await titles(db), ['kept'])
  t.same(outside.prepare('SELECT title FROM notes').pluck().all(), ['kept'], 'it is committed')
})

t.test('a transaction that throws is undone alone and rejects with what it threw', async (t) => {
  const { db } = setUp(t)
  const answers = await Promise.allSettled([
    db.transaction().execute((trx) => add(trx, 'first')),
    db.transaction().execute(async (trx) => {
      await add(trx, 'second')
      throw new Error('changed my mind')
    }),
    db.transaction().execute((trx) => add(trx, 'third')),
  ])
  t.match(answers[1], { status: 'rejected', reason: { message: 'changed my mind' } })
  t.same(await titles(db), ['first', 'third'])
})

t.test('a statement that fails can be caught, and the rest of its transaction is kept', async (t) => {
  const { db } = setUp(t)
  await db.transaction().execute(async (trx) => {
    await add(trx, 'one', 1)
    await t.rejects(add(trx, 'one again', 1), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    await add(trx, 'two', 2)
  })
  t.same(await titles(db), ['one', 'two'])
})

t.test('transactions that start at the same time answer in order, each seeing the ones before', async (t) => {
  const { db } = setUp(t)
  const seen = await Promise.all(
    ['a', 'b', 'c', 'd'].map((title) =>
      db.transaction().execute(async (trx) => {
        await add(trx, title)
        return (await titles(trx)).join('')
      }),
    ),
  )
  t.same(seen, ['a', 'ab', 'abc', 'abcd'])
})

t.test('a read outside a transaction does not wait for a writer that is held', async (t) => {
  const { db } = setUp(t)
  await add(db, 'before')
  await db.transaction().execute(async (trx) => {
    await add(trx, 'not yet')
    t.same(await titles(db), ['before'])
  })
})

t.test('a write that waits for a transaction that waits for it ends in DATABASE_BUSY', async (t) => {
  const { db } = setUp(t, 20)
  await t.rejects(
    db.transaction().execute(async (trx) => {
      await add(trx, 'undone')
      await add(db, 'waits for itself')
    }),
    { name: 'Problem', code: 'DATABASE_BUSY', statusCode: 503 },
  )
  t.same(await titles(db), [])
  await add(db, 'later')
  t.same(await titles(db), ['later'])
})

t.test('a write outside a transaction is committed, seen, and answers its id and its count', async (t) => {
  const { db, outside } = setUp(t)
  const { insertId } = await db
    .insertInto('notes')
    .values({ title: 'alone', size: 0 })
    .executeTakeFirstOrThrow()
  t.equal(insertId, 1n)
  t.same(outside.prepare('SELECT title FROM notes').pluck().all(), ['alone'])
  const { numUpdatedRows } = await db.updateTable('notes').set({ size: 1 }).executeTakeFirstOrThrow()
  t.equal(numUpdatedRows, 1n)
  const returned = await db.insertInto('notes').values({ title: 'two', size: 0 }).returning('id').execute()
  t.same(returned, [{ id: 2 }])
})

t.test('a write outside a transaction that fails leaves nothing, and the next one works', async (t) => {
  const { db } = setUp(t)
  await add(db, 'one', 1)
  await t.rejects(add(db, 'one again', 1), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  await add(db, 'two', 2)
  t.same(await titles(db), ['one', 'two'])
})

t.test('a query that comes after its transaction was rolled back is refused', async (t) => {
  const { db } = setUp(t)
  let straggler: Promise<void> | undefined
  const failed = db.transaction().execute(async (trx) => {
    straggler = later(() => add(trx, 'straggler'))
    await add(trx, 'undone')
    throw new Error('no')
  })
  const behind = db.transaction().execute(async (trx) => {
    for (let number = 0; number < 50; number++) await add(trx, 'behind', number)
  })
  await t.rejects(failed, { message: 'no' })
  await t.rejects(straggler ?? Promise.resolve(), { message: /transaction is over/ })
  await behind
  t.notOk((await titles(db)).includes('straggler'))
})

t.test('after a full disk nothing more of the transaction is written, and all hear why', async (t) => {
  const { db, writer } = setUp(t)
  writer.pragma(`max_page_count = ${Number(writer.pragma('page_count', { simple: true })) + 4}`)
  const full = { code: 'SQLITE_FULL' }
  const answers = await Promise.allSettled([
    db.transaction().execute((trx) => add(trx, 'before')),
    db.transaction().execute(async (trx) => {
      await t.rejects(add(trx, 'x'.repeat(100_000)), full)
      await add(trx, 'after')
    }),
  ])
  for (const answer of answers) t.match(answer, { status: 'rejected', reason: full })
  t.same(await titles(db), [])
  await add(db, 'later')
  t.same(await titles(db), ['later'])
})

t.test('while another process holds the file reads go on, and a write comes when it lets go', async (t) => {
  const { db, outside } = setUp(t)
  outside.exec('BEGIN IMMEDIATE')
  const patient = add(db, 'patient')
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
    t.same(await titles(db), [])
  }
  outside.exec('COMMIT')
  await patient
  t.same(await titles(db), ['patient'])
})

t.test('a COMMIT that fails rejects every transaction of the group and leaves nothing behind', async (t) => {
  const { db } = setUp(t)
  const answers = await Promise.allSettled([
    db.transaction().execute((trx) => add(trx, 'innocent')),
    db.transaction().execute((trx) => sql`INSERT INTO replies (note_id) VALUES (404)`.execute(trx)),
  ])
  for (const answer of answers) {
    t.match(answer, { status: 'rejected', reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } })
  }
  t.same(await titles(db), [])
  await add(db, 'later')
  t.same(await titles(db), ['later'])
})

t.test('a table can be made, changed, filled and undone in one transaction', async (t) => {
  const { db } = setUp(t)
  await t.rejects(
    db.transaction().execute(async (trx) => {
      await trx.schema.createTable('extra').addColumn('id', 'integer').execute()
      await sql`INSERT INTO extra VALUES (1)`.execute(trx)
      throw new Error('undo')
    }),
    { message: 'undo' },
  )
  t.same(await db.introspection.getTables().then((tables) => tables.map(({ name }) => name)), [
    'notes',
    'replies',
  ])
})

t.test('a query that was run before the schema changed gives the new columns after it', async (t) => {
  const { db } = setUp(t)
  await add(db, 'old')
  const all = () => db.selectFrom('notes').selectAll().execute()
  t.same(await all(), [{ id: 1, title: 'old', size: 0 }])
  await db.schema.alterTable('notes').addColumn('colour', 'text').execute()
  t.same(await all(), [{ id: 1, title: 'old', size: 0, colour: null }])
  await db.schema.alterTable('notes').dropColumn('size').execute()
  t.same(await all(), [{ id: 1, title: 'old', colour: null }])
})

t.test('more different statements than the cache holds all run', async (t) => {
  const { db } = setUp(t)
  for (const round of [1, 2]) {
    for (let number = 0; number < 600; number++) {
      const { rows } = await sql<{ n: number }>`SELECT ${sql.lit(number)} AS n`.execute(db)
      if (rows[0]?.n !== number) t.fail(`statement ${number} answered ${rows[0]?.n} in round ${round}`)
    }
  }
})

t.test('the largest amount goes in and comes out exactly', async (t) => {
  const { db } = setUp(t)
  await add(db, 'largest', 1, Number.MAX_SAFE_INTEGER)
  const sizes = db.selectFrom('notes').select('size')
  t.same(await sizes.where('size', '>=', Number.MAX_SAFE_INTEGER).execute(), [{ size: 9007199254740991 }])
  t.same(await sizes.where('size', '>', Number.MAX_SAFE_INTEGER - 1).execute(), [{ size: 9007199254740991 }])
})

t.test('a stream gives every row in order, in chunks, as they were when it began', async (t) => {
  const { db } = setUp(t)
  const wanted = Array.from({ length: 25 }, (_, place) => `note ${place}`)
  await db
    .insertInto('notes')
    .values(wanted.map((title) => ({ title, size: 0 })))
    .execute()
  const streamed: string[] = []
  for await (const { title } of db.selectFrom('notes').select('title').orderBy('id').stream(10)) {
    streamed.push(title)
    if (streamed.length === 1) await add(db, 'meanwhile')
  }
  t.same(streamed, wanted)
  t.equal((await titles(db)).at(-1), 'meanwhile')
})

t.test('a read while a stream is open sees what was committed meanwhile', async (t) => {
  const { db } = setUp(t)
  await add(db, 'one')
  await add(db, 'two')
  for await (const _ of db.selectFrom('notes').select('title').stream(1)) {
    await add(db, 'meanwhile')
    t.equal((await titles(db)).at(-1), 'meanwhile')
    break
  }
})

t.test('a stream inside a transaction sees what the transaction wrote', async (t) => {
  const { db } = setUp(t)
  await db.transaction().execute(async (trx) => {
    await add(trx, 'mine')
    const streamed: string[] = []
    for await (const { title } of trx.selectFrom('notes').select('title').stream(1)) streamed.push(title)
    t.same(streamed, ['mine'])
  })
})

t.test('a stream that is left early holds nothing up', async (t) => {
  const { db } = setUp(t)
  await db
    .insertInto('notes')
    .values(['one', 'two', 'three'].map((title) => ({ title, size: 0 })))
    .execute()
  for await (const { title } of db.selectFrom('notes').select('title').stream(1)) {
    t.equal(title, 'one')
    break
  }
  await add(db, 'four')
  t.same(await titles(db), ['one', 'two', 'three', 'four'])
})

interface TestTables {
  notes: { id: Generated<number>; title: string; size: number }
  replies: { noteId: number }
}

function setUp(t: Test, waitMs = 1000) {
  const file = join(t.testdir(), 'dialect.db')
  const writer = new BetterSqlite3(file, { timeout: 0 })
  writer.pragma('journal_mode = WAL')
  writer.exec(`
    CREATE TABLE notes (
      id INTEGER PRIMARY KEY, title TEXT NOT NULL, size INTEGER NOT NULL CHECK (size >= 0)
    ) STRICT;
    CREATE TABLE replies (note_id INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
  `)
  const openReader = () => new BetterSqlite3(file, { readonly: true })
  const outside = new BetterSqlite3(file)
  const db = new Kysely<TestTables>({ dialect: new ScripDialect({ writer, openReader, waitMs }) })
  t.teardown(async () => {
    outside.close()
    await db.destroy()
  })
  return { db, outside, writer }
}

async function add(db: Kysely<TestTables>, title: string, id?: number, size = 0): Promise<void> {
  await db.insertInto('notes').values({ id, title, size }).execute()
}

async function titles(db: Kysely<TestTables>): Promise<string[]> {
  const rows = await db.selectFrom('notes').select('title').orderBy('id').execute()
  return rows.map(({ title }) => title)
}

/** Starts something a good many turns of the promise queue later, while its transaction is being rolled back. */
async function later(start: () => Promise<void>): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await undefined
  await start()
}
