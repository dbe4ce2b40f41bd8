import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { every } from '../database/conditions.ts'
import { startOfDay } from '../time/instant.ts'
import type { Position } from './paging.ts'

/** A first day, and the first that is none of them any more; `null` where there is no such bound. */
export type DayRange = readonly [from: string | null, before: string | null]

/**
 * That an instant lies on some days, for a list that goes along it, the latest first. A page further on is within one
 * of the two bounds anyway: that one gets a plus, as the database would begin at it, and not where the page does, past
 * all that the pages before have shown.
 *
 * @param column of the instant, with its table, as in a Kysely query
 * @param timeZone whose days they are
 * @param position of the page; `null` where the list goes along something else, so that both get a plus
 */
export function onDays(
  column: string,
  [from, before]: DayRange,
  timeZone: string,
  position: Position | null,
): RawBuilder<SqlBool> {
  const at = sql.ref(column)
  const goesOn = position === null || position.after !== null
  const goesBack = position === null || (!goesOn && position.before !== null)
  return every(
    from !== null && sql<SqlBool>`${plus(goesBack)}${at} >= ${startOfDay(from, timeZone)}`,
    before !== null && sql<SqlBool>`${plus(goesOn)}${at} < ${startOfDay(before, timeZone)}`,
  )
}

function plus(isPassed: boolean): RawBuilder<unknown> {
  return sql.raw(isPassed ? '+' : '')
}
