import BetterSqlite3 from 'better-sqlite3'
import { CamelCasePlugin, Kysely } from 'kysely'
import { ScripDialect } from '../../src/database/dialect.ts'
import type { Db } from '../../src/database/open.ts'
import type { Tables } from '../../src/database/schema.ts'

/**
 * How the database goes about what some work asks it: the steps of EXPLAIN QUERY PLAN for each of its queries.
 * @param file of a database that has its tables; nothing is written to it
 */
export async function plansOf(file: string, work: (db: Db) => Promise<unknown>): Promise<string[]> {
  const asked: { sql: string; parameters: readonly unknown[] }[] = []
  const open = () => new BetterSqlite3(file, { readonly: true }).function('fold', (text) => text)
  const reader = open()
  const db = new Kysely<Tables>({
    dialect: new ScripDialect({ writer: open(), openReader: () => reader, waitMs: 0 }),
    plugins: [new CamelCasePlugin()],
    log: ({ query }) => {
      asked.push(query)
    },
  })
  await work(db)
  const steps = asked.flatMap(({ sql, parameters }) =>
    (reader.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]).map(
      ({ detail }) => detail,
    ),
  )
  await db.destroy()
  return steps
}
