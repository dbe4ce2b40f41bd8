import { type At, dayOf, isDay, startOfDay } from './instant.ts'

/** A month of a partner's, in its time zone: "2026-11". Sorts as text. */
export type Month = string

/** A stretch of time: its first instant, and the first one after it. */
export interface Stretch {
  fromAt: At
  beforeAt: At
}

/** The month in a time zone in which an instant falls. */
export function monthOf(at: At, timeZone: string): Month {
  return dayOf(at, timeZone).slice(0, 7)
}

/** The month a number of months after another one; before it, where the number is negative. */
export function addMonths(month: Month, months: number): Month {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString()
}

/** All months from one to another, both included; none where the last comes before the first. */
export function monthsFrom(first: Month, last: Month): Month[] {
  const { months } = Temporal.PlainYearMonth.from(first).until(last, { largestUnit: 'month' })
  return Array.from({ length: Math.max(0, months + 1) }, (_, index) => addMonths(first, index))
}

/** When a month begins and ends in a time zone. */
export function stretchOf(month: Month, timeZone: string): Stretch {
  return { fromAt: startOfMonth(month, timeZone), beforeAt: startOfMonth(addMonths(month, 1), timeZone) }
}

/** Whether a text is a month between the years 2000 and 2999, written YYYY-MM. */
export function isMonth(text: string): boolean {
  return /^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`)
}

function startOfMonth(month: Month, timeZone: string): At {
  return startOfDay(`${month}-01`, timeZone)
}
