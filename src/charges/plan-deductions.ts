import type { Terms } from '../templates/template.ts'
import type { At } from '../time/instant.ts'
import type { VoucherStatus } from '../vouchers/voucher.ts'

/** A fee as far as vouchers care: its size, how it is paid, and when it arose. */
export interface PlannedCharge {
  /** In minor units, more than 0. */
  amountMinor: number
  paymentMode: 'prepaid' | 'postpaid'
  /** When the fee arose: a voucher pays it that was valid then. */
  occurredAt: At
}

/** A voucher of the charge's customer, with what of its terms decides whether it pays. */
export interface PlannedVoucher {
  id: number
  number: string
  balanceMinor: number
  /** As stored: what the ledger has made of it. */
  state: VoucherStatus
  scope: Terms['scope']
  /** Whether the charge's product is on the template's list. */
  listsProduct: boolean
  paymentMode: Terms['paymentMode']
  minimumSpendMinor: number
  validFromAt: At
  expiresAt: At
  /** From then on it pays nothing any more, late bills included. */
  lapsesAt: At
}

/** Why a voucher did not pay; the first that holds, in this order. */
const REFUSAL_REASONS = [
  'wrong_product',
  'payment_mode',
  'minimum_spend',
  'not_yet_valid',
  'expired',
  'used_up',
  'withdrawn',
  'nothing_left_to_pay',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** What each voucher would pay, in the order of paying, and why the others would not. */
export interface DeductionPlan {
  deductions: { voucherId: number; number: string; amountMinor: number; balanceAfterMinor: number }[]
  refused: { number: string; reason: RefusalReason }[]
  coveredMinor: number
  payableMinor: number
}

/**
 * Decides which vouchers pay a charge, how much each, and in which order: the earliest expiry first, then the
 * one that can pay more, then the one with the smaller balance, then the older. Pure: it reads no clock and
 * writes nothing, so a preview is exactly what would happen.
 *
 * @param vouchers all of the customer's, in any order
 * @param postedAt when the charge is posted: a voucher that has lapsed by then pays nothing
 */
export function planDeductions(
  charge: PlannedCharge,
  vouchers: readonly PlannedVoucher[],
  postedAt: At,
): DeductionPlan {
  const plan: DeductionPlan = {
    deductions: [],
    refused: [],
    coveredMinor: 0,
    payableMinor: charge.amountMinor,
  }
  for (const voucher of [...vouchers].sort((a, b) => payFirst(charge, a, b))) {
    const { id: voucherId, number, balanceMinor } = voucher
    const reason =
      whyNot(charge, voucher, postedAt) ?? (plan.payableMinor === 0 ? 'nothing_left_to_pay' : null)
    if (reason !== null) {
      plan.refused.push({ number, reason })
      continue
    }
    const amountMinor = Math.min(balanceMinor, plan.payableMinor)
    plan.deductions.push({ voucherId, number, amountMinor, balanceAfterMinor: balanceMinor - amountMinor })
    plan.coveredMinor += amountMinor
    plan.payableMinor -= amountMinor
  }
  return plan
}

function payFirst({ amountMinor }: PlannedCharge, a: PlannedVoucher, b: PlannedVoucher): number {
  if (a.expiresAt !== b.expiresAt) return a.expiresAt < b.expiresAt ? -1 : 1
  const deductible = (voucher: PlannedVoucher) => Math.min(voucher.balanceMinor, amountMinor)
  return deductible(b) - deductible(a) || a.balanceMinor - b.balanceMinor || a.id - b.id
}

function whyNot(charge: PlannedCharge, voucher: PlannedVoucher, postedAt: At): RefusalReason | null {
  if ((voucher.scope === 'allowlist') !== voucher.listsProduct) return 'wrong_product'
  if (voucher.paymentMode !== 'all' && voucher.paymentMode !== charge.paymentMode) return 'payment_mode'
  if (charge.amountMinor < voucher.minimumSpendMinor) return 'minimum_spend'
  if (charge.occurredAt < voucher.validFromAt) return 'not_yet_valid'
  const over = charge.occurredAt >= voucher.expiresAt || postedAt >= voucher.lapsesAt
  if (over || voucher.state === 'expired') return 'expired'
  if (voucher.state === 'used_up') return 'used_up'
  return voucher.state === 'withdrawn' ? 'withdrawn' : null
}
