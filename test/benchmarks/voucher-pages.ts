import assert from 'node:assert/strict'
import BetterSqlite3 from 'better-sqlite3'
import { alternate, type Benchmark, percentile, type Row } from './benchmark.ts'
import { type RunningDesk, startDesk } from './running-desk.ts'

const MANY = 1_000_000
const FEW = 1_000
/** Enough for ten to be slower than 99 in a hundred: of three, as they come by chance, p99 differs by twice from run to run. */
const ROUNDS = 1_000
/** A page somewhere in the middle of things. */
const DEEP = 10_000

/** Each filter and order alone, and the pairs that people ask for most; `?` is a template of which both desks have full pages. */
const QUERIES = [
  '',
  'status=unused',
  'status=part_used',
  'status=used_up',
  'status=expired',
  'status=withdrawn',
  'type=allowlist',
  'payment_mode=prepaid',
  'usage=product_trial',
  'product=product-1',
  'customer=100000001',
  'template=?',
  'issued_from=2025-06-01',
  'issued_before=2026-06-01',
  'expires_from=2025-06-01',
  'expires_before=2027-06-01',
  'balance_at_least=10.00',
  'sort=expiry',
  'sort=balance',
  'customer=100000001&status=expired',
  'template=?&status=part_used',
  'status=unused&sort=expiry',
  'status=part_used&expires_before=2027-06-01',
  'status=part_used&type=general',
]

/** The list of vouchers among a million against the same page among a thousand, over HTTP, signed in. */
export const voucherPages: Benchmark = {
  name: 'voucher-pages',
  title: `The list of vouchers among ${MANY.toLocaleString('en')} against the same among ${FEW.toLocaleString('en')}`,

  async run(folder) {
    const many = await startDesk(folder, MANY)
    const few = await startDesk(folder, FEW)
    const rows: Row[] = []
    const template = String(fullOfPartUsed(few.file))
    const cursorOf = cursors(many.file)
    for (const query of QUERIES) {
      const path = `/vouchers?${query.replace('?', template)}`
      rows.push(...(await compare(query || 'no filter', many, path, few, path)))
    }
    // Of a filter that leaves less than half, the page as far into all vouchers as that.
    for (const query of QUERIES) {
      const path = `/vouchers?${query.replace('?', template)}`
      const deep = `${path}&after=${cursorOf(query)}`
      rows.push(...(await compare(`${query || 'no filter'}, page ${DEEP}`, many, deep, few, path)))
    }
    await Promise.all([many.stop(), few.stop()])
    return rows
  },
}

async function compare(
  name: string,
  many: RunningDesk,
  path: string,
  few: RunningDesk,
  fewPath: string,
): Promise<Row[]> {
  const figures = await alternate(ROUNDS, { ours: () => many.time(path), reference: () => few.time(fewPath) })
  const row = (what: string, share: number, atMost: number): Row => ({
    name: `vouchers, ${name}: ${what}`,
    unit: 'ms',
    ours: percentile(figures.ours, share),
    reference: percentile(figures.reference, share),
    goal: { atMost },
  })
  return [row('median', 0.5, 1.5), row('p99', 0.99, 2)]
}

/** The few vouchers are of few templates. @returns the id of the one with the most part used: pages of it are full */
function fullOfPartUsed(file: string): number {
  const database = new BetterSqlite3(file, { readonly: true })
  const found = database
    .prepare(
      `SELECT template_id FROM vouchers WHERE state = 'part_used' GROUP BY template_id ORDER BY count(*) DESC LIMIT 1`,
    )
    .pluck()
    .get() as number
  database.close()
  return found
}

/** The orders of the list: what asks for one, the keys of its cursor, and how it goes. */
const ORDERS: readonly (readonly [asks: RegExp, cursor: string, order: string])[] = [
  [/expir(y|es)/, "expires_at || '~' || id", 'expires_at, id'],
  [/balance/, "balance_minor || '~' || id", 'balance_minor DESC, id DESC'],
  [/issued/, "issued_at || '~' || id", 'issued_at DESC, id DESC'],
  [/^/, 'id', 'id DESC'],
]

/** @returns tells the address of the page in the middle from a query, without its path */
function cursors(file: string): (query: string) => string {
  const database = new BetterSqlite3(file, { readonly: true })
  const lastBefore = ORDERS.map(([asks, cursor, order]) => {
    const statement = `SELECT ${cursor} FROM vouchers ORDER BY ${order} LIMIT 1 OFFSET ?`
    const found = database
      .prepare(statement)
      .pluck()
      .get((DEEP - 1) * 50 - 1)
    return [asks, String(found)] as const
  })
  database.close()
  return (query) => lastBefore.find(([asks]) => asks.test(query))?.[1] ?? assert.fail(query)
}
