import type { Language } from '../languages/languages.ts'
import type { Translate } from '../languages/words.ts'
import type { Currency } from '../money/currency.ts'
import { amountsIn, formatCount, formatMoney } from '../money/format-amount.ts'
import { daysIn, formatMonth, formatMonthAlone, instantsIn } from '../time/format-time.ts'
import type { At, On } from '../time/instant.ts'
import type { Month } from '../time/month.ts'

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
  month(month: Month): string
  /** The month without its year. */
  monthAlone(month: Month): string
}

/**
 * @param partner whose currency and time zone the reader works in
 * @param language the reader's, which says how numbers and dates are written, too: a partner's members may differ
 */
export function formatFor(
  { currency, timeZone }: { currency: Currency; timeZone: string },
  { t, locale }: Language,
): Format {
  return {
    t,
    timeZone,
    amount: amountsIn(locale)(currency),
    money: (minor) => formatMoney(minor, currency, locale),
    count: (count) => formatCount(count, locale),
    day: daysIn(locale),
    at: instantsIn(locale)(timeZone),
    month: (month) => formatMonth(month, locale),
    monthAlone: (month) => formatMonthAlone(month, locale),
  }
}
