import { CHARGE_MODE_OPTIONS } from '../charges/charge-words.ts'
import { say } from '../languages/words.ts'
import type { Currency } from '../money/currency.ts'
import { formatExact } from '../money/exact.ts'
import { labelOf } from '../templates/template-words.ts'
import type { Format } from '../web/format.ts'
import { unknownOn } from './add-unknown.ts'
import type { BillDraft } from './bill.ts'
import { COVERS_OPTIONS } from './bill-words.ts'
import type { CheckedBill } from './check-bill.ts'
import { differenceOf } from './compare-fees.ts'
import type { Fee, LeftOut } from './match-groups.ts'
import type { PreviewedBill, PreviewedChange } from './preview-bill.ts'

/** How many fees the page shows; the download has all. */
const SHOWN = 200
const SHOWN_CUSTOMERS = 20

/** What the check page of a bill shows: first what it comes to and what is unusual in it, then fee by fee. */
export function checkInWords(draft: BillDraft, bill: PreviewedBill, currency: Currency, format: Format) {
  const { t, count } = format
  const shown = bill.previewed.filter(({ change }) => change.after.units >= 0n || change.postedMinor > 0)
  return {
    currency: currency.code,
    lead: leadOf(bill, format),
    answers: [
      { label: t('CSV file'), value: draft.fileName },
      { label: t('What the file is'), value: t(labelOf(COVERS_OPTIONS, draft.covers)) },
      { label: t('Lines'), value: count(draft.lineCount) },
    ],
    covers: draft.covers,
    worthConfirming: bill.changes.length > 0,
    falls: fallsInWords(bill.previewed, format),
    periods: periodsInWords(bill, format),
    leftOut: leftOutInWords(bill, currency, format),
    fees: {
      count: count(shown.length),
      rows: shown
        .toSorted(byInterest)
        .slice(0, SHOWN)
        .map((one) => feeInWords(one, format)),
      more: moreThan(SHOWN, shown.length, format),
    },
  }
}

/** A fee's own words, wherever it is shown. */
export function feeWords(
  { paymentMode, provider, periodStartAt }: Pick<Fee, 'paymentMode' | 'provider' | 'periodStartAt'>,
  { t, day }: Format,
) {
  return {
    paymentMode: t(labelOf(CHARGE_MODE_OPTIONS, paymentMode)),
    provider: provider || t('(none)'),
    period: day(periodStartAt.slice(0, 10)),
  }
}

/** "And 12 more", or nothing. */
export function moreThan(shown: number, count: number, format: Format): string {
  return count > shown ? format.t('And {count} more.', { count: format.count(count - shown) }) : ''
}

function leadOf({ previewed, refundsReturn }: PreviewedBill, format: Format): string {
  const { t } = format
  const charges = previewed.filter(({ amountMinor }) => amountMinor > 0)
  const refunds = previewed.filter(({ amountMinor }) => amountMinor < 0)
  if (previewed.length === 0) return t('Nothing in this file can be charged as things are.')
  if (charges.length + refunds.length === 0) return t('This file changes nothing of what was posted before.')
  return [
    ...(charges.length > 0 ? [chargesInWords(charges, format)] : []),
    ...(refunds.length > 0 ? [refundsInWords(refunds, refundsReturn, format)] : []),
  ].join(' ')
}

function chargesInWords(charges: readonly PreviewedChange[], { t, money }: Format): string {
  const charged = sumOf(charges, ({ amountMinor }) => amountMinor)
  const covered = sumOf(charges, ({ coveredMinor }) => coveredMinor)
  return t('You will charge {charged}. Vouchers pay {covered} of it, and {payable} stays payable.', {
    charged: money(charged),
    covered: money(covered),
    payable: money(charged - covered),
  })
}

function refundsInWords(
  refunds: readonly PreviewedChange[],
  refundsReturn: 0 | 1,
  { t, money }: Format,
): string {
  const refunded = money(-sumOf(refunds, ({ amountMinor }) => amountMinor))
  const covered = money(-sumOf(refunds, ({ coveredMinor }) => coveredMinor))
  return refundsReturn === 1
    ? t('You will refund {refunded}. Of it, {covered} goes back to vouchers.', { refunded, covered })
    : t(
        'You will refund {refunded}. Vouchers paid {covered} of it and get nothing back: by your settings, what they paid stays spent.',
        { refunded, covered },
      )
}

function sumOf(changes: readonly PreviewedChange[], minor: (change: PreviewedChange) => number): bigint {
  return changes.reduce((sum, change) => sum + BigInt(minor(change)), 0n)
}

