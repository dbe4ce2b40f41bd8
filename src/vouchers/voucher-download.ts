import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import type { At } from '../time/instant.ts'
import type { Download } from '../web/downloads.ts'
import { validityDaysIn } from './validity.ts'
import { voucherStatus } from './voucher.ts'
import { voucherFilters } from './voucher-filters.ts'
import { listVouchers, type VoucherRow } from './voucher-list.ts'

/** The names of a voucher's values in downloads, in their order. */
const VOUCHER_COLUMNS = [
  'number',
  'customer',
  'customer_name',
  'template',
  'template_name',
  'type',
  'payment_mode',
  'usage',
  'currency',
  'face_value',
  'balance',
  'status',
  'first_day',
  'last_day',
  'issued_at',
  'reason',
] as const

/** A voucher as machines read it: enum words, decimal strings, ISO days and instants. */
function toRecord(
  row: VoucherRow,
  at: At,
  partner: { currency: Currency; timeZone: string },
): Record<(typeof VOUCHER_COLUMNS)[number], string> {
  const { firstDayOn, lastDayOn } = validityDaysIn(partner.timeZone)(row)
  return {
    number: row.number,
    customer: row.accountId,
    customer_name: row.customerName,
    template: String(row.templateId),
    template_name: row.terms.name,
    type: row.terms.scope,
    payment_mode: row.terms.paymentMode,
    usage: row.terms.usage,
    currency: partner.currency.code,
    face_value: decimal(row.faceMinor, partner.currency),
    balance: decimal(row.balanceMinor, partner.currency),
    status: voucherStatus(row, at),
    first_day: firstDayOn,
    last_day: lastDayOn,
    issued_at: row.issuedAt,
    reason: row.reason,
  }
}

/** The list of vouchers as a file. */
export const voucherDownload: Download<
  ReturnType<typeof voucherFilters>,
  VoucherRow,
  (typeof VOUCHER_COLUMNS)[number]
> = {
  name: 'vouchers',
  columns: VOUCHER_COLUMNS,
  filters: (_db, { partner }) => voucherFilters(partner.currency),
  open: (db, { partner, act: { at } }) => ({
    take: (values, ...page) => listVouchers(db, { partner, values, at }, ...page),
    toRecord: (row) => toRecord(row, at, partner),
  }),
}
