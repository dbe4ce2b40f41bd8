import { sql } from 'kysely'
import type { Db } from '../database/open.ts'
import type { Phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { type Check, type CheckedPartner, runCheck } from './check.ts'
import { BUDGET_ENTRIES, BUDGETED_ISSUANCES } from './check-budget.ts'
import { BILLED_FEES, CHARGES, REFUNDS } from './check-charges.ts'
import { ENTRIES } from './check-entries.ts'
import { ISSUANCES, TEMPLATES, WITHDRAWALS } from './check-issuances.ts'
import { runSumCheck, SUMS } from './check-sums.ts'
import { VOUCHERS } from './check-vouchers.ts'

const CHECKS: readonly Check[] = [
  TEMPLATES,
  ISSUANCES,
  VOUCHERS,
  ENTRIES,
  CHARGES,
  REFUNDS,
  BILLED_FEES,
  WITHDRAWALS,
  BUDGET_ENTRIES,
  BUDGETED_ISSUANCES,
]

/** How many records of a kind were checked. */
export interface Checked {
  records: Sentence
  count: number
}

/** How many records verifying all partners looks at: of each kind all, and those that sums are made of once more. */
export async function countRecords(db: Db, partners: number): Promise<number> {
  const counts = [
    ...CHECKS.map(({ table }) => sql`SELECT count(*) AS count FROM ${sql.table(table)}`),
    ...SUMS.map(({ table }) => sql`SELECT ${partners} * coalesce(max(id), 0) FROM ${sql.table(table)}`),
  ]
  const all = sql.join(counts, sql` UNION ALL `)
  const { rows } = await sql<{ count: number }>`SELECT sum(count) AS count FROM (${all}) AS counts`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/**
 * Recomputes a partner's books from the rows of the ledger, and compares them with what is stored: every
 * balance, cover, refund, issuance and withdrawal, the budget, and that no voucher paid what its terms forbid.
 * The kept sums come last, and only where all of these agree: those of wrong rows would be wrong, too.
 * Writes nothing, and lets others be served in between.
 *
 * @param db a snapshot: `inSnapshot` gives one
 * @param report hears of each record that disagrees: what should be, and what is
 * @param looked hears how many records it looked at, again and again
 * @returns what was checked
 */
export async function verifyPartner(
  db: Db,
  partner: CheckedPartner,
  report: (disagreement: Phrase) => void,
  looked: (records: number) => void = () => {},
): Promise<Checked[]> {
  const checked: Checked[] = []
  let found = 0
  const note = (disagreement: Phrase) => {
    found++
    report(disagreement)
  }
  for (const check of CHECKS) {
    checked.push({ records: check.records, count: await runCheck(db, partner, check, note, looked) })
  }
  if (found > 0) return checked
  for (const check of SUMS) {
    checked.push({ records: check.records, count: await runSumCheck(db, partner, check, report, looked) })
  }
  return checked
}
