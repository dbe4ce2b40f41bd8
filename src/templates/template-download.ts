import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import { dayOf, type On } from '../time/instant.ts'
import type { Download } from '../web/downloads.ts'
import { templateStatus } from './template.ts'
import { listTemplates, type TemplateRow, templateFilters } from './template-queries.ts'

/** As many codes of products as a template has. */
const ALL_PRODUCTS = -1

/** The names of a template's values in downloads, in their order. */
const TEMPLATE_COLUMNS = [
  'template',
  'name',
  'usage',
  'type',
  'products',
  'payment_mode',
  'currency',
  'amount',
  'minimum_spend',
  'first_day',
  'last_day',
  'valid_days',
  'funding',
  'max_vouchers',
  'max_vouchers_per_customer',
  'max_total',
  'status',
  'issued_vouchers',
  'issued_total',
  'created_at',
  'note',
] as const

/**
 * A template as machines read it: enum words, decimal strings, ISO days and instants; empty where there is none.
 *
 * @param row with the codes of all its products
 * @param today the day in the partner's time zone
 */
function toRecord(
  row: TemplateRow,
  today: On,
  currency: Currency,
): Record<(typeof TEMPLATE_COLUMNS)[number], string> {
  return {
    template: String(row.id),
    name: row.name,
    usage: row.usage,
    type: row.scope,
    products: row.firstProducts.join('; '),
    payment_mode: row.paymentMode,
    currency: currency.code,
    amount: decimal(row.amountMinor, currency),
    minimum_spend: decimal(row.minimumSpendMinor, currency),
    first_day: row.firstDayOn ?? '',
    last_day: row.lastDayOn ?? '',
    valid_days: whole(row.validDays),
    funding: row.funding,
    max_vouchers: whole(row.maxVouchers),
    max_vouchers_per_customer: whole(row.maxVouchersPerCustomer),
    max_total: row.maxTotalMinor === null ? '' : decimal(row.maxTotalMinor, currency),
    status: templateStatus(row, today),
    issued_vouchers: String(row.issuedCount),
    issued_total: decimal(row.issuedMinor, currency),
    created_at: row.createdAt,
    note: row.note,
  }
}

function whole(count: number | null): string {
  return count === null ? '' : String(count)
}

/** The list of templates as a file, with all products of each. */
export const templateDownload: Download<
  typeof templateFilters,
  TemplateRow,
  (typeof TEMPLATE_COLUMNS)[number]
> = {
  name: 'templates',
  columns: TEMPLATE_COLUMNS,
  filters: () => templateFilters,
  open(db, { partner, act: { at } }) {
    const today = dayOf(at, partner.timeZone)
    const clock = { at, timeZone: partner.timeZone }
    return {
      take: (values, position, size) =>
        listTemplates(db, partner.id, values, position, clock, size, ALL_PRODUCTS),
      toRecord: (row) => toRecord(row, today, partner.currency),
    }
  },
}
