import assert from 'node:assert/strict'
import BetterSqlite3 from 'better-sqlite3'
import { alternate, type Benchmark, type Figures, percentile, type Row, together } from './benchmark.ts'
import { type RunningDesk, startDesk } from './running-desk.ts'

const MANY = 1_000_000
const FEW = 1_000
/** All pages are measured, and then all once more: a slow moment of the machine is spread over them. */
const PASSES = 160
/** In all passes, p99 is the fortieth slowest: by the twentieth, chance made a page in a hundred seem twice as slow. */
const ROUNDS = 25
/** A page somewhere in the middle of things. */
const DEEP = 10_000
const PAGE_ROWS = 50

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
    const pages = pagesOf(many, few)
    const figures = pages.map((): Figures[] => [])
    for (const page of pages) await requireAlike(page, many, few)
    // The first does not count: both servers are still compiling what they run often.
    for (let pass = 0; pass <= PASSES; pass++) {
      for (const [index, { ours, reference }] of pages.entries()) {
        const ways = { ours: () => many.time(ours), reference: () => few.time(reference) }
        const measured = await alternate(ROUNDS, ways, 0)
        if (pass > 0) figures[index]?.push(measured)
      }
    }
    await Promise.all([many.stop(), few.stop()])
    return pages.flatMap(({ name }, index) => rowsOf(name, together(figures[index] ?? [])))
  },
}

/** Two pages to compare, by their addresses. */
interface Pages {
  name: string
  ours: string
  reference: string
}

function pagesOf(many: RunningDesk, few: RunningDesk): Pages[] {
  const template = String(fullOfPartUsed(few.file))
  const cursorOf = cursors(many.file)
  const pathOf = (query: string) => `/vouchers?${query.replace('?', template)}`
  const nameOf = (query: string) => query || 'no filter'
  const first = QUERIES.map((query) => ({
    name: nameOf(query),
    ours: pathOf(query),
    reference: pathOf(query),
  }))
  // Of a filter that leaves less than half, the page as far into all vouchers as that.
  const deep = QUERIES.map((query) => ({
    name: `${nameOf(query)}, page ${DEEP}`,
    ours: `${pathOf(query)}&after=${cursorOf(query)}`,
    reference: pathOf(query),
  }))
  return [...first, ...deep]
}

/** Both pages are full, but those of one customer. */
async function requireAlike(
  { name, ours, reference }: Pages,
  many: RunningDesk,
  few: RunningDesk,
): Promise<void> {
  if (name.startsWith('customer=')) return
  for (const page of [await many.get(ours), await few.get(reference)]) {
    assert.equal(page.split('<tr').length - 2, PAGE_ROWS, `${name}: the page is not full`)
  }
}

function rowsOf(name: string, figures: Figures): Row[] {
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

/** The orders of the list: what asks for one, the keys of its cursor, how it goes, and of which vouchers. */
const ORDERS: readonly (readonly [asks: RegExp, cursor: string, order: string, of?: string])[] = [
  [/expir(y|es)/, "expires_at || '~' || id", 'expires_at, id'],
  [/balance_at_least/, "balance_minor || '~' || id", 'balance_minor DESC, id DESC', 'balance_minor >= 1000'],
  [/balance/, "balance_minor || '~' || id", 'balance_minor DESC, id DESC'],
  [/issued/, "issued_at || '~' || id", 'issued_at DESC, id DESC'],
  [/^/, 'id', 'id DESC'],
]

/** @returns tells from a query, without its path, behind which voucher its page in the middle begins, or its last full one */
function cursors(file: string): (query: string) => string {
  const database = new BetterSqlite3(file, { readonly: true })
  const read = (statement: string) => database.prepare(statement).pluck().get()
  const lastBefore = ORDERS.map(([asks, cursor, order, of = 'TRUE']) => {
    const pages = Math.floor(Number(read(`SELECT count(*) FROM vouchers WHERE ${of}`)) / PAGE_ROWS)
    const before = (Math.min(DEEP, pages) - 1) * PAGE_ROWS
    const found = read(
      `SELECT ${cursor} FROM vouchers WHERE ${of} ORDER BY ${order} LIMIT 1 OFFSET ${before - 1}`,
    )
    return [asks, String(found)] as const
  })
  database.close()
  return (query) => lastBefore.find(([asks]) => asks.test(query))?.[1] ?? assert.fail(query)
}
