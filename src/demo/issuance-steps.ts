import { approveIssuance } from '../issuances/approve-issuance.ts'
import { findReviewable, writeDecision } from '../issuances/decide-issuance.ts'
import { issueVouchers } from '../issuances/issue-vouchers.ts'
import { readIssuance } from '../issuances/read-issuance.ts'
import { checkReview } from '../issuances/review-check.ts'
import { listUnusedNumbers, withdrawVouchers } from '../vouchers/withdraw-vouchers.ts'
import type { Sample, Step } from './sample.ts'
import type { SampleIssuance, SampleReview } from './sample-templates.ts'

/** Where a step leaves the id of what it made, for those that come after it. */
export interface Made {
  id: number
}

/**
 * Issues as if it had been typed into the form, has it reviewed where it waits, and takes some of it back.
 * @param template made by the time its first step runs
 */
export function issuanceSteps(
  sample: Sample,
  template: Made,
  issuance: SampleIssuance,
  customers: readonly string[],
): Step[] {
  const { daysAgo, review, withdrawn } = issuance
  const made: Made = { id: 0 }
  const issue = async () => {
    made.id = await issueTo(sample, template.id, issuance, customers)
  }
  const steps = [{ daysAgo, run: issue }]
  if (review) {
    const reviewedDaysAgo = daysAgo - review.daysLater
    steps.push({ daysAgo: reviewedDaysAgo, run: () => decide(sample, reviewedDaysAgo, made.id, review) })
  }
  if (withdrawn) {
    const withdrawnDaysAgo = daysAgo - (review?.daysLater ?? 0) - 1
    const run = () => takeBack(sample, withdrawnDaysAgo, made.id, withdrawn)
    steps.push({ daysAgo: withdrawnDaysAgo, run })
  }
  return steps
}

function issueTo(
  { db, chance, partner, act }: Sample,
  templateId: number,
  { daysAgo, reason, amount }: SampleIssuance,
  customers: readonly string[],
): Promise<number> {
  const lines = customers.map((accountId, index) =>
    amount !== undefined && index % 3 === 2 ? `${accountId} ${amount}` : accountId,
  )
  const draft = { templateId, form: { customers: lines.join('\n'), reason } }
  const asked = act('issuer', daysAgo)
  return db.transaction().execute(async (trx) => {
    const issuance = await readIssuance(trx, partner, draft, asked.at)
    return issueVouchers(trx, asked, partner.timeZone, issuance, chance.bytes)
  })
}

function decide(
  { db, chance, partner, act }: Sample,
  daysAgo: number,
  issuanceId: number,
  { decision, reason }: SampleReview,
): Promise<void> {
  const decided = act('reviewer', daysAgo)
  return db.transaction().execute(async (trx) => {
    const issuance = await findReviewable(trx, decided, issuanceId, decision)
    if (issuance === null) return
    if (decision === 'rejected') return writeDecision(trx, decided, issuance, decision, reason)
    const review = await checkReview(trx, partner, issuance, decided.at)
    await approveIssuance(trx, decided, partner.timeZone, review, reason, chance.bytes)
  })
}

async function takeBack(
  { db, chance, partner, act }: Sample,
  daysAgo: number,
  issuanceId: number,
  [count, reason]: NonNullable<SampleIssuance['withdrawn']>,
): Promise<void> {
  const after = act('issuer', daysAgo)
  const numbers = await listUnusedNumbers(db, partner.id, issuanceId, after.at)
  await db.transaction().execute((trx) => withdrawVouchers(trx, after, chance.some(numbers, count), reason))
}
