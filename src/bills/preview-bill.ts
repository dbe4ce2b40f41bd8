import { vouchersPart } from '../charges/plan-refund.ts'
import { chunks } from '../database/chunks.ts'
import { inSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import { givingWay } from '../giving-way.ts'
import type { Currency } from '../money/currency.ts'
import type { Progress } from '../progress.ts'
import type { At } from '../time/instant.ts'
import type { BillDraft } from './bill.ts'
import { type CheckedBill, checkBill } from './check-bill.ts'
import { differenceOf, type FeeChange } from './compare-fees.ts'
import { listPaidOf, listRefundable } from './fee-queries.ts'
import { readHeldVouchers } from './held-vouchers.ts'
import { arisesAt } from './period.ts'
import { spreadFall } from './spread-fall.ts'
import { tryCharge, tryRefund, type VoucherShare } from './try-vouchers.ts'

/** What posting a change would do. Amounts in minor units, below nothing where money goes back. */
export interface PreviewedChange {
  change: FeeChange
  /** What is charged or refunded. */
  amountMinor: number
  /** How much of it vouchers pay or, below nothing, no longer cover. */
  coveredMinor: number
  /** How much of what they no longer cover stays spent: the partner's refunds do not return. */
  keptMinor: number
  /** Which vouchers pay or get back how much. */
  shares: VoucherShare[]
}

/** A bill as things stand, with what posting it would do. */
export type PreviewedBill = CheckedBill & { previewed: PreviewedChange[] }

/** For whom a bill is tried, and when. */
interface PreviewFor {
  partner: { id: number; currency: Currency; timeZone: string }
  act: { at: At }
}

/**
 * What a bill would post: all of it read at one moment, whatever is posted meanwhile.
 * @param progress hears how many of its changes were tried
 */
export function previewBill(
  db: Db,
  { partner, act }: PreviewFor,
  draft: BillDraft,
  progress: Progress = () => {},
): Promise<PreviewedBill> {
  return inSnapshot(db, async (snapshot) => {
    const checked = await checkBill(snapshot, partner, draft)
    const previewed = await previewChanges(snapshot, partner.timeZone, checked, act.at, progress)
    return { ...checked, previewed }
  })
}

/**
 * Tries the changes of a bill in the order of posting, without writing anything: fees of one customer share the
 * same vouchers, so what one fee uses up the next one does not find.
 *
 * @returns the changes in their order
 */
export async function previewChanges(
  db: Db,
  timeZone: string,
  { changes, refundsReturn }: Pick<CheckedBill, 'changes' | 'refundsReturn'>,
  at: At,
  progress: Progress = () => {},
): Promise<PreviewedChange[]> {
  const previewed = new Map<FeeChange, PreviewedChange>()
  const posting = changes.filter((change) => differenceOf(change) !== 0)
  const byCustomer = Map.groupBy(posting, ({ customer }) => customer.id)
  const giveWay = givingWay()
  for await (const customerIds of chunks([...byCustomer.keys()])) {
    const those = customerIds.flatMap((id) => byCustomer.get(id) ?? [])
    const tryChange = await openTrial(db, { timeZone, refundsReturn }, customerIds, those, at)
    for (const change of those) {
      previewed.set(change, tryChange(change))
      progress(previewed.size, posting.length)
      await giveWay()
    }
  }
  return changes.map(
    (change) =>
      previewed.get(change) ?? { change, amountMinor: 0, coveredMinor: 0, keptMinor: 0, shares: [] },
  )
}

async function openTrial(
  db: Db,
  { timeZone, refundsReturn }: { timeZone: string; refundsReturn: 0 | 1 },
  customerIds: readonly number[],
  changes: readonly FeeChange[],
  at: At,
): Promise<(change: FeeChange) => PreviewedChange> {
  const held = await readHeldVouchers(db, customerIds)
  const falling = changes.flatMap((change) => (differenceOf(change) < 0 ? [change.billedFeeId ?? 0] : []))
  const refundable = await listRefundable(db, falling)
  const paid = await listPaidOf(
    db,
    [...refundable.values()].flat().map(({ id }) => id),
  )

  function refund(change: FeeChange): PreviewedChange {
    const refunds = spreadFall(-differenceOf(change), refundable.get(change.billedFeeId) ?? []).map(
      (one) => ({
        ...one,
        ...vouchersPart(one.amountMinor, one.charge.returnableMinor, refundsReturn),
      }),
    )
    const vouchers = held.of(change.customer.id)
    const shares = refunds.flatMap(({ charge, returnedMinor }) =>
      tryRefund(returnedMinor, paid.get(charge.id) ?? [], vouchers, at),
    )
    const amountMinor = -refunds.reduce((sum, refund) => sum + refund.amountMinor, 0)
    const keptMinor = refunds.reduce((sum, refund) => sum + refund.keptMinor, 0)
    return summed(change, amountMinor, shares, keptMinor)
  }

  function charge(change: FeeChange): PreviewedChange {
    const amountMinor = differenceOf(change)
    const occurredAt = change.lastDayOn === null ? at : arisesAt(change.lastDayOn, at, timeZone)
    const fee = { amountMinor, paymentMode: change.paymentMode, occurredAt }
    const lists = (templateId: number) => held.lists(templateId, change.product.id)
    return summed(change, amountMinor, tryCharge(fee, held.of(change.customer.id), lists, at))
  }

  return (change) => (differenceOf(change) < 0 ? refund(change) : charge(change))
}

function summed(
  change: FeeChange,
  amountMinor: number,
  shares: VoucherShare[],
  keptMinor = 0,
): PreviewedChange {
  return {
    change,
    amountMinor,
    coveredMinor: shares.reduce((sum, share) => sum + share.amountMinor, -keptMinor),
    keptMinor,
    shares,
  }
}
