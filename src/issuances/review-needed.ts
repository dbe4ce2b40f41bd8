import type { Terms } from '../templates/template.ts'

/** Why an issuance waits for a review. */
export type ReviewReason = 'sponsored' | 'above_threshold'

/**
 * Whether an issuance waits for a review, and why. What is sponsored always does.
 *
 * @param totalMinor what it is worth, in minor units
 * @param thresholdMinor the partner's review threshold; what is worth just as much does not wait; `null`: none
 * @returns `null` for one that is issued at once
 */
export function reviewNeeded(
  funding: Terms['funding'],
  totalMinor: bigint,
  thresholdMinor: number | null,
): ReviewReason | null {
  if (funding === 'sponsored') return 'sponsored'
  return thresholdMinor !== null && totalMinor > thresholdMinor ? 'above_threshold' : null
}

/** Why an issuance waited, whatever the threshold is by now: at own cost there is one reason only. */
export function waitedBecause(funding: Terms['funding']): ReviewReason {
  return funding === 'sponsored' ? 'sponsored' : 'above_threshold'
}
