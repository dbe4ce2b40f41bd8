import { hash } from 'node:crypto'
import type { At } from '../time/instant.ts'

export const PAYMENT_MODES = ['prepaid', 'postpaid'] as const

/** A fee as it is asked for, its customer and product found. */
export interface ChargeInput {
  /** The billing system's own id. */
  chargeId: string
  customer: { id: number; accountId: string }
  product: { id: number; code: string }
  paymentMode: (typeof PAYMENT_MODES)[number]
  /** In minor units, more than 0. */
  amountMinor: number
  /** `null`: when it is posted. */
  occurredAt: At | null
  description: string
}

/** Where a charge comes from, as its row keeps it. */
export interface ChargeSource {
  source: 'api' | 'hand' | 'bill'
  tokenId: number | null
  billId: number | null
  /** From a bill: the difference it makes, exactly. */
  exactAmount: string | null
  /** From a bill: the fee it is a part of. */
  billedFeeId?: number | null
}

/** What a charge asks for, in one hash: the same id with another one is another charge. */
export function fingerprintOf(input: ChargeInput): string {
  const { customer, product, paymentMode, amountMinor, occurredAt, description } = input
  return hash(
    'sha256',
    JSON.stringify([customer.accountId, product.code, paymentMode, amountMinor, occurredAt, description]),
    'hex',
  )
}
