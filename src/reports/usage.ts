import { type FieldError, InvalidInput, phrase } from '../errors.ts'
import type { At } from '../time/instant.ts'
import { addMonths, type Month, monthOf, monthsFrom } from '../time/month.ts'
import { type ListQuery, monthFilter, readFilters } from '../web/filters.ts'
import type { ProductUsage } from './turnover-queries.ts'

/** Which months the report of usage shows. */
export const usageFilters = {
  from: monthFilter('From month'),
  to: monthFilter('To month'),
}

const MOST_MONTHS = 24
/** So many whole months, and this one. */
const USUAL_MONTHS = 6

/** The report's query, and the months it asks for; `null` where something is wrong with it. */
interface UsageQuery {
  query: ListQuery<typeof usageFilters>
  months: Month[] | null
}

/** Reads which months are asked for: the last six and this one, unless told otherwise; at most 24. */
export function readUsageQuery(raw: unknown, at: At, timeZone: string): UsageQuery {
  const query = readFilters(usageFilters, raw)
  if (query.values === null) return { query, months: null }
  const to = query.values.to ?? monthOf(at, timeZone)
  const from = query.values.from ?? addMonths(to, -USUAL_MONTHS)
  const months = from <= to && addMonths(from, MOST_MONTHS) > to ? monthsFrom(from, to) : null
  const given = { ...query.given, from, to }
  const errors = months ? [] : [spanError(from, to)]
  return { query: { ...query, given, errors }, months }
}

/** The months of a download. @throws InvalidInput as the page itself would say it */
export function readUsageMonths(raw: unknown, at: At, timeZone: string): Month[] {
  const { query, months } = readUsageQuery(raw, at, timeZone)
  if (months === null) throw new InvalidInput(query.errors)
  return months
}

/** The sums of a table's rows and columns, in minor units. */
export function totalsOf(products: readonly ProductUsage[], months: number) {
  const byMonth = Array.from({ length: months }, (_, place) =>
    sum(products.map(({ usedMinor }) => usedMinor[place] ?? 0n)),
  )
  return { byMonth, allMinor: sum(byMonth) }
}

/** The sum of amounts. */
export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

function spanError(from: Month, to: Month): FieldError {
  return from > to
    ? { field: 'to', phrase: phrase('This comes before the month that the report begins with.') }
    : { field: 'to', phrase: phrase('Choose {max} months at most.', { max: MOST_MONTHS }) }
}
