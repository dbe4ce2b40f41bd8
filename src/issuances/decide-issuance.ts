import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { requireStill } from '../members/member-queries.ts'
import { findIssuance, type IssuanceRow } from './issuance-queries.ts'

/** What becomes of an issuance that waits for its review. */
type Decision = 'issued' | 'rejected' | 'cancelled'

/** A member who reviews. */
export type ReviewerAct = Act & { memberId: number }

const ACTIONS = {
  issued: 'issuance.approved',
  rejected: 'issuance.rejected',
  cancelled: 'issuance.cancelled',
} as const

/**
 * Finds an issuance for its review: nobody decides on what they asked for themselves, an owner neither.
 *
 * @param decision what is about to be decided
 * @returns `null` where this member has decided just so before: there is nothing left to do
 * @throws Problem NOT_FOUND, ISSUANCE_OWN; ISSUANCE_DECIDED once it was decided or cancelled
 */
export async function findReviewable(
  trx: Db,
  act: ReviewerAct,
  id: number,
  decision: Decision,
): Promise<IssuanceRow | null> {
  const issuance = await findIssuance(trx, act.partnerId, id)
  if (issuance.requestedBy === act.memberId) throw new Problem('ISSUANCE_OWN', { issuance: id })
  return stillWaits(issuance, act, decision) ? issuance : null
}

/**
 * Whether an issuance still waits.
 * @returns false where this member has decided just so before
 * @throws Problem ISSUANCE_DECIDED where it was decided otherwise, or by someone else
 */
export function stillWaits(
  { id, status, decidedBy }: IssuanceRow,
  act: Pick<Act, 'memberId'>,
  decision: Decision,
): boolean {
  if (status === 'in_review') return true
  if (status === decision && decidedBy === act.memberId) return false
  throw new Problem('ISSUANCE_DECIDED', { issuance: id })
}

/**
 * Writes what was decided, and by whom.
 * @param reason of the decision; '' where none was given
 * @throws Problem NOT_ALLOWED where whoever acts may not do so any more
 */
export async function writeDecision(
  trx: Db,
  act: Act,
  { id, voucherCount, totalMinor }: IssuanceRow,
  decision: Decision,
  reason = '',
): Promise<void> {
  await requireStill(trx, act, decision === 'cancelled' ? 'issue' : 'review')
  await trx
    .updateTable('issuances')
    .set({ status: decision, decidedBy: act.memberId, decidedAt: act.at, decisionReason: reason })
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, act, {
    action: ACTIONS[decision],
    subject: `issuance ${id}`,
    before: { status: 'in_review' },
    after: { status: decision, vouchers: voucherCount, totalMinor, reason },
  })
}
