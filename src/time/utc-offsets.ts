import { remembering } from '../remembering.ts'
import { type At, toAt } from './instant.ts'

/** From an instant on, what is added to UTC for the time in a zone: in minutes, below nothing west of Greenwich. */
export interface UtcOffset {
  readonly fromAt: At
  readonly minutes: number
}

// Around every day that `isDay` takes, in every time zone.
const FIRST_AT = '1999-12-01T00:00:00.000Z'
const LAST_AT = '3000-01-02T00:00:00.000Z'

/** How far a time zone is from UTC, oldest first: one for each time that its clocks are changed, from 2000 to 2999. */
export const utcOffsets = remembering((timeZone: string): readonly UtcOffset[] => {
  const offsets: UtcOffset[] = []
  let next: Temporal.ZonedDateTime | null = Temporal.Instant.from(FIRST_AT).toZonedDateTimeISO(timeZone)
  for (; next && toAt(next.toInstant()) <= LAST_AT; next = next.getTimeZoneTransition('next')) {
    offsets.push({ fromAt: toAt(next.toInstant()), minutes: next.offsetNanoseconds / 60e9 })
  }
  return offsets
})
