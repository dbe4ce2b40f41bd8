import { createHash } from 'node:crypto'
import { addExact, EXACTLY_NOTHING, type Exact, formatExact, roundHalfUp } from '../money/exact.ts'
import { LARGEST_MINOR } from '../money/parse-amount.ts'
import type { On } from '../time/instant.ts'
import type { Covers } from './bill.ts'
import { type Fee, type FileFee, keyOf } from './match-groups.ts'

/** What the bills before say of a fee. */
export interface BilledFee extends Fee {
  id: number
  exact: Exact
  postedMinor: number
  /** What is left of its charges: where somebody refunded one by hand, less than was posted. */
  refundableMinor: number
}

/** What a file makes of a fee. */
export interface FeeChange extends Fee {
  /** The row of the fee; `null` where no bill had it before. */
  billedFeeId: number | null
  /** The last day of its billing period; `null` where the file says nothing of the fee any more. */
  lastDayOn: On | null
  before: Exact
  after: Exact
  /** What the bills before have brought it to, in minor units. */
  postedMinor: number
  /**
   * What this one brings it to: the exact sum, rounded half up once; nothing where credits outweigh costs. It falls
   * no further than what is left of its charges: what somebody refunded by hand has gone back already.
   */
  targetMinor: number
}

/**
 * Compares a file with what was imported of its providers and periods before. Pure.
 *
 * @param fees what the file says
 * @param billed every fee of the file's providers and periods, also those of which the file says nothing
 * @returns the changes in the order of posting: first what falls, so that what goes back to a voucher can pay
 *   what rises; then by customer. And the fees that are larger than an amount can be, which are left as they are
 */
export function compareFees(
  fees: readonly FileFee[],
  billed: readonly BilledFee[],
  covers: Covers,
  decimals: number,
): { changes: FeeChange[]; tooLarge: FileFee[] } {
  const earlier = new Map(billed.map((fee) => [keyOf(fee), fee]))
  const changes: FeeChange[] = []
  const tooLarge: FileFee[] = []
  for (const fee of fees) {
    const known = earlier.get(keyOf(fee))
    earlier.delete(keyOf(fee))
    const before = known?.exact ?? EXACTLY_NOTHING
    const after = covers === 'whole_period' ? fee.exact : addExact(before, fee.exact)
    const targetMinor = Math.max(roundedFee(after, decimals), lowest(known))
    if (targetMinor > LARGEST_MINOR) tooLarge.push(fee)
    else changes.push({ ...changeOf(fee, known), lastDayOn: fee.lastDayOn, before, after, targetMinor })
  }
  if (covers === 'whole_period') {
    for (const fee of earlier.values()) {
      const gone = { lastDayOn: null, before: fee.exact, after: EXACTLY_NOTHING, targetMinor: lowest(fee) }
      if (fee.exact.units !== 0n) changes.push({ ...changeOf(fee, fee), ...gone })
    }
  }
  return { changes: changes.sort(inPostingOrder), tooLarge }
}

/** A short text that is another one whenever a file would post something else. @param refundsReturn the partner's policy */
export function fingerprintOf({
  changes,
  refundsReturn,
}: {
  changes: readonly FeeChange[]
  refundsReturn: 0 | 1
}): string {
  const hash = createHash('sha256')
  if (changes.some((change) => differenceOf(change) < 0)) hash.update(`${refundsReturn}\n`)
  for (const change of changes) {
    hash.update(
      `${keyOf(change)}\n${change.postedMinor}\n${change.targetMinor}\n${formatExact(change.after)}\n`,
    )
  }
  return hash.digest('base64url')
}

/** What a change posts, in minor units: above nothing a charge, below it a refund. */
export function differenceOf({ postedMinor, targetMinor }: FeeChange): number {
  return targetMinor - postedMinor
}

function changeOf(
  { provider, periodStartAt, paymentMode, customer, product }: Fee,
  known: BilledFee | undefined,
) {
  return {
    provider,
    periodStartAt,
    paymentMode,
    customer,
    product,
    billedFeeId: known?.id ?? null,
    postedMinor: known?.postedMinor ?? 0,
  }
}

/** How far a fee can fall. */
function lowest(known: BilledFee | undefined): number {
  return known === undefined ? 0 : known.postedMinor - known.refundableMinor
}

/** Past what an amount holds the number is no longer exact, but past it all the same. */
function roundedFee(exact: Exact, decimals: number): number {
  const rounded = roundHalfUp(exact, decimals)
  return rounded < 0n ? 0 : Number(rounded)
}

function inPostingOrder(a: FeeChange, b: FeeChange): number {
  return (
    Number(differenceOf(a) >= 0) - Number(differenceOf(b) >= 0) ||
    inTextOrder(a.customer.accountId, b.customer.accountId) ||
    inTextOrder(a.periodStartAt, b.periodStartAt) ||
    inTextOrder(a.provider, b.provider) ||
    inTextOrder(a.product.code, b.product.code) ||
    inTextOrder(a.paymentMode, b.paymentMode)
  )
}

function inTextOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
