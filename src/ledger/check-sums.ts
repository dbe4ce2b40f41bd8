import { setImmediate } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { type Phrase, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { CURRENCIES } from '../money/currency.ts'
import { formatMoney } from '../money/format-amount.ts'
import type { CheckedPartner } from './check.ts'

/** Sums that are kept for the reports and the list of bills, and the rows that they add up. */
interface SumCheck {
  /** What is counted, as a heading. */
  records: Sentence
  /** What is added up; has the columns `id` and `partner_id`. */
  table: 'vouchers' | 'ledger_entries' | 'charges' | 'refunds'
  /** What the rows of `slice` come to: `key`, which names the sum, and its `count` and `amount`. */
  rows: RawBuilder<unknown>
  /** The same as it is kept; sums of nothing are left out. */
  kept(partnerId: number): RawBuilder<unknown>
  /** Its places are the `key`, what is kept and what should be. */
  sentence: Sentence
}

/** How many rows one query adds up: nobody else is served while it runs. */
const SIZE = 5000

const EXPIRY_BALANCES: SumCheck = {
  records: 'Balances by expiry',
  table: 'vouchers',
  rows: sql`SELECT expires_at AS key, count(*) AS count, sum(balance_minor) AS amount FROM slice
    WHERE balance_minor > 0 GROUP BY expires_at`,
  kept: (partnerId) => sql`SELECT expires_at AS key, voucher_count AS count, balance_minor AS amount
    FROM expiry_balances WHERE partner_id = ${partnerId} AND (voucher_count > 0 OR balance_minor > 0)`,
  sentence:
    'What expires at {key} should be {dueMinor} on vouchers numbering {dueCount}, and is kept as {keptMinor} on {keptCount}.',
}

const CUSTOMER_BALANCES: SumCheck = {
  records: 'Balances by customer',
  table: 'vouchers',
  rows: sql`SELECT customers.account_id AS key, count(*) AS count, sum(balance_minor) AS amount FROM slice
    JOIN customers ON customers.id = customer_id WHERE balance_minor > 0 GROUP BY customer_id`,
  kept: (partnerId) => sql`SELECT account_id AS key, voucher_count AS count, balance_minor AS amount
    FROM customer_sums JOIN customers ON customers.id = customer_id
    WHERE customer_sums.partner_id = ${partnerId} AND (voucher_count > 0 OR balance_minor > 0)`,
  sentence:
    'What customer {key} holds should be {dueMinor} on vouchers numbering {dueCount}, and is kept as {keptMinor} on {keptCount}.',
}

const ISSUED_SUMS: SumCheck = {
  records: 'Sums of what was issued',
  table: 'ledger_entries',
  rows: sql`SELECT span_at AS key, count(*) AS count, sum(amount_minor) AS amount FROM slice
    WHERE kind = 'issue' GROUP BY span_at`,
  kept: (partnerId) => sql`SELECT span_at AS key, voucher_count AS count, amount_minor AS amount
    FROM issued_sums WHERE partner_id = ${partnerId}`,
  sentence:
    'What was issued from {key} on should be {dueMinor} on vouchers numbering {dueCount}, and is kept as {keptMinor} on {keptCount}.',
}

const USED_SUMS: SumCheck = {
  records: 'Sums of what was used',
  table: 'ledger_entries',
  // A sum may come to nothing by way of refunds: it is told from one that is missing by neither side.
  rows: sql`SELECT slice.span_at || ' ' || products.code AS key, 0 AS count, -sum(slice.amount_minor) AS amount FROM slice
    JOIN charges ON charges.id = slice.charge_id JOIN products ON products.id = charges.product_id
    GROUP BY slice.span_at, products.id`,
  kept: (partnerId) => sql`SELECT span_at || ' ' || code AS key, 0 AS count, amount_minor AS amount
    FROM used_sums JOIN products ON products.id = product_id WHERE used_sums.partner_id = ${partnerId}`,
  sentence: 'What was used from {key} on should be {dueMinor}, and is kept as {keptMinor}.',
}

const BILL_CHARGES: SumCheck = {
  records: 'Sums of what bills charged',
  table: 'charges',
  rows: sql`SELECT bill_id AS key, count(*) AS count, sum(amount_minor) AS amount FROM slice
    WHERE bill_id IS NOT NULL GROUP BY bill_id`,
  kept: (partnerId) => ofBills(partnerId, sql`charge_count`, sql`charged_minor`),
  sentence:
    'Bill {key} should have charged {dueMinor} by charges numbering {dueCount}, and is kept as {keptMinor} by {keptCount}.',
}

const BILL_REFUNDS: SumCheck = {
  records: 'Sums of what bills refunded',
  table: 'refunds',
  rows: sql`SELECT bill_id AS key, count(*) AS count, sum(amount_minor) AS amount FROM slice
    WHERE bill_id IS NOT NULL GROUP BY bill_id`,
  kept: (partnerId) => ofBills(partnerId, sql`refund_count`, sql`refunded_minor`),
  sentence:
    'Bill {key} should have refunded {dueMinor} by refunds numbering {dueCount}, and is kept as {keptMinor} by {keptCount}.',
}

const BILL_KEEPINGS: SumCheck = {
  records: 'Sums of what bills did not give back',
  table: 'refunds',
  rows: sql`SELECT bill_id AS key, 0 AS count, sum(kept_minor) AS amount FROM slice
    WHERE bill_id IS NOT NULL AND kept_minor > 0 GROUP BY bill_id`,
  kept: (partnerId) => ofBills(partnerId, sql`0`, sql`kept_minor`),
  sentence:
    'Bill {key} should have kept {dueMinor} from vouchers by its refunds, and is kept as {keptMinor}.',
}

const BILL_COVERS: SumCheck = {
  records: 'Sums of what vouchers paid of bills',
  table: 'ledger_entries',
  rows: sql`SELECT iif(slice.kind = 'deduct', charges.bill_id, refunds.bill_id) AS key, 0 AS count,
      -sum(slice.amount_minor) AS amount FROM slice
    JOIN charges ON charges.id = slice.charge_id LEFT JOIN refunds ON refunds.id = slice.refund_id
    GROUP BY 1 HAVING key IS NOT NULL`,
  kept: (partnerId) => ofBills(partnerId, sql`0`, sql`covered_minor`),
  sentence: 'Vouchers should have paid {dueMinor} of bill {key}, and it is kept as {keptMinor}.',
}

/** What is kept of those of a partner's bills that have any of it. */
function ofBills(partnerId: number, count: RawBuilder<unknown>, amount: RawBuilder<unknown>) {
  return sql`SELECT bill_id AS key, ${count} AS count, ${amount} AS amount
    FROM bill_sums JOIN bills ON bills.id = bill_id
    WHERE bills.partner_id = ${partnerId} AND (${count} > 0 OR ${amount} <> 0)`
}

export const SUMS: readonly SumCheck[] = [
  EXPIRY_BALANCES,
  CUSTOMER_BALANCES,
  ISSUED_SUMS,
  USED_SUMS,
  BILL_CHARGES,
  BILL_REFUNDS,
  BILL_KEEPINGS,
  BILL_COVERS,
]

/**
 * Adds up all of a partner's rows and compares the sums with those that are kept, whichever side has more.
 *
 * @param report hears of each sum that is kept otherwise, in a sentence
 * @param looked hears how many rows it looked at, slice by slice
 * @returns how many sums it checked
 */
export async function runSumCheck(
  db: Db,
  partner: CheckedPartner,
  check: SumCheck,
  report: (disagreement: Phrase) => void,
  looked: (records: number) => void = () => {},
): Promise<number> {
  const due = await addUp(db, partner.id, check, looked)
  const kept = new Map((await readSums(db, check.kept(partner.id))).map(({ key, ...sum }) => [key, sum]))
  const keys = new Set([...due.keys(), ...kept.keys()])
  for (const key of [...keys].sort()) {
    const [is, should] = [kept.get(key) ?? NOTHING, due.get(key) ?? NOTHING]
    if (is.count === should.count && is.amount === should.amount) continue
    report(phrase(check.sentence, { key, ...inWords(is, should, partner.currency) }))
  }
  return keys.size
}

interface Sum {
  count: number
  amount: bigint
}

const NOTHING: Sum = { count: 0, amount: 0n }

/** Adds up the rows, some at a time, and lets others be served in between. */
async function addUp(
  db: Db,
  partnerId: number,
  { table, rows }: SumCheck,
  looked: (records: number) => void,
): Promise<Map<string, Sum>> {
  const sums = new Map<string, Sum>()
  for (let after = 0; ; after += SIZE) {
    const slice = sql`WITH slice AS (SELECT * FROM ${sql.table(table)}
      WHERE id > ${after} AND id <= ${after + SIZE} AND +partner_id = ${partnerId}) ${rows}`
    for (const { key, count, amount } of await readSums(db, slice)) {
      const sum = sums.get(key) ?? NOTHING
      sums.set(key, { count: sum.count + count, amount: sum.amount + amount })
    }
    looked(SIZE)
    if (after + SIZE >= (await lastId(db, table))) return sums
    await setImmediate()
  }
}

async function readSums(db: Db, sums: RawBuilder<unknown>): Promise<(Sum & { key: string })[]> {
  const { rows } = await sql<{ key: string; count: number; amount: string }>`
    SELECT cast(key AS text) AS key, count, cast(amount AS text) AS amount FROM (${sums}) AS sums`.execute(db)
  return rows.map(({ amount, ...row }) => ({ ...row, amount: BigInt(amount) }))
}

async function lastId(db: Db, table: SumCheck['table']): Promise<number> {
  const { rows } = await sql<{
    last: number | null
  }>`SELECT max(id) AS last FROM ${sql.table(table)}`.execute(db)
  return rows[0]?.last ?? 0
}

function inWords(kept: Sum, due: Sum, currencyCode: string) {
  const currency = CURRENCIES.get(currencyCode) ?? { code: currencyCode, decimals: 0 }
  return {
    keptMinor: formatMoney(kept.amount, currency),
    keptCount: kept.count,
    dueMinor: formatMoney(due.amount, currency),
    dueCount: due.count,
  }
}
