/** A charge of a fee, as far as its refunds care. Amounts in minor units. */
export interface RefundableCharge {
  id: number
  chargeId: string
  amountMinor: number
  refundedMinor: number
  returnableMinor: number
}

/**
 * Decides which charges of a fee are refunded when the fee falls: the latest first, none more than is left of it.
 *
 * @param charges the latest first
 */
export function spreadFall<Charge extends RefundableCharge>(
  fallMinor: number,
  charges: readonly Charge[],
): { charge: Charge; amountMinor: number }[] {
  let left = fallMinor
  return charges.flatMap((charge) => {
    const amountMinor = Math.min(left, charge.amountMinor - charge.refundedMinor)
    left -= amountMinor
    return amountMinor === 0 ? [] : [{ charge, amountMinor }]
  })
}
