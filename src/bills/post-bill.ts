import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { postCharge } from '../charges/post-charge.ts'
import { recordRefund } from '../charges/post-refund.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import { givingWay } from '../giving-way.ts'
import { requireStill } from '../members/member-queries.ts'
import type { Currency } from '../money/currency.ts'
import { formatExact, subtractExact } from '../money/exact.ts'
import type { Progress } from '../progress.ts'
import type { BillDraft } from './bill.ts'
import { findBillByHash } from './bill-queries.ts'
import { type CheckedBill, checkBill } from './check-bill.ts'
import { differenceOf, type FeeChange, fingerprintOf } from './compare-fees.ts'
import { listRefundable } from './fee-queries.ts'
import { arisesAt } from './period.ts'
import { spreadFall } from './spread-fall.ts'

interface Partner {
  id: number
  currency: Currency
  timeZone: string
}

/** How many left-out sums the audit event names. */
const NAMED_IN_AUDIT = 100

/**
 * Posts a bill in the transaction it is given: a charge for each fee that rises, refunds for each that falls.
 * The very same file posts nothing a second time.
 *
 * @param seen the fingerprint of the changes that the check page showed
 * @param progress hears how many of its changes were posted
 * @returns the bill's id, and whether it was there before
 * @throws InvalidInput when it would post something else by now, and when there is nothing it says; Problem
 *   NOT_ALLOWED where whoever acts may not do so any more
 */
export async function postBill(
  trx: Db,
  act: Act,
  partner: Partner,
  draft: BillDraft,
  seen: string,
  progress: Progress = () => {},
): Promise<{ id: number; repeated: boolean }> {
  await requireStill(trx, act, 'issue')
  const known = await findBillByHash(trx, partner.id, draft.fileHash)
  if (known) return { id: known.id, repeated: true }
  const checked = await checkBill(trx, partner, draft)
  if (checked.changes.length === 0) {
    throw new InvalidInput([
      { field: '', phrase: phrase('There is nothing in this file that can be charged.') },
    ])
  }
  if (fingerprintOf(checked) !== seen) {
    const sentence =
      'What this file would post has changed since you looked. This is how it is now; check it again.'
    throw new InvalidInput([{ field: '', phrase: phrase(sentence) }])
  }
  const id = await insertBill(trx, act, draft, checked)
  const post = await openPosting(trx, act, partner, id, checked.changes)
  const giveWay = givingWay()
  for (const [index, change] of checked.changes.entries()) {
    await post(change)
    progress(index + 1, checked.changes.length)
    await giveWay()
  }
  return { id, repeated: false }
}

async function insertBill(
  trx: Db,
  act: Act,
  draft: BillDraft,
  { changes, leftOut }: CheckedBill,
): Promise<number> {
  const { fileName, fileHash, covers, lineCount } = draft
  const { id } = await trx
    .insertInto('bills')
    .values({
      partnerId: act.partnerId,
      fileName,
      fileHash,
      covers,
      lineCount,
      leftOutCount: leftOut.length,
      postedBy: act.memberId,
      postedAt: act.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordEvent(trx, act, {
    action: 'bill.posted',
    subject: `bill ${id}`,
    after: {
      fileName,
      fileHash,
      covers,
      lineCount,
      fees: changes.length,
      leftOutCount: leftOut.length,
      leftOut: leftOut.slice(0, NAMED_IN_AUDIT).map(({ group }) => group),
    },
  })
  return id
}

/** Begins to post a bill's changes; what it answers posts one of them. */
async function openPosting(
  trx: Db,
  act: Act,
  partner: Partner,
  billId: number,
  changes: readonly FeeChange[],
): Promise<(change: FeeChange) => Promise<void>> {
  const falling = changes.flatMap((change) => (differenceOf(change) < 0 ? [change.billedFeeId ?? 0] : []))
  const refundable = await listRefundable(trx, falling)
  const nextId = await openIds(trx, act.partnerId, billId)

  async function refund(change: FeeChange): Promise<void> {
    const charges = refundable.get(change.billedFeeId) ?? []
    for (const { charge, amountMinor } of spreadFall(-differenceOf(change), charges)) {
      const input = { refundId: nextId(), charge, amountMinor }
      await recordRefund(trx, act, input, { tokenId: null, billId })
    }
  }

  async function charge(change: FeeChange, billedFeeId: number): Promise<void> {
    const { lastDayOn, customer, product, paymentMode } = change
    const input = {
      chargeId: nextId(),
      customer,
      product,
      paymentMode,
      amountMinor: differenceOf(change),
      occurredAt: lastDayOn === null ? null : arisesAt(lastDayOn, act.at, partner.timeZone),
      description: descriptionOf(change),
    }
    const exactAmount = formatExact(subtractExact(change.after, change.before))
    await postCharge(trx, act, input, { source: 'bill', tokenId: null, billId, billedFeeId, exactAmount })
  }

  return async (change) => {
    const feeId = await storeFee(trx, act.partnerId, change)
    if (differenceOf(change) < 0) await refund(change)
    if (differenceOf(change) > 0) await charge(change, feeId)
  }
}

/** Keeps what all bills together say of a fee. @returns the fee's row id */
async function storeFee(trx: Db, partnerId: number, change: FeeChange): Promise<number> {
  const amounts = { exactAmount: formatExact(change.after), postedMinor: change.targetMinor }
  if (change.billedFeeId !== null) {
    await trx.updateTable('billedFees').set(amounts).where('id', '=', change.billedFeeId).execute()
    return change.billedFeeId
  }
  const { provider, periodStartAt, paymentMode, customer, product } = change
  const key = {
    partnerId,
    provider,
    periodStartAt,
    paymentMode,
    customerId: customer.id,
    productId: product.id,
  }
  const { id } = await trx
    .insertInto('billedFees')
    .values({ ...key, ...amounts })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The ids of a bill's charges and refunds, "bill-7-1" and on. One that a billing system took is passed over. */
async function openIds(trx: Db, partnerId: number, billId: number): Promise<() => string> {
  const prefix = `bill-${billId}-`
  const begins = [prefix, `${prefix}\u{10FFFF}`] as const
  const charges = await trx
    .selectFrom('charges')
    .select('chargeId as id')
    .where('partnerId', '=', partnerId)
    .where('chargeId', '>=', begins[0])
    .where('chargeId', '<', begins[1])
    .execute()
  const refunds = await trx
    .selectFrom('refunds')
    .select('refundId as id')
    .where('partnerId', '=', partnerId)
    .where('refundId', '>=', begins[0])
    .where('refundId', '<', begins[1])
    .execute()
  const taken = new Set([...charges, ...refunds].map(({ id }) => id))
  let last = 0
  return () => {
    do last++
    while (taken.has(`${prefix}${last}`))
    return `${prefix}${last}`
  }
}

function descriptionOf({ provider, periodStartAt, lastDayOn }: FeeChange): string {
  return [provider, periodStartAt.slice(0, 10), lastDayOn && `to ${lastDayOn}`].filter(Boolean).join(' ')
}
