import type { Format } from '../web/format.ts'

/** When vouchers lapse, by the partner's grace days; '' where that is with their last day. */
export function graceInWords(graceDays: number, { t, count }: Format): string {
  if (graceDays === 0) return ''
  return graceDays === 1
    ? t('Vouchers lapse one day after their last day.')
    : t('Vouchers lapse {days} days after their last day.', { days: count(graceDays) })
}
