import { z } from 'zod'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, phrase } from '../errors.ts'
import { type Currency, currencyOf } from '../money/currency.ts'
import { remembering } from '../remembering.ts'
import { type At, later } from '../time/instant.ts'
import { amount, choice, field, instant, line, optional, parse } from '../web/fields.ts'
import { type ChargeInput, PAYMENT_MODES } from './charge.ts'

/** How far ahead of ours another clock may run. */
const CLOCK_SECONDS = 24 * 60 * 60

/** A charge, with the names of its customer and product. */
export interface FoundCharge extends ChargeInput {
  customer: ChargeInput['customer'] & { name: string }
  product: ChargeInput['product'] & { name: string }
}

/**
 * Reads a charge as a billing system sends it, or a person's form, and finds its customer and product.
 *
 * @param body `charge_id`, `customer`, `product`, `payment_mode`, `amount`, `occurred_at`, `description`
 * @throws InvalidInput with every field that is wrong
 */
export async function readCharge(
  db: Db,
  partner: { id: number; currency: Currency },
  body: unknown,
  at: At,
): Promise<FoundCharge> {
  const charge = parse(formIn(partner.currency.code), body)
  const errors: FieldError[] = []
  if (charge.occurred_at !== null && charge.occurred_at > later(at, CLOCK_SECONDS)) {
    errors.push({ field: 'occurred_at', phrase: phrase('This lies in the future.') })
  }
  const [customer] = await findCustomer(db, { partnerId: partner.id, accountId: charge.customer })
  if (!customer) {
    const values = { account: charge.customer }
    errors.push({ field: 'customer', phrase: phrase('There is no customer {account}.', values) })
  }
  const [product] = await findProduct(db, { partnerId: partner.id, code: charge.product })
  if (!product) {
    const values = { code: charge.product }
    errors.push({ field: 'product', phrase: phrase('There is no product {code}.', values) })
  }
  if (!customer || !product || errors.length > 0) throw new InvalidInput(errors)
  return {
    chargeId: charge.charge_id,
    customer,
    product,
    paymentMode: charge.payment_mode,
    amountMinor: charge.amount,
    occurredAt: charge.occurred_at,
    description: charge.description,
  }
}

/** Ids that stand for another page in the console's addresses, where a charge's page would be. */
const TAKEN = ['new', 'trial', '.', '..']

/** Making the form takes longer than reading a charge with it. */
const formIn = remembering((code: string) =>
  z.object({
    charge_id: chargeId(),
    customer: line(200),
    product: line(200),
    payment_mode: choice(PAYMENT_MODES),
    amount: field(amount(currencyOf(code), 1)),
    occurred_at: optional(instant),
    description: line(500, { required: false }),
  }),
)

function chargeId() {
  return line(200).refine((id) => !TAKEN.includes(id), {
    params: { phrase: phrase('This id is taken by a page of Scrip. Put something before or after it.') },
  })
}

const findCustomer = often((db, { partnerId, accountId }: { partnerId: number; accountId: string }) =>
  db
    .selectFrom('customers')
    .select(['id', 'accountId', 'name'])
    .where('partnerId', '=', partnerId)
    .where('accountId', '=', accountId),
)

const findProduct = often((db, { partnerId, code }: { partnerId: number; code: string }) =>
  db
    .selectFrom('products')
    .select(['id', 'code', 'name'])
    .where('partnerId', '=', partnerId)
    .where('code', '=', code),
)
