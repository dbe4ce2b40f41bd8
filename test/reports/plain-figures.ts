import { sql } from 'kysely'
import type { Db } from '../../src/database/open.ts'

// The figures of the reports, added up from every row in the plainest way, and knowing nothing of kept sums.

interface Entry {
  kind: 'issue' | 'deduct' | 'refund' | 'withdraw' | 'expire'
  amountMinor: number
  postedAt: string
  expiresAt: string
  voucherId: number
  account: string
  product: string | null
}

/** Every entry of a partner's ledger, with what its voucher and its charge say. */
async function entriesOf(db: Db, partnerId: number): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    SELECT kind, ledger_entries.amount_minor, ledger_entries.posted_at, expires_at, voucher_id, account_id AS account,
      products.code AS product
    FROM ledger_entries JOIN vouchers ON vouchers.id = voucher_id JOIN customers ON customers.id = vouchers.customer_id
    LEFT JOIN charges ON charges.id = ledger_entries.charge_id LEFT JOIN products ON products.id = charges.product_id
    WHERE vouchers.partner_id = ${partnerId} ORDER BY ledger_entries.id`.execute(db)
  return rows
}

/** Sums by whatever they are of; what comes to nothing is left out. */
export type Sums = Record<string, number>

export interface PlainFigures {
  outstanding: number
  /** How many vouchers hold something that can be used. */
  vouchers: number
  waiting: number
  /** What can be used, by the month of its last day. */
  usableByMonth: Sums
  heldByCustomer: Sums
  waitingByCustomer: Sums
  issuedByMonth: Sums
  usedByMonth: Sums
  /** By "product month". */
  usedByProduct: Sums
}

/** All figures of a partner at an instant, in minor units, in its time zone. */
export async function plainFigures(
  db: Db,
  partnerId: number,
  at: string,
  timeZone: string,
): Promise<PlainFigures> {
  const entries = await entriesOf(db, partnerId)
  const month = (instant: string, before = 0) =>
    Temporal.Instant.from(instant)
      .subtract({ milliseconds: before })
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .toString()
      .slice(0, 7)
  const usable = entries.filter(({ expiresAt }) => expiresAt > at)
  const waiting = entries.filter(({ expiresAt }) => expiresAt <= at)
  const used = entries
    .filter(({ kind }) => kind === 'deduct' || kind === 'refund')
    .map((entry) => ({ ...entry, amountMinor: -entry.amountMinor }))
  return {
    outstanding: total(usable),
    vouchers: Object.keys(by(usable, ({ voucherId }) => String(voucherId))).length,
    waiting: total(waiting),
    usableByMonth: by(usable, ({ expiresAt }) => month(expiresAt, 1)),
    heldByCustomer: by(entries, ({ account }) => account),
    waitingByCustomer: by(waiting, ({ account }) => account),
    issuedByMonth: by(
      entries.filter(({ kind }) => kind === 'issue'),
      ({ postedAt }) => month(postedAt),
    ),
    usedByMonth: by(used, ({ postedAt }) => month(postedAt)),
    usedByProduct: by(used, ({ product, postedAt }) => `${product} ${month(postedAt)}`),
  }
}

function total(entries: readonly Entry[]): number {
  return entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}

function by(entries: readonly Entry[], keyOf: (entry: Entry) => string): Sums {
  const sums: Sums = {}
  for (const entry of entries) sums[keyOf(entry)] = (sums[keyOf(entry)] ?? 0) + entry.amountMinor
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))
}
