import type { Terms } from '../templates/template.ts'
import type { Option } from '../web/filters.ts'
import type { Format } from '../web/format.ts'
import type { ReviewReason } from './review-needed.ts'

// What reviews are called, in English: on pages, in filters, in downloads.

export const REVIEW_REASON_OPTIONS = [
  ['sponsored', 'Sponsored'],
  ['above_threshold', 'Above the review threshold'],
] as const satisfies readonly Option<ReviewReason>[]

/** What became of what waited. */
export const DECISION_OPTIONS = [
  ['issued', 'Issued after review'],
  ['rejected', 'Rejected'],
  ['cancelled', 'Cancelled'],
] as const satisfies readonly Option[]

/** The sentence of a check page on the review. @returns '' for what is issued at once */
export function reviewInWords(
  review: ReviewReason | null,
  thresholdMinor: number | null,
  { t, money }: Format,
): string {
  if (review === 'sponsored') return t('It waits for a review because it is sponsored.')
  if (review === null || thresholdMinor === null) return ''
  const threshold = money(thresholdMinor)
  return t('It waits for a review because it comes to more than {threshold}, the review threshold.', {
    threshold,
  })
}

/** What a form of issuing says of the review, before anything is written into it. */
export function usableInWords(
  { name, funding }: Pick<Terms, 'name' | 'funding'>,
  thresholdMinor: number | null,
  { t, money }: Format,
): string {
  const values = { template: name }
  if (funding === 'sponsored') {
    return t('From template “{template}”. It is sponsored, so the vouchers wait for a review.', values)
  }
  if (thresholdMinor === null) {
    return t('From template “{template}”. The vouchers can be used at once.', values)
  }
  return t(
    'From template “{template}”. The vouchers can be used at once; what comes to more than {threshold} waits for a review.',
    { ...values, threshold: money(thresholdMinor) },
  )
}

/** What was done to what waited, as an answer is called. */
export const DECISION_LABELS = { issued: 'Approved', rejected: 'Rejected', cancelled: 'Cancelled' } as const
