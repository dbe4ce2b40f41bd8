import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import type { Download } from '../web/downloads.ts'
import { type BudgetRow, budgetFilters, listBudgetEntries } from './budget-list.ts'

/** The names of a budget entry's values in downloads, in their order. */
const BUDGET_COLUMNS = [
  'posted_at',
  'entry',
  'currency',
  'amount',
  'total_after',
  'remaining_after',
  'issuance',
  'withdrawal',
  'by',
  'reason',
] as const

function toRecord(row: BudgetRow, currency: Currency): Record<(typeof BUDGET_COLUMNS)[number], string> {
  return {
    posted_at: row.postedAt,
    entry: row.kind,
    currency: currency.code,
    amount: decimal(row.amountMinor, currency),
    total_after: decimal(row.totalMinor, currency),
    remaining_after: decimal(row.remainingMinor, currency),
    issuance: String(row.issuanceId ?? ''),
    withdrawal: String(row.withdrawalId ?? ''),
    by: row.memberName ?? 'Scrip',
    reason: row.reason ?? '',
  }
}

/** The history of the budget as a file. */
export const budgetDownload: Download<typeof budgetFilters, BudgetRow, (typeof BUDGET_COLUMNS)[number]> = {
  name: 'budget',
  columns: BUDGET_COLUMNS,
  filters: () => budgetFilters,
  open: (db, { partner }) => ({
    take: (...page) => listBudgetEntries(db, partner, ...page),
    toRecord: (row) => toRecord(row, partner.currency),
  }),
}