/** Whose fees the file lowers, the largest falls first; `null` where none falls. */
function fallsInWords(previewed: readonly PreviewedChange[], format: Format) {
  const falling = previewed.filter(({ change }) => differenceOf(change) < 0)
  if (falling.length === 0) return null
  const customers = [...Map.groupBy(falling, ({ change }) => change.customer.accountId).values()].map(
    (theirs) => ({
      accountId: theirs[0]?.change.customer.accountId ?? '',
      name: theirs[0]?.change.customer.name ?? '',
      fallMinor: theirs.reduce((sum, { change }) => sum - BigInt(differenceOf(change)), 0n),
    }),
  )
  const total = customers.reduce((sum, { fallMinor }) => sum + fallMinor, 0n)
  return {
    title: format.t('This file lowers what was posted before by {amount}', { amount: format.money(total) }),
    customers: customers
      .toSorted((a, b) => Number(b.fallMinor - a.fallMinor))
      .slice(0, SHOWN_CUSTOMERS)
      .map(({ fallMinor, ...customer }) => ({ ...customer, amount: format.money(fallMinor) })),
    more: moreThan(SHOWN_CUSTOMERS, customers.length, format),
  }
}

/** Provider by provider and period by period: what earlier files posted, and what it comes to now. */
function periodsInWords({ billed, changes }: CheckedBill, format: Format) {
  const keyOf = ({ provider, periodStartAt }: Fee) => `${periodStartAt}\n${provider}`
  const periods = new Map<string, { fee: Fee; before: bigint; difference: bigint }>()
  const of = (fee: Fee) => {
    const known = periods.get(keyOf(fee)) ?? { fee, before: 0n, difference: 0n }
    periods.set(keyOf(fee), known)
    return known
  }
  for (const fee of billed) of(fee).before += BigInt(fee.postedMinor)
  for (const change of changes) of(change).difference += BigInt(differenceOf(change))
  return [...periods.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { fee, before, difference }]) => ({
      ...feeWords(fee, format),
      before: format.amount(before),
      total: format.amount(before + difference),
      difference: format.amount(difference),
      falls: difference < 0n,
    }))
}

/** What cannot be charged and why, and whom or what one could add to mend it. */
function leftOutInWords({ leftOut, changes }: CheckedBill, currency: Currency, format: Format) {
  const { t, count } = format
  const credits = changes.filter(({ after }) => after.units < 0n)
  const rows = [
    ...leftOut.map((one) => leftOutRow(one, currency, format)),
    ...credits.map((change) => ({
      accountId: change.customer.accountId,
      customerName: change.customer.name,
      product: change.product.code,
      ...feeWords(change, format),
      exact: `${currency.code} ${formatExact(change.after)}`,
      reason: t(
        'The credits are larger than the costs. Nothing is charged; the rest lowers further lines of the period.',
      ),
    })),
  ]
  const { customers, products, impossible } = unknownOn(leftOut)
  const addable = { customers: count(customers.length), products: count(products.length) }
  return {
    count: count(rows.length),
    /** Without the credits, which are kept. */
    leftOut: leftOut.length === 0 ? '' : count(leftOut.length),
    rows: rows.slice(0, SHOWN),
    more: moreThan(SHOWN, rows.length, format),
    addable:
      customers.length + products.length === 0
        ? ''
        : t('Customers that can be added: {customers}. Products: {products}.', addable),
    impossible: impossible.slice(0, SHOWN_CUSTOMERS).join(', '),
  }
}

function leftOutRow({ group, reason }: LeftOut, currency: Currency, format: Format) {
  return {
    accountId: group.customer,
    customerName: group.customerName,
    product: group.product,
    ...feeWords(group, format),
    exact: `${group.currency || currency.code} ${group.exactAmount}`,
    reason: say(format.t, reason),
  }
}

function feeInWords({ change, amountMinor, coveredMinor, shares }: PreviewedChange, format: Format) {
  return {
    accountId: change.customer.accountId,
    customerName: change.customer.name,
    product: change.product.name,
    code: change.product.code === change.product.name ? '' : change.product.code,
    ...feeWords(change, format),
    exact: formatExact(change.after),
    rounded: format.amount(change.targetMinor),
    before: format.amount(change.postedMinor),
    difference: format.amount(amountMinor),
    falls: amountMinor < 0,
    covered: format.amount(coveredMinor),
    vouchers: shares.map((share) => ({ number: share.number, amount: format.amount(share.amountMinor) })),
    payable: format.amount(amountMinor - coveredMinor),
  }
}

/** What falls first, then the largest: that is what a person should look at. */
function byInterest(a: PreviewedChange, b: PreviewedChange): number {
  const falls = Number(b.amountMinor < 0) - Number(a.amountMinor < 0)
  return falls || Math.abs(b.amountMinor) - Math.abs(a.amountMinor)
}
