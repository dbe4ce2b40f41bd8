import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { readAll } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { type At, startOfDay } from '../time/instant.ts'
import { day, optional, parse } from '../web/fields.ts'
import { type FoundCharge, readCharge } from './read-charge.ts'

export const CHARGE_LABELS = {
  customer: 'Customer (account id)',
  product: 'Product',
  payment_mode: 'Payment mode',
  amount: 'Amount',
  occurred_on: 'Day of the fee',
  description: 'Description',
  charge_id: 'Charge ID',
} as const

const dayForm = z.object({ occurred_on: optional(day) })

/**
 * Reads the form of a charge that a person records: as a billing system's, but for a day instead of an instant.
 * @throws InvalidInput with every field that is wrong
 */
export async function readChargeForm(
  db: Db,
  partner: { id: number; currency: Currency; timeZone: string },
  form: Record<string, unknown>,
  at: At,
): Promise<FoundCharge> {
  const [occurredAt, charge] = await readAll<[At | null, FoundCharge]>(
    () => {
      const { occurred_on } = parse(dayForm, form)
      return occurred_on === null ? null : startOfDay(occurred_on, partner.timeZone)
    },
    () => readCharge(db, partner, { ...form, occurred_at: '' }, at),
  )
  return { ...charge, occurredAt }
}

/** An id for what a person recorded and no billing system named. @param kind what it is, as the id begins */
export function handMadeId(kind: 'charge' | 'refund'): string {
  return `${kind}-${randomBytes(6).toString('hex')}`
}
