import { type Currency, currencyOf } from '../money/currency.ts'
import { remembering } from '../remembering.ts'
import { PAYMENT_MODE_OPTIONS, SCOPE_OPTIONS, USAGE_OPTIONS } from '../templates/template-words.ts'
import type { At } from '../time/instant.ts'
import {
  amountFilter,
  choiceFilter,
  dayFilter,
  type FilterValues,
  idFilter,
  orderChoice,
  textFilter,
} from '../web/filters.ts'
import { VOUCHER_STATUS_OPTIONS } from './voucher-words.ts'

const SORT_OPTIONS = [
  ['issue', 'Issued, newest first'],
  ['expiry', 'Expiry, soonest first'],
  ['balance', 'Balance, largest first'],
] as const

/** What the list of vouchers can be narrowed by, and ordered by. */
export function voucherFilters({ code }: Currency) {
  return filtersIn(code)
}

/** Making filters takes longer than reading a query with them. */
const filtersIn = remembering((code: string) => {
  const currency = currencyOf(code)
  return {
    number: textFilter('Number'),
    customer: textFilter('Customer (account id)'),
    template: idFilter('Template (ID)'),
    status: choiceFilter('Status', VOUCHER_STATUS_OPTIONS),
    type: choiceFilter('Voucher type', SCOPE_OPTIONS),
    payment_mode: choiceFilter('Payment mode', PAYMENT_MODE_OPTIONS),
    usage: choiceFilter('Usage', USAGE_OPTIONS),
    product: textFilter('Pays for product (code)'),
    issued_from: dayFilter('Issued from'),
    issued_before: dayFilter('Issued before'),
    expires_from: dayFilter('Last day from'),
    expires_before: dayFilter('Last day before'),
    balance_at_least: amountFilter('Balance at least', currency),
    issuance: idFilter('Issuance'),
    sort: orderChoice('Sort by', SORT_OPTIONS, 'Newest first, or by the range asked for'),
  }
})

type VoucherFilterValues = FilterValues<ReturnType<typeof voucherFilters>>

/** Whose vouchers, of which kind, and at which instant and in which time zone the days are meant. */
export interface VoucherSearch {
  partner: { id: number; timeZone: string }
  values: VoucherFilterValues
  at: At
}
