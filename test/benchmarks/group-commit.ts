import assert from 'node:assert/strict'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { type Dialect, type Generated, Kysely, SqliteDialect } from 'kysely'
import { ScripDialect } from '../../src/database/dialect.ts'
import { alternate, type Benchmark, medians, type Row } from './benchmark.ts'

const ROUNDS = 7
const ROUND_MS = 400
const ACCOUNTS = 1_000

/** The desk writes from many requests at once: at that, group commit has to be worth its code. */
const LEVELS = [
  { waiting: 1, goal: null },
  { waiting: 64, goal: { atLeast: 5 } },
]

/** The group-commit dialect against Kysely's own, over the same better-sqlite3 with the same pragmas. */
export const groupCommit: Benchmark = {
  name: 'group-commit',
  title: "Durable transactions of three statements: Scrip's dialect against Kysely's SqliteDialect",

  async run(folder) {
    const ours = openOurs(join(folder, 'ours.db'))
    const reference = openReference(join(folder, 'reference.db'))
    const rows: Row[] = []
    for (const { waiting, goal } of LEVELS) {
      const figures = await alternate(ROUNDS, {
        ours: () => transactionsPerSecond(ours, waiting),
        reference: () => transactionsPerSecond(reference, waiting),
      })
      rows.push({
        name: `group commit, ${waiting} waiting`,
        unit: 'transactions/s',
        ...medians(figures),
        goal,
      })
    }
    await Promise.all([ours.destroy(), reference.destroy()])
    return rows
  },
}

type BenchTables = {
  accounts: { id: number; balance: number }
  entries: { id: Generated<number>; account: number; amount: number }
}

function openOurs(file: string): Kysely<BenchTables> {
  const writer = openFile(file)
  const openReader = () => new BetterSqlite3(file, { readonly: true })
  return fill(writer, new ScripDialect({ writer, openReader, waitMs: 10_000 }))
}

function openReference(file: string): Kysely<BenchTables> {
  const database = openFile(file)
  return fill(database, new SqliteDialect({ database }))
}

function openFile(file: string): BetterSqlite3.Database {
  const database = new BetterSqlite3(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  return database
}

function fill(database: BetterSqlite3.Database, dialect: Dialect): Kysely<BenchTables> {
  database.exec(`
    CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL) STRICT;
    CREATE TABLE entries (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, amount INTEGER NOT NULL) STRICT;
    WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ${ACCOUNTS})
    INSERT INTO accounts SELECT n, 0 FROM number;
  `)
  return new Kysely<BenchTables>({ dialect })
}

/** Keeps a number of transactions waiting for the length of a round, and counts what the disk has of them. */
async function transactionsPerSecond(db: Kysely<BenchTables>, waiting: number): Promise<number> {
  const before = await entriesOf(db)
  const start = performance.now()
  let made = 0
  const keepPosting = async (): Promise<void> => {
    while (performance.now() - start < ROUND_MS) {
      await post(db, made % ACCOUNTS)
      made++
    }
  }
  await Promise.all(Array.from({ length: waiting }, keepPosting))
  const seconds = (performance.now() - start) / 1000
  assert.equal((await entriesOf(db)) - before, made, 'every transaction that answered is in the file')
  return made / seconds
}

/** What a charge does at its smallest: look at a balance, write an entry, move the balance. */
function post(db: Kysely<BenchTables>, account: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const { balance } = await trx
      .selectFrom('accounts')
      .select('balance')
      .where('id', '=', account)
      .executeTakeFirstOrThrow()
    await trx.insertInto('entries').values({ account, amount: 1 }).execute()
    await trx
      .updateTable('accounts')
      .set({ balance: balance + 1 })
      .where('id', '=', account)
      .execute()
  })
}

async function entriesOf(db: Kysely<BenchTables>): Promise<number> {
  const { count } = await db
    .selectFrom('entries')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
