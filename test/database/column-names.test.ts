import { sql } from 'kysely'
import t from 'tap'
import { freshDatabase, seed } from '../support/database.ts'

t.test(
  'what the database calls partner_id is partnerId here, in queries and in what they find',
  async (t) => {
    const { db } = await freshDatabase(t)
    const { partnerId } = await seed(db)
    const found = await db
      .selectFrom('members')
      .select(['partnerId', 'twoStepSecret as theSecret'])
      .where('partnerId', '=', partnerId)
      .execute()
    t.same(found, [{ partnerId, theSecret: null }])
  },
)

t.test('a column can be called anything, and a row can have none of another query', async (t) => {
  const { db } = await freshDatabase(t)
  const odd = sql`SELECT 1 AS "a ""b"" [c]", 2 AS "x,y", 3 AS "it's", 4 AS snake_case_2`
  t.same((await odd.execute(db)).rows, [{ 'a "b" [c]': 1, 'x,y': 2, "it's": 3, snakeCase2: 4 }])
  t.same((await sql`SELECT 1 AS "x", 2 AS "y"`.execute(db)).rows, [{ x: 1, y: 2 }])
  t.same((await sql`SELECT 1 AS "x" WHERE 0`.execute(db)).rows, [])
})

t.test(
  'a query that was run before the schema changed gives the new columns after it, by their names',
  async (t) => {
    const { db } = await freshDatabase(t)
    await sql`CREATE TABLE notes (note_id INTEGER, old_text TEXT)`.execute(db)
    await sql`INSERT INTO notes VALUES (1, 'kept')`.execute(db)
    const all = async () => (await sql`SELECT * FROM notes`.execute(db)).rows
    t.same(await all(), [{ noteId: 1, oldText: 'kept' }])
    await sql`ALTER TABLE notes RENAME old_text TO new_text`.execute(db)
    await sql`ALTER TABLE notes ADD COLUMN read_at TEXT`.execute(db)
    t.same(await all(), [{ noteId: 1, newText: 'kept', readAt: null }])
  },
)
