import { type At, later } from '../time/instant.ts'
import { type Month, monthOf, stretchOf } from '../time/month.ts'
import type { Balance, ExpiryBalance } from './balance-queries.ts'

/** What the vouchers hold whose last day lies in a month. */
interface MonthOfExpiry extends Balance {
  month: Month
}

/** What a partner owes its customers at an instant: in all, and by the month of the vouchers' last day. */
export interface Liability {
  /** What can still be used. */
  usable: { months: MonthOfExpiry[]; sum: Balance }
  /** What has expired, and waits for late bills before it lapses. */
  waiting: { months: MonthOfExpiry[]; sum: Balance }
}

const NOTHING: Balance = { vouchers: 0, balanceMinor: 0n }

/**
 * Adds up what vouchers hold.
 * @param balances by expiry, soonest first
 */
export function liabilityOf(balances: readonly ExpiryBalance[], at: At, timeZone: string): Liability {
  const summed = (some: readonly ExpiryBalance[]) => ({
    months: byMonth(some, timeZone),
    sum: some.reduce(plus, NOTHING),
  })
  return {
    usable: summed(balances.filter(({ expiresAt }) => expiresAt > at)),
    waiting: summed(balances.filter(({ expiresAt }) => expiresAt <= at)),
  }
}

/** The sum of two balances. */
export function plus(a: Balance, b: Balance): Balance {
  return { vouchers: a.vouchers + b.vouchers, balanceMinor: a.balanceMinor + b.balanceMinor }
}

function byMonth(balances: readonly ExpiryBalance[], timeZone: string): MonthOfExpiry[] {
  const months: MonthOfExpiry[] = []
  let endsAt: At = ''
  for (const balance of balances) {
    const current = months.at(-1)
    // What expires at the end of a month has its last day in it.
    if (current && balance.expiresAt <= endsAt) {
      Object.assign(current, plus(current, balance))
      continue
    }
    const month = monthOf(later(balance.expiresAt, -1), timeZone)
    endsAt = stretchOf(month, timeZone).beforeAt
    months.push({ month, ...plus(NOTHING, balance) })
  }
  return months
}
