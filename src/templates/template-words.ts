import type { Sentence } from '../languages/sentences.ts'
import type { Option } from '../web/filters.ts'
import type { Format } from '../web/format.ts'
import type { Terms } from './template.ts'

// What the choices of a template are called, in English: on pages, in filters, in downloads.

export const USAGE_OPTIONS = [
  ['product_trial', 'Product trial'],
  ['customer_offer', 'Customer offer'],
] as const satisfies readonly Option[]

export const SCOPE_OPTIONS = [
  ['general', 'General product voucher'],
  ['allowlist', 'Specific product voucher: only the products listed'],
  ['blocklist', 'Specific product voucher: all but the products listed'],
] as const satisfies readonly Option[]

/** The same in a table's column, which has less room. */
const SCOPE_IN_SHORT = { general: 'General', allowlist: 'Only listed', blocklist: 'All but listed' } as const

export const PAYMENT_MODE_OPTIONS = [
  ['all', 'All'],
  ['prepaid', 'Prepaid'],
  ['postpaid', 'Postpaid'],
] as const satisfies readonly Option[]

export const VALIDITY_OPTIONS = [
  ['fixed', 'Fixed dates'],
  ['days', 'Days from issue'],
] as const satisfies readonly Option[]

export const FUNDING_OPTIONS = [
  ['own_cost', 'Own cost'],
  ['sponsored', 'Sponsored'],
] as const satisfies readonly Option[]

export const TEMPLATE_STATUS_OPTIONS = [
  ['active', 'Active'],
  ['ended', 'Ended'],
  ['archived', 'Archived'],
] as const satisfies readonly Option[]

/** What an option is called. */
export function labelOf<T extends string>(options: readonly Option<T>[], value: T): Sentence {
  // A word that has no label yet stands for itself.
  return options.find(([option]) => option === value)?.[1] ?? (value as string as Sentence)
}

/** Which products vouchers of a scope pay, in the two or three words of a list; in English, for `t`. */
export function scopeInShort(scope: Terms['scope']): Sentence {
  return SCOPE_IN_SHORT[scope]
}

/** When a voucher of these terms is valid, in words. */
export function validityInWords(
  terms: Pick<Terms, 'firstDayOn' | 'lastDayOn' | 'validDays'>,
  { t, day, count }: Format,
): string {
  if (terms.firstDayOn !== null && terms.lastDayOn !== null) {
    return t('{first} to {last}', { first: day(terms.firstDayOn), last: day(terms.lastDayOn) })
  }
  if (terms.validDays === 1) return t('1 day from issue')
  return t('{days} days from issue', { days: count(terms.validDays ?? 0) })
}

/** The same in the middle of a sentence, behind "valid". */
export function validInWords(
  terms: Pick<Terms, 'firstDayOn' | 'lastDayOn' | 'validDays'>,
  { t, day, count }: Format,
): string {
  if (terms.firstDayOn !== null && terms.lastDayOn !== null) {
    return t('from {first} to {last}', { first: day(terms.firstDayOn), last: day(terms.lastDayOn) })
  }
  if (terms.validDays === 1) return t('for 1 day from issue')
  return t('for {days} days from issue', { days: count(terms.validDays ?? 0) })
}

/**
 * Which products a voucher of these terms pays, in words.
 * @param listed the codes that are shown; `total` is how many there are
 */
export function productsInWords(
  scope: Terms['scope'],
  listed: readonly string[],
  total: number,
  { t, count }: Format,
): string {
  if (total === 0) return t('All products')
  const codes = listed.join(', ')
  const more = total - listed.length
  if (scope === 'allowlist') {
    return more === 0 ? codes : t('{codes} and {more} more', { codes, more: count(more) })
  }
  return more === 0
    ? t('All but {codes}', { codes })
    : t('All but {codes} and {more} more', { codes, more: count(more) })
}

/** The terms as a list of answers, as check pages and the pages of a template and a voucher show them. */
export function termsInWords(
  terms: Terms,
  format: Format,
): { field: string; label: string; value: string }[] {
  const { t, money, count } = format
  const limit = (value: number | null, show: (value: number) => string) =>
    value === null ? t('No limit') : show(value)
  const answers: [field: string, label: Sentence, value: string][] = [
    ['name', 'Template name', terms.name],
    ['usage', 'Usage', t(labelOf(USAGE_OPTIONS, terms.usage))],
    ['scope', 'Voucher type', t(labelOf(SCOPE_OPTIONS, terms.scope))],
    [
      // A general template lists no products: what it pays follows from its type.
      terms.scope === 'general' ? 'scope' : 'products',
      'Products',
      productsInWords(terms.scope, terms.products, terms.products.length, format),
    ],
    ['paymentMode', 'Payment mode', t(labelOf(PAYMENT_MODE_OPTIONS, terms.paymentMode))],
    ['amount', 'Amount', money(terms.amountMinor)],
    [
      'minimumSpend',
      'Minimum spend',
      terms.minimumSpendMinor === 0 ? t('None') : money(terms.minimumSpendMinor),
    ],
    ['validity', 'Validity', validityInWords(terms, format)],
    ['funding', 'Funding', t(labelOf(FUNDING_OPTIONS, terms.funding))],
    ['maxVouchers', 'Vouchers in all', limit(terms.maxVouchers, count)],
    ['maxVouchersPerCustomer', 'Vouchers per customer', limit(terms.maxVouchersPerCustomer, count)],
    ['maxTotal', 'Total amount', limit(terms.maxTotalMinor, money)],
    ['note', 'Note', terms.note || t('None')],
  ]
  return answers.map(([field, label, value]) => ({ field, label: t(label), value }))
}
