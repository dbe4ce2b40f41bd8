import { FEW, remembering } from '../remembering.ts'
import type { Terms } from '../templates/template.ts'
import { type At, addDays, dayOf, later, type On, startOfDay } from '../time/instant.ts'

const DAY_SECONDS = 24 * 60 * 60

/** From when and until when a voucher is valid. */
interface ValiditySpan {
  validFromAt: At
  /** The first instant after the last day. */
  expiresAt: At
}

/**
 * When a voucher issued at an instant is valid: whole days in the partner's time zone, the last one included.
 * Where the days are counted from issue, the day of issue is the first.
 */
export function validitySpan(
  terms: Pick<Terms, 'firstDayOn' | 'lastDayOn' | 'validDays'>,
  issuedAt: At,
  timeZone: string,
): ValiditySpan {
  const firstDayOn = terms.firstDayOn ?? dayOf(issuedAt, timeZone)
  const lastDayOn = terms.lastDayOn ?? addDays(firstDayOn, (terms.validDays ?? 1) - 1)
  return {
    validFromAt: startOfDay(firstDayOn, timeZone),
    expiresAt: startOfDay(addDays(lastDayOn, 1), timeZone),
  }
}

/** The first and the last day of a span in a time zone, as pages show them: `validityDaysIn('UTC')` tells those of each. */
export const validityDaysIn = remembering((timeZone: string) => {
  const firstDay = remembering((validFromAt: At): On => dayOf(validFromAt, timeZone))
  const lastDay = remembering((expiresAt: At): On => dayOf(later(expiresAt, -1), timeZone))
  return ({ validFromAt, expiresAt }: ValiditySpan) => ({
    firstDayOn: firstDay(validFromAt),
    lastDayOn: lastDay(expiresAt),
  })
}, FEW)

/** When a voucher that has expired stops waiting for late bills. @param graceDays the partner's, of 24 hours each */
export function lapsesAt(expiresAt: At, graceDays: number): At {
  return graceDays === 0 ? expiresAt : later(expiresAt, graceDays * DAY_SECONDS)
}

/** The same turned around: when a voucher expired that lapses at an instant. */
export function expiryLapsingAt(at: At, graceDays: number): At {
  return later(at, -graceDays * DAY_SECONDS)
}
