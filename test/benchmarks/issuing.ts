import BetterSqlite3 from 'better-sqlite3'
import { type Benchmark, percentile } from './benchmark.ts'
import { copyOfDesk } from './filled-desk.ts'
import { type RunningDesk, startDesk } from './running-desk.ts'

const MANY = 1_000_000
const VOUCHERS = 10_000
const ROUNDS = 5
/** The tables that issuing inserts into; the sums of these customers and days are written anew. */
const INSERTED = ['issuances', 'vouchers', 'ledger_entries', 'audit_events'] as const

/** One Confirm that issues ten thousand vouchers, against what the disk and its indexes ask for at least. */
export const issuing: Benchmark = {
  name: 'issuing',
  title: `Issuing ${VOUCHERS.toLocaleString('en')} vouchers in one Confirm, against writing the same rows plainly`,

  async run(folder) {
    const desk = await startDesk(folder, MANY)
    const plain = openPlainly(await copyOfDesk(folder, MANY))
    const rates = { ours: [] as number[], reference: [] as number[] }
    for (let round = 0; round <= ROUNDS; round++) {
      const before = lastIdsOf(desk.file)
      const ours = await confirm(desk, round)
      const reference = writeAgain(plain, desk.file, before)
      // The first round warms up.
      if (round > 0) rates.ours.push(VOUCHERS / ours)
      if (round > 0) rates.reference.push(VOUCHERS / reference)
    }
    plain.close()
    await desk.stop()
    return [
      {
        name: 'issuing 10,000 vouchers',
        unit: 'vouchers/s',
        ours: median(rates.ours),
        reference: median(rates.reference),
        goal: { atLeast: 0.4 },
      },
    ]
  },
}

function median(figures: number[]): number {
  return percentile(
    figures.sort((a, b) => a - b),
    0.5,
  )
}

/** @returns how many seconds the answer to Confirm takes */
async function confirm({ owner }: RunningDesk, round: number): Promise<number> {
  // Each fiftieth customer is not active.
  const numbers = Array.from({ length: VOUCHERS }, (_, index) => index * 8 + round).map((n) =>
    n % 50 === 0 ? n + 1 : n,
  )
  const accounts = numbers.map((n) => `1${String(n).padStart(8, '0')}`)
  const form = (await owner.get('/templates/1/issuances/new')).form('Continue')
  const check = await form.fill({ Customers: accounts.join('\n'), Reason: `Round ${round}` }).submit()
  const start = performance.now()
  const done = await check.form('Confirm').submit()
  const seconds = (performance.now() - start) / 1000
  if (!done.path.startsWith('/issuances/')) throw new Error(`Confirm led to ${done.path}: ${done.text}`)
  return seconds
}

type Ids = Record<(typeof INSERTED)[number], number>

function lastIdsOf(file: string): Ids {
  return read(file, (database) => {
    const idOf = (table: string) =>
      Number(database.prepare(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get())
    return Object.fromEntries(INSERTED.map((table) => [table, idOf(table)])) as Ids
  })
}

/** Writes what came after into the other file, in one durable transaction. @returns how many seconds it takes */
function writeAgain(plain: BetterSqlite3.Database, from: string, after: Ids): number {
  const sets = read(from, (database) => [
    ...INSERTED.map((table) => ({
      table,
      rows: database
        .prepare(`SELECT ${columnsOf(plain, table)} FROM ${table} WHERE id > ?`)
        .all(after[table]),
    })),
    {
      table: 'customer_sums',
      rows: database
        .prepare(
          `SELECT * FROM customer_sums WHERE customer_id IN (SELECT customer_id FROM vouchers WHERE id > ?)`,
        )
        .all(after.vouchers),
    },
    ...['expiry_balances', 'issued_sums'].map((table) => ({
      table,
      rows: database.prepare(`SELECT * FROM ${table}`).all(),
    })),
  ])
  const start = performance.now()
  plain.transaction(() => {
    for (const { table, rows } of sets) {
      const columns = Object.keys((rows[0] as object | undefined) ?? {})
      const insert = plain.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns}) VALUES (${columns.map((column) => `@${column}`)})`,
      )
      for (const row of rows) insert.run(row)
    }
  })()
  return (performance.now() - start) / 1000
}

/** The columns that are not generated. */
function columnsOf(database: BetterSqlite3.Database, table: string): string {
  return database.prepare(`SELECT group_concat(name) FROM pragma_table_info(?)`).pluck().get(table) as string
}

/** The same file and indexes, as durable, without what guards the tables. */
function openPlainly(file: string): BetterSqlite3.Database {
  const database = new BetterSqlite3(file)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -64000'])
    database.pragma(pragma)
  const triggers = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).pluck().all()
  for (const name of triggers) database.exec(`DROP TRIGGER ${name}`)
  return database
}

function read<T>(file: string, work: (database: BetterSqlite3.Database) => T): T {
  const database = new BetterSqlite3(file, { readonly: true })
  try {
    return work(database)
  } finally {
    database.close()
  }
}
