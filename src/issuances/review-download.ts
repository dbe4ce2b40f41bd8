import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import type { Download } from '../web/downloads.ts'
import { listReviews, type ReviewRow, reviewFilters } from './review-list.ts'
import { waitedBecause } from './review-needed.ts'

/** The names of a review's values in downloads, in their order. */
const REVIEW_COLUMNS = [
  'issuance',
  'status',
  'because',
  'template',
  'template_name',
  'vouchers',
  'currency',
  'sum',
  'reason',
  'asked_at',
  'asked_by',
  'decided_at',
  'decided_by',
  'decision_reason',
] as const

function toRecord(row: ReviewRow, currency: Currency): Record<(typeof REVIEW_COLUMNS)[number], string> {
  return {
    issuance: String(row.id),
    status: row.status,
    because: waitedBecause(row.funding),
    template: String(row.templateId),
    template_name: row.templateName,
    vouchers: String(row.voucherCount),
    currency: currency.code,
    sum: decimal(row.totalMinor, currency),
    reason: row.reason,
    asked_at: row.requestedAt,
    asked_by: row.askerName ?? '',
    decided_at: row.decidedAt ?? '',
    decided_by: row.deciderName ?? '',
    decision_reason: row.decisionReason,
  }
}

/** The list of what waits for a review, or waited, as a file. */
export const reviewDownload: Download<typeof reviewFilters, ReviewRow, (typeof REVIEW_COLUMNS)[number]> = {
  name: 'reviews',
  columns: REVIEW_COLUMNS,
  filters: () => reviewFilters,
  open: (db, { partner }) => ({
    take: (...page) => listReviews(db, partner.id, ...page),
    toRecord: (row) => toRecord(row, partner.currency),
  }),
}
