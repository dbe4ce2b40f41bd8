import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import { labelOf, PAYMENT_MODE_OPTIONS, productsInWords } from '../templates/template-words.ts'
import { type At, dayOf, later } from '../time/instant.ts'
import { lapsesAt, validityDaysIn } from '../vouchers/validity.ts'
import { voucherStatus } from '../vouchers/voucher.ts'
import { ENTRY_KIND_OPTIONS, VOUCHER_STATUS_OPTIONS } from '../vouchers/voucher-words.ts'
import type { Format } from '../web/format.ts'
import type { HeldEntry, HeldVoucher, HolderEntry, HolderTerms, Holdings } from './statement-queries.ts'

/** The figures at the head of a statement. */
export function figuresInWords(holdings: Holdings, format: Format): { label: string; value: string }[] {
  const { t, money, count, day, timeZone } = format
  const { next, laterMinor } = holdings
  const lastDay = (expiresAt: At) => day(dayOf(later(expiresAt, -1), timeZone))
  return [
    { label: t('Usable balance'), value: money(holdings.usableMinor) },
    ...(laterMinor > 0n ? [{ label: t('Valid later'), value: money(laterMinor) }] : []),
    {
      label: t('Expires next'),
      value: next
        ? t('{amount} after {day}', { amount: money(next.balanceMinor), day: lastDay(next.expiresAt) })
        : t('Nothing'),
    },
    { label: t('Vouchers in all'), value: count(holdings.voucherCount) },
  ]
}

/**
 * A voucher as its statement shows it.
 *
 * @param entries the entries that are shown, oldest first
 * @param entryCount how many it has
 * @param clock when it is looked at, and how long the partner's vouchers wait for late bills
 */
export function heldInWords(
  voucher: HeldVoucher,
  terms: HolderTerms,
  entries: readonly HolderEntry[],
  entryCount: number,
  clock: { at: At; graceDays: number },
  format: Format,
) {
  const { t, money, count, day } = format
  const status = voucherStatus(voucher, clock.at)
  const { firstDayOn, lastDayOn } = validityDaysIn(format.timeZone)(voucher)
  const { pays, paymentMode, minimumSpend } = termsForHolder(terms, format)
  const hidden = entryCount - entries.length
  return {
    number: voucher.number,
    status: { word: status, label: t(labelOf(VOUCHER_STATUS_OPTIONS, status)) },
    facts: [
      { label: t('Balance'), value: money(voucher.balanceMinor) },
      { label: t('Face value'), value: money(voucher.faceMinor) },
      { label: t('First day'), value: day(firstDayOn) },
      { label: t('Last day'), value: day(lastDayOn) },
      { label: t('Payment mode'), value: paymentMode },
      { label: t('Minimum spend'), value: minimumSpend },
      { label: t('Pays for'), value: pays },
    ],
    waits: status === 'expired' ? waitInWords(voucher, clock, format) : '',
    entries: entries.map((entry) => entryInWords(entry, format)),
    earlier:
      hidden === 0
        ? ''
        : t('The last {shown} of {count} entries. The CSV file has them all.', {
            shown: count(entries.length),
            count: count(entryCount),
          }),
  }
}

/** What an expired voucher still waits for; '' where that is nothing. */
function waitInWords(
  { balanceMinor, expiresAt }: HeldVoucher,
  { at, graceDays }: { at: At; graceDays: number },
  { t, day, timeZone }: Format,
): string {
  if (balanceMinor === 0 || lapsesAt(expiresAt, graceDays) <= at) return ''
  return t('Late bills of days before {day} can still use it.', { day: day(dayOf(expiresAt, timeZone)) })
}

/** Under which heading a voucher stands: what can still be used, or what is over, by the year of issue. */
export function headingOf(voucher: HeldVoucher, at: At, { t, timeZone }: Format): string {
  const status = voucherStatus(voucher, at)
  return status === 'unused' || status === 'part_used'
    ? t('Vouchers with a balance')
    : t('Used, expired or withdrawn: issued in {year}', {
        year: dayOf(voucher.issuedAt, timeZone).slice(0, 4),
      })
}

function entryInWords(entry: HolderEntry, { t, day, amount, timeZone }: Format) {
  const { productName, productCode, occurredAt, refundId } = entry
  return {
    on: day(dayOf(entry.postedAt, timeZone)),
    kind: t(labelOf(ENTRY_KIND_OPTIONS, entry.kind)),
    product: productName === null ? '' : `${productName} (${productCode})`,
    feeOf: occurredAt === null ? '' : day(dayOf(occurredAt, timeZone)),
    charge: entry.chargeId ?? '',
    refund: refundId === null ? '' : t('Refund {refund}', { refund: refundId }),
    amount: amount(entry.amountMinor),
    balanceAfter: amount(entry.balanceAfterMinor),
  }
}

function termsForHolder(terms: HolderTerms, format: Format) {
  const { t, money } = format
  // Some names hold commas themselves, and would read as two.
  const names = terms.products.map((name) => (name.includes(',') ? t('“{name}”', { name }) : name))
  return {
    pays: productsInWords(terms.scope, names, names.length, format),
    paymentMode: t(labelOf(PAYMENT_MODE_OPTIONS, terms.paymentMode)),
    minimumSpend: terms.minimumSpendMinor === 0 ? t('None') : money(terms.minimumSpendMinor),
  }
}

/** The names of an entry's values in the CSV file, in their order. */
export const ENTRY_COLUMNS = [
  'voucher',
  'status',
  'currency',
  'face_value',
  'balance',
  'first_day',
  'last_day',
  'pays_for',
  'payment_mode',
  'minimum_spend',
  'entry',
  'posted_at',
  'charge_id',
  'product',
  'product_name',
  'occurred_at',
  'refund_id',
  'amount',
  'balance_after',
] as const

/** An entry with its voucher as machines read it: enum words, decimal strings, ISO days and instants. */
export function entryCells(
  entry: HeldEntry,
  terms: HolderTerms,
  at: At,
  currency: Currency,
  format: Format,
): string[] {
  const { firstDayOn, lastDayOn } = validityDaysIn(format.timeZone)(entry)
  const record: Record<(typeof ENTRY_COLUMNS)[number], string> = {
    voucher: entry.number,
    status: voucherStatus(entry, at),
    currency: currency.code,
    face_value: decimal(entry.faceMinor, currency),
    balance: decimal(entry.balanceMinor, currency),
    first_day: firstDayOn,
    last_day: lastDayOn,
    pays_for: termsForHolder(terms, format).pays,
    payment_mode: terms.paymentMode,
    minimum_spend: decimal(terms.minimumSpendMinor, currency),
    entry: entry.kind,
    posted_at: entry.postedAt,
    charge_id: entry.chargeId ?? '',
    product: entry.productCode ?? '',
    product_name: entry.productName ?? '',
    occurred_at: entry.occurredAt ?? '',
    refund_id: entry.refundId ?? '',
    amount: decimal(entry.amountMinor, currency),
    balance_after: decimal(entry.balanceAfterMinor, currency),
  }
  return ENTRY_COLUMNS.map((column) => record[column])
}
