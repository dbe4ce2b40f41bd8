import type { ChargeInput } from '../charges/charge.ts'
import type { Exact } from '../money/exact.ts'
import type { At, On } from '../time/instant.ts'

/** What a file is: all of its billing periods so far, or lines to add to what was imported of them before. */
export const COVERS = ['whole_period', 'further_lines'] as const
export type Covers = (typeof COVERS)[number]

export type PaymentMode = ChargeInput['paymentMode']

/** A billing period: it begins at an instant, and ends with a day. */
export interface Period {
  periodStartAt: At
  lastDayOn: On
}

/** One line of a bill, as the file says it: nothing is looked up yet. */
export interface BillLine extends Period {
  /** The cloud; '' where the file names none. */
  provider: string
  /** The account id; '' where the line names none. */
  customer: string
  /** '' where the file says nothing of it. */
  customerName: string
  /** A code or a name; '' where the line names none. */
  product: string
  paymentMode: PaymentMode
  /** '' means the partner's own. */
  currency: string
  amount: Exact
}

/** The lines of a file that are one fee, added up. */
export interface BillGroup extends Omit<BillLine, 'amount'> {
  lineCount: number
  /** The sum of the lines, as `formatExact` writes it. */
  exactAmount: string
}

/** What is kept of a file until its Confirm: not its lines, only what they add up to. */
export interface BillDraft {
  fileName: string
  /** SHA-256, hex. */
  fileHash: string
  covers: Covers
  lineCount: number
  groups: BillGroup[]
}
