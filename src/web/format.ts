import type { Currency } from '../money/currency.ts'
import { formatAmount, formatMoney } from '../money/format-amount.ts'
import { formatAt, formatDay } from '../time/format-time.ts'
import type { At, On } from '../time/instant.ts'
import { type Translate, t } from './words.ts'

/** Turns values into the finished strings that views show, for one reader. */
export interface Format {
  t: Translate
  timeZone: string
  /** An amount without its currency, for a column whose head names it. */
  amount(minor: number | bigint): string
  /** An amount with its currency, for a sentence. */
  money(minor: number | bigint): string
  count(count: number): string
  day(day: On): string
  at(at: At): string
}

// Made when the first count is written: the first formatter of a process takes long, and would slow every start.
let counts: Intl.NumberFormat | undefined

/** @param partner whose currency and time zone the reader works in */
export function formatFor(partner: { currency: Currency; timeZone: string }): Format {
  return {
    t,
    timeZone: partner.timeZone,
    amount: (minor) => formatAmount(minor, partner.currency),
    money: (minor) => formatMoney(minor, partner.currency),
    count: (count) => {
      counts ??= new Intl.NumberFormat('en')
      return counts.format(count)
    },
    day: (day) => formatDay(day),
    at: (at) => formatAt(at, partner.timeZone),
  }
}
