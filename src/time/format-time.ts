import { remembering } from '../remembering.ts'
import type { At, On } from './instant.ts'
import type { Month } from './month.ts'

/** Writes a day as people read it: "23 Nov 2026". */
export function formatDay(day: On, locale = 'en-GB'): string {
  return dayIn(day, locale)
}

const dayIn = remembering((day: On, locale: string) =>
  dayFormat(locale).format(Date.parse(`${day}T00:00:00Z`)),
)

/** Writes an instant as people in a time zone read it: "23 Nov 2026, 14:05". */
export function formatAt(at: At, timeZone: string, locale = 'en-GB'): string {
  return atIn(at, timeZone, locale)
}

const atIn = remembering((at: At, timeZone: string, locale: string) =>
  atFormat(locale, timeZone).format(Date.parse(at)),
)

/** Writes a month as people read it: "Nov 2026". */
export function formatMonth(month: Month, locale = 'en-GB'): string {
  return remembered(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(beginOf(month))
}

/** Writes a month without its year: "Nov". */
export function formatMonthAlone(month: Month, locale = 'en-GB'): string {
  return remembered(locale, { month: 'short', timeZone: 'UTC' }).format(beginOf(month))
}

function beginOf(month: Month): number {
  return Date.parse(`${month}-01T00:00:00Z`)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function dayFormat(locale: string): Intl.DateTimeFormat {
  return remembered(locale, { ...dayPartsIn(locale), timeZone: 'UTC' })
}

/** A month that has no name but its number is written in numerals alone, which fit a column and stand even in it. */
function dayPartsIn(locale: string): Intl.DateTimeFormatOptions {
  return locale.startsWith('zh')
    ? { year: 'numeric', month: '2-digit', day: '2-digit' }
    : { day: 'numeric', month: 'short', year: 'numeric' }
}

function atFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  return remembered(locale, {
    ...dayPartsIn(locale),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  })
}

// Making an Intl formatter costs far more than using it.
function remembered(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${Object.keys(options)} ${options.timeZone}`
  const known = formats.get(key)
  if (known) return known
  const format = new Intl.DateTimeFormat(locale, options)
  formats.set(key, format)
  return format
}
