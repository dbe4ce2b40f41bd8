import { addExact, type Exact, formatExact } from '../money/exact.ts'
import type { BillGroup, BillLine } from './bill.ts'

/** Adds up the lines of a file, fee by fee. */
interface LineSums {
  add(line: BillLine): void
  /** How many fees there are so far. */
  count(): number
  /** The sums, in the order in which their first lines came. */
  groups(): BillGroup[]
}

type Sum = Omit<BillLine, 'amount'> & { lineCount: number; amount: Exact }

/** Begins with no lines. It grows with the fees, not with the lines. */
export function sumLines(): LineSums {
  const sums = new Map<string, Sum>()
  return {
    add(line) {
      const key = keyOf(line)
      const sum = sums.get(key)
      if (!sum) {
        sums.set(key, { ...line, lineCount: 1 })
        return
      }
      sum.lineCount++
      sum.amount = addExact(sum.amount, line.amount)
      if (sum.customerName === '') sum.customerName = line.customerName
      if (sum.lastDayOn < line.lastDayOn) sum.lastDayOn = line.lastDayOn
    },
    count: () => sums.size,
    groups: () =>
      [...sums.values()].map(({ amount, ...sum }) => ({ ...sum, exactAmount: formatExact(amount) })),
  }
}

function keyOf({ provider, periodStartAt, customer, product, paymentMode, currency }: BillLine): string {
  return `${periodStartAt}\n${paymentMode}\n${currency}\n${provider}\n${customer}\n${product}`
}
