import { type PlannedCharge, type PlannedVoucher, planDeductions } from '../charges/plan-deductions.ts'
import { type PaidByVoucher, planRefund } from '../charges/plan-refund.ts'
import type { At } from '../time/instant.ts'

/** A voucher that charges and refunds are tried on, one after the other, in memory alone. */
export type TriedVoucher = Omit<PlannedVoucher, 'listsProduct'> & { templateId: number }

/** What a charge took from a voucher or, below nothing, what a refund gave back, in minor units. */
export interface VoucherShare {
  number: string
  amountMinor: number
}

/**
 * Tries a charge, and leaves the vouchers as they would stand after it.
 *
 * @param vouchers all of the customer's; those that pay are changed
 * @param lists whether a template's list has the charge's product
 */
export function tryCharge(
  charge: PlannedCharge,
  vouchers: readonly TriedVoucher[],
  lists: (templateId: number) => boolean,
  at: At,
): VoucherShare[] {
  const planned = vouchers.map((voucher) => ({ ...voucher, listsProduct: lists(voucher.templateId) }))
  const { deductions } = planDeductions(charge, planned, at)
  for (const { voucherId, balanceAfterMinor } of deductions) {
    const voucher = vouchers.find(({ id }) => id === voucherId)
    if (voucher) setBalance(voucher, balanceAfterMinor)
  }
  return deductions.map(({ number, amountMinor }) => ({ number, amountMinor }))
}

/**
 * Tries a refund, and leaves the vouchers as they would stand after it: what goes back to one that is
 * withdrawn or has lapsed is gone at once.
 *
 * @param paid what each voucher paid of the charge and has not got back, in the order of deduction
 */
export function tryRefund(
  amountMinor: number,
  paid: readonly PaidByVoucher[],
  vouchers: readonly TriedVoucher[],
  at: At,
): VoucherShare[] {
  return planRefund(amountMinor, paid).map(({ voucherId, number, amountMinor: back }) => {
    const voucher = vouchers.find(({ id }) => id === voucherId)
    if (voucher) giveBack(voucher, back, at)
    return { number, amountMinor: -back }
  })
}

function giveBack(voucher: TriedVoucher, back: number, at: At): void {
  if (voucher.state === 'withdrawn') return
  if (voucher.state === 'expired' || voucher.lapsesAt <= at) {
    voucher.balanceMinor = 0
    voucher.state = 'expired'
  } else setBalance(voucher, voucher.balanceMinor + back)
}

/** Between untouched and used up there is no difference for what a voucher pays. */
function setBalance(voucher: TriedVoucher, balanceMinor: number): void {
  voucher.balanceMinor = balanceMinor
  voucher.state = balanceMinor === 0 ? 'used_up' : 'part_used'
}
