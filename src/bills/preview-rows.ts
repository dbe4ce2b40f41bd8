import { chunks } from '../database/chunks.ts'
import { inEnglish } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { formatExact } from '../money/exact.ts'
import { decimal } from '../money/format-amount.ts'
import type { LeftOut } from './match-groups.ts'
import type { PreviewedChange } from './preview-bill.ts'

/** The names of a preview's values in its download, in their order. */
export const PREVIEW_COLUMNS = [
  'customer',
  'customer_name',
  'product',
  'product_name',
  'payment_mode',
  'provider',
  'period_start',
  'currency',
  'exact_sum',
  'rounded',
  'posted_before',
  'difference',
  'covered',
  'payable',
  'vouchers',
  'problem',
] as const

/** What a bill would post, as machines read it, some rows at a time; what it leaves out stands below. */
export async function* previewRows(
  previewed: readonly PreviewedChange[],
  leftOut: readonly LeftOut[],
  currency: Currency,
): AsyncGenerator<string[][]> {
  for await (const some of chunks(previewed)) yield some.map((one) => ofChange(one, currency))
  for await (const some of chunks(leftOut)) yield some.map((one) => ofLeftOut(one, currency))
}

function ofChange(
  { change, amountMinor, coveredMinor, shares }: PreviewedChange,
  currency: Currency,
): string[] {
  const { customer, product, paymentMode, provider, periodStartAt } = change
  return [
    customer.accountId,
    customer.name,
    product.code,
    product.name,
    paymentMode,
    provider,
    periodStartAt.slice(0, 10),
    currency.code,
    formatExact(change.after),
    decimal(change.targetMinor, currency),
    decimal(change.postedMinor, currency),
    decimal(amountMinor, currency),
    decimal(coveredMinor, currency),
    decimal(amountMinor - coveredMinor, currency),
    [...new Set(shares.map(({ number }) => number))].join(' '),
    '',
  ]
}

function ofLeftOut({ group, reason }: LeftOut, currency: Currency): string[] {
  const { customer, customerName, product, paymentMode, provider, periodStartAt, exactAmount } = group
  const unit = group.currency || currency.code
  return [
    ...[
      customer,
      customerName,
      product,
      '',
      paymentMode,
      provider,
      periodStartAt.slice(0, 10),
      unit,
      exactAmount,
    ],
    ...['', '', '', '', '', '', inEnglish(reason)],
  ]
}
