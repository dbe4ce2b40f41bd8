import { z } from 'zod'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import { type Currency, currencyOf } from '../money/currency.ts'
import { remembering } from '../remembering.ts'
import { type At, later } from '../time/instant.ts'
import { amount, choice, field, instant, line, optional, tryToParse } from '../web/fields.ts'
import { type ChargeInput, PAYMENT_MODES } from './charge.ts'

/** How far ahead of ours another clock may run. */
const CLOCK_SECONDS = 24 * 60 * 60

/** A charge, with the names of its customer and product, and the currency that its amount is in. */
export interface FoundCharge extends ChargeInput {
  currency: Currency
  customer: ChargeInput['customer'] & { name: string }
  product: ChargeInput['product'] & { name: string }
}

/**
 * Reads a charge as a billing system sends it, or a person's form, and finds its customer and product. Until the first
 * charge the currency may change, also between here and where the request was let in: then it is read anew.
 *
 * @param partner with the currency as far as it is known
 * @param body `charge_id`, `customer`, `product`, `payment_mode`, `amount`, `occurred_at`, `description`
 * @throws InvalidInput with every field that is wrong
 */
export async function readCharge(
  db: Db,
  partner: { id: number; currency: Currency },
  body: unknown,
  at: At,
): Promise<FoundCharge> {
  const { read: charge, errors } = tryToParse(formIn(partner.currency.code), body)
  const asked = { accountId: charge?.customer ?? null, code: charge?.product ?? null }
  const { currency, customer, product } = await findParties(db, partner.id, asked)
  if (currency !== partner.currency.code) {
    return readCharge(db, { ...partner, currency: currencyOf(currency) }, body, at)
  }
  if (!charge) throw new InvalidInput(errors)
  if (charge.occurred_at !== null && charge.occurred_at > later(at, CLOCK_SECONDS)) {
    errors.push({ field: 'occurred_at', phrase: phrase('This lies in the future.') })
  }
  if (!customer) {
    const values = { account: charge.customer }
    errors.push({ field: 'customer', phrase: phrase('There is no customer {account}.', values) })
  }
  if (!product) {
    const values = { code: charge.product }
    errors.push({ field: 'product', phrase: phrase('There is no product {code}.', values) })
  }
  if (!customer || !product || errors.length > 0) throw new InvalidInput(errors)
  return {
    currency: partner.currency,
    chargeId: charge.charge_id,
    customer: { ...customer, accountId: charge.customer },
    product: { ...product, code: charge.product },
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

/** What is asked for where a charge could not be read is `null`, and is not found. */
interface AskedParties {
  accountId: string | null
  code: string | null
}

/** The customer and the product of a charge, and the partner's currency: in one query, as every charge waits for it. */
async function findParties(db: Db, partnerId: number, asked: AskedParties) {
  const [row] = await selectParties(db, { partnerId, ...asked })
  if (!row) throw new Error('There is no such partner')
  const { currency, customerId, customerName, productId, productName } = row
  return { currency, customer: named(customerId, customerName), product: named(productId, productName) }
}

function named(id: number | null, name: string | null): { id: number; name: string } | null {
  return id === null || name === null ? null : { id, name }
}

const selectParties = often((db, { partnerId, accountId, code }: AskedParties & { partnerId: number }) =>
  db
    .selectFrom('partners')
    .leftJoin('customers', (on) =>
      on.onRef('customers.partnerId', '=', 'partners.id').on('customers.accountId', '=', accountId),
    )
    .leftJoin('products', (on) =>
      on.onRef('products.partnerId', '=', 'partners.id').on('products.code', '=', code),
    )
    .select('partners.currency')
    .select(['customers.id as customerId', 'customers.name as customerName'])
    .select(['products.id as productId', 'products.name as productName'])
    .where('partners.id', '=', partnerId),
)
