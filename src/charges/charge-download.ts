import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import type { Download } from '../web/downloads.ts'
import { type ChargeRow, chargeFilters, listCharges } from './charge-list.ts'

/** The names of a charge's values in downloads, in their order. */
const CHARGE_COLUMNS = [
  'charge_id',
  'customer',
  'customer_name',
  'product',
  'payment_mode',
  'currency',
  'amount',
  'refunded',
  'covered',
  'kept',
  'payable',
  'occurred_at',
  'source',
  'description',
] as const

function toRecord(row: ChargeRow, currency: Currency): Record<(typeof CHARGE_COLUMNS)[number], string> {
  return {
    charge_id: row.chargeId,
    customer: row.accountId,
    customer_name: row.customerName,
    product: row.productCode,
    payment_mode: row.paymentMode,
    currency: currency.code,
    amount: decimal(row.amountMinor, currency),
    refunded: decimal(row.refundedMinor, currency),
    covered: decimal(row.returnableMinor, currency),
    kept: decimal(row.keptMinor, currency),
    payable: decimal(row.payableMinor, currency),
    occurred_at: row.occurredAt,
    source: row.source,
    description: row.description,
  }
}

/** The list of charges as a file. */
export const chargeDownload: Download<typeof chargeFilters, ChargeRow, (typeof CHARGE_COLUMNS)[number]> = {
  name: 'charges',
  columns: CHARGE_COLUMNS,
  filters: () => chargeFilters,
  open: (db, { partner }) => ({
    take: (...page) => listCharges(db, partner, ...page),
    toRecord: (row) => toRecord(row, partner.currency),
  }),
}
