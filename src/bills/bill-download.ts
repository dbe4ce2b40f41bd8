import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import type { Download } from '../web/downloads.ts'
import { type BillRow, billFilters, listBills } from './bill-queries.ts'

/** The names of a bill's values in downloads, in their order. */
const BILL_COLUMNS = [
  'bill',
  'file_name',
  'covers',
  'lines',
  'left_out',
  'currency',
  'charged',
  'refunded',
  'posted_at',
  'sha256',
] as const

function toRecord(row: BillRow, currency: Currency): Record<(typeof BILL_COLUMNS)[number], string> {
  return {
    bill: String(row.id),
    file_name: row.fileName,
    covers: row.covers,
    lines: String(row.lineCount),
    left_out: String(row.leftOutCount),
    currency: currency.code,
    charged: decimal(BigInt(row.charged), currency),
    refunded: decimal(BigInt(row.refunded), currency),
    posted_at: row.postedAt,
    sha256: row.fileHash,
  }
}

/** The list of imported bills as a file. */
export const billDownload: Download<typeof billFilters, BillRow, (typeof BILL_COLUMNS)[number]> = {
  name: 'bills',
  columns: BILL_COLUMNS,
  filters: () => billFilters,
  open: (db, { partner }) => ({
    take: (...page) => listBills(db, partner.id, ...page),
    toRecord: (row) => toRecord(row, partner.currency),
  }),
}
