/** What one voucher paid of a charge and has not got back, in the order in which it paid. */
export interface PaidByVoucher {
  voucherId: number
  number: string
  /** In minor units. */
  paidMinor: number
}

/**
 * What becomes of the part of a refund that vouchers had covered: it goes back to them, or it stays spent.
 * Amounts in minor units.
 *
 * @param returnableMinor what vouchers cover of the charge as it stands
 * @param refundsReturn the partner's policy
 */
export function vouchersPart(
  amountMinor: number,
  returnableMinor: number,
  refundsReturn: 0 | 1,
): { returnedMinor: number; keptMinor: number } {
  const partMinor = Math.min(amountMinor, returnableMinor)
  return refundsReturn === 1
    ? { returnedMinor: partMinor, keptMinor: 0 }
    : { returnedMinor: 0, keptMinor: partMinor }
}

/**
 * Decides which vouchers get how much of a refund: in the reverse order of deduction, none more than it paid.
 *
 * @param amountMinor what goes back, in minor units
 * @param paid in the order of deduction
 * @returns what each voucher gets back, in the order of posting; together at most what they paid
 */
export function planRefund(
  amountMinor: number,
  paid: readonly PaidByVoucher[],
): { voucherId: number; number: string; amountMinor: number }[] {
  let left = amountMinor
  return [...paid].reverse().flatMap(({ voucherId, number, paidMinor }) => {
    const back = Math.min(left, paidMinor)
    left -= back
    return back === 0 ? [] : [{ voucherId, number, amountMinor: back }]
  })
}
