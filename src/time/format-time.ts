import { FEW, remembering } from '../remembering.ts'
import type { At, On } from './instant.ts'
import type { Month } from './month.ts'

// Making an Intl formatter costs far more than using it, and using it far more than looking up what it said.

/** Writes days as people read them: `daysIn('en-GB')` makes 2026-11-23 "23 Nov 2026". */
export const daysIn = remembering((locale: string) => {
  const format = new Intl.DateTimeFormat(locale, { ...dayPartsIn(locale), timeZone: 'UTC' })
  return remembering((day: On) => format.format(Date.parse(`${day}T00:00:00Z`)))
})

/** Writes instants as people in a time zone read them: `instantsIn('en-GB')('UTC')` writes "23 Nov 2026, 14:05". */
export const instantsIn = remembering((locale: string) =>
  remembering((timeZone: string) => {
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    const format = new Intl.DateTimeFormat(locale, { ...dayPartsIn(locale), ...time, timeZone })
    return remembering((at: At) => format.format(Date.parse(at)))
  }, FEW),
)

/** Writes a month as people read it: "Nov 2026". */
export function formatMonth(month: Month, locale = 'en-GB'): string {
  return monthsIn(locale).format(beginOf(month))
}

const monthsIn = remembering(
  (locale: string) => new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }),
)

/** Writes a month without its year: "Nov". */
export function formatMonthAlone(month: Month, locale = 'en-GB'): string {
  return monthsAloneIn(locale).format(beginOf(month))
}

const monthsAloneIn = remembering(
  (locale: string) => new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' }),
)

function beginOf(month: Month): number {
  return Date.parse(`${month}-01T00:00:00Z`)
}

/** A month that has no name but its number is written in numerals alone, which fit a column and stand even in it. */
function dayPartsIn(locale: string): Intl.DateTimeFormatOptions {
  return locale.startsWith('zh')
    ? { year: 'numeric', month: '2-digit', day: '2-digit' }
    : { day: 'numeric', month: 'short', year: 'numeric' }
}
