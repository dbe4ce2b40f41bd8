import { minorOf } from './desk.ts'

/** A record of the statement: an entry, and its voucher as it was at the same moment. */
export type EntryRecord = Record<string, string>

/**
 * Holds the bank's invariant over all entries of one moment: every voucher holds the sum of its entries, was never
 * below nothing or above its face value, and what was issued is what is left and what went, for each and overall.
 *
 * @returns what was looked at, in minor units
 * @throws Error that names the voucher
 */
export function requireBalanced(entries: readonly EntryRecord[]): { vouchers: number; balanceMinor: number } {
  const vouchers = Map.groupBy(entries, ({ voucher }) => voucher)
  let balanceMinor = 0
  for (const [number, own] of vouchers) {
    requireRunning(number, own)
    requireWhole(own, minorOf(own[0]?.balance), `voucher ${number}`)
    balanceMinor += minorOf(own[0]?.balance)
  }
  requireWhole(entries, balanceMinor, 'all vouchers')
  return { vouchers: vouchers.size, balanceMinor }
}

function requireRunning(number: string | undefined, entries: readonly EntryRecord[]): void {
  const face = minorOf(entries[0]?.face_value)
  let balance = 0
  for (const [index, { entry, amount, balance_after }] of entries.entries()) {
    balance += minorOf(amount)
    demand((index === 0) === (entry === 'issue'), `voucher ${number}: entry ${index + 1} is ${entry}`)
    demand(balance === minorOf(balance_after), `voucher ${number}: ${balance} is not ${balance_after}`)
    demand(balance >= 0 && balance <= face, `voucher ${number} held ${balance} of ${face}`)
  }
}

/** What was issued is the balance, what was deducted for good, what was withdrawn and what has expired. */
function requireWhole(entries: readonly EntryRecord[], balanceMinor: number, what: string): void {
  const sum = (...kinds: string[]) =>
    entries
      .filter(({ entry = '' }) => kinds.includes(entry))
      .reduce((total, { amount }) => total + minorOf(amount), 0)
  const all = sum('issue', 'deduct', 'refund', 'withdraw', 'expire')
  demand(balanceMinor === all, `${what}: holds ${balanceMinor}, and the entries add up to ${all}`)
  const gone = -sum('deduct', 'refund') - sum('withdraw') - sum('expire')
  demand(
    sum('issue') === balanceMinor + gone,
    `${what}: ${sum('issue')} issued, ${balanceMinor} left, ${gone} gone`,
  )
}

export function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}
