import { type Phrase, phrase } from '../errors.ts'
import { type At, addDays, dayOf, isDay, later, type On, startOfDay, toAt } from '../time/instant.ts'
import type { Period } from './bill.ts'

/** A day, and behind it perhaps a time and an offset: what is written without an offset is UTC. */
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * Reads a billing period as FOCUS has it.
 * @param end the first instant after it; '' means a month after its start
 */
export function readPeriod(start: string, end: string): Period | Phrase {
  const startAt = readInstant(start)
  if (typeof startAt !== 'string') return startAt
  if (end === '') return { periodStartAt: startAt, lastDayOn: aMonthLater(dayOf(startAt, 'UTC')) }
  const endAt = readInstant(end)
  if (typeof endAt !== 'string') return endAt
  if (endAt <= startAt) return phrase('The billing period ends before it begins.')
  return { periodStartAt: startAt, lastDayOn: dayOf(later(endAt, -1), 'UTC') }
}

/** Reads a month, "2026-11", or the month of a day in it. */
export function readMonth(text: string): Period | Phrase {
  const month = text.slice(0, 7)
  const day = /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : (INSTANT.exec(text)?.[1] ?? '')
  if (!isDay(day)) {
    return text === ''
      ? phrase('The billing period is missing.')
      : phrase('“{text}” is no billing period. Write its month, such as 2026-11.', {
          text: text.slice(0, 40),
        })
  }
  return { periodStartAt: startOfDay(`${month}-01`, 'UTC'), lastDayOn: aMonthLater(`${month}-01`) }
}

/**
 * The instant at which a bill's fee arose: the last one of its billing period, or now while the period lasts.
 * The period ends with a day of the partner's, as validity does: a voucher for September pays September's bill.
 */
export function arisesAt(lastDayOn: On, now: At, timeZone: string): At {
  const end = Temporal.Instant.from(startOfDay(addDays(lastDayOn, 1), timeZone))
  const last = toAt(end.subtract({ milliseconds: 1 }))
  return last < now ? last : now
}

function readInstant(text: string): At | Phrase {
  const [, day = '', time = '00:00', offset = 'Z'] = INSTANT.exec(text) ?? []
  if (isDay(day)) {
    try {
      return toAt(Temporal.Instant.from(`${day}T${time}${offset === 'UTC' ? 'Z' : offset}`))
    } catch {
      // Such as 25:00, or an offset that nobody has: said below.
    }
  }
  return text === ''
    ? phrase('The billing period is missing.')
    : phrase('“{text}” is no time of a billing period. Write it such as 2026-11-01T00:00:00Z.', {
        text: text.slice(0, 40),
      })
}

/** The last day of a period of a month: of one that begins on 1 September, 30 September. */
function aMonthLater(firstDay: On): On {
  return Temporal.PlainDate.from(firstDay).add({ months: 1 }).subtract({ days: 1 }).toString()
}
