import { findCustomersByAccountId } from '../customers/customer-queries.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { type Phrase, phrase } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { addExact, type Exact, storedExact } from '../money/exact.ts'
import type { At, On } from '../time/instant.ts'
import type { BillGroup, PaymentMode } from './bill.ts'

/** What makes a fee the same in every file. */
export interface Fee {
  provider: string
  periodStartAt: At
  paymentMode: PaymentMode
  customer: { id: number; accountId: string; name: string }
  product: { id: number; code: string; name: string }
}

/** What a file says of a fee. */
export interface FileFee extends Fee {
  lastDayOn: On
  exact: Exact
}

/** Lines that cannot be charged, and why. */
export interface LeftOut {
  group: BillGroup
  reason: Phrase
  /** Whether adding the customer or the product would mend it. */
  unknown: { customer: boolean; product: boolean } | null
}

/** Finds the customers and products of a bill. Two texts that mean one product, its code and its name, are one fee. */
export async function matchGroups(
  db: Db,
  partner: { id: number; currency: Currency },
  groups: readonly BillGroup[],
): Promise<{ fees: FileFee[]; leftOut: LeftOut[] }> {
  const customers = await findCustomers(db, partner.id, groups)
  const findProduct = await productsByText(db, partner.id)
  const fees = new Map<string, FileFee>()
  const leftOut: LeftOut[] = []
  for (const group of groups) {
    const customer = customers.get(group.customer)
    const product = findProduct(group.product)
    const inOwn = isOwnCurrency(group, partner.currency)
    if (inOwn && customer && product && product !== 'several') addTo(fees, group, customer, product)
    else leftOut.push(leaveOut(group, inOwn ? null : partner.currency, customer, product))
  }
  return { fees: [...fees.values()], leftOut }
}

/** Whether lines are in the partner's currency, which they are where they name none. */
export function isOwnCurrency({ currency }: BillGroup, own: Currency): boolean {
  return currency === '' || currency === own.code
}

/** The same text for the same fee, wherever it is read from. */
export function keyOf({ provider, periodStartAt, paymentMode, customer, product }: Fee): string {
  return `${periodStartAt}\n${customer.id}\n${product.id}\n${paymentMode}\n${provider}`
}

function addTo(
  fees: Map<string, FileFee>,
  group: BillGroup,
  customer: Fee['customer'],
  product: Fee['product'],
) {
  const { provider, periodStartAt, lastDayOn, paymentMode, exactAmount } = group
  const fee = {
    provider,
    periodStartAt,
    lastDayOn,
    paymentMode,
    customer,
    product,
    exact: storedExact(exactAmount),
  }
  const known = fees.get(keyOf(fee))
  if (!known) {
    fees.set(keyOf(fee), fee)
    return
  }
  known.exact = addExact(known.exact, fee.exact)
  if (known.lastDayOn < lastDayOn) known.lastDayOn = lastDayOn
}

async function findCustomers(db: Db, partnerId: number, groups: readonly BillGroup[]) {
  const found = new Map<string, Fee['customer']>()
  for await (const chunk of chunks([...new Set(groups.map(({ customer }) => customer))])) {
    for (const { id, accountId, name } of await findCustomersByAccountId(db, partnerId, chunk)) {
      found.set(accountId, { id, accountId, name })
    }
  }
  return found
}

type FoundProduct = Fee['product'] | 'several' | undefined

/** Looks products up by their code or else by their exact name. */
async function productsByText(db: Db, partnerId: number): Promise<(text: string) => FoundProduct> {
  const products = await db
    .selectFrom('products')
    .select(['id', 'code', 'name'])
    .where('partnerId', '=', partnerId)
    .execute()
  const byCode = new Map(products.map((product) => [product.code, product]))
  const byName = Map.groupBy(products, ({ name }) => name)
  return (text) => {
    const named = byName.get(text) ?? []
    return byCode.get(text) ?? (named.length > 1 ? 'several' : named[0])
  }
}

function leaveOut(
  group: BillGroup,
  other: Currency | null,
  customer: Fee['customer'] | undefined,
  product: FoundProduct,
): LeftOut {
  const values = { account: group.customer, product: group.product, currency: group.currency }
  const without = (reason: Phrase): LeftOut => ({ group, reason, unknown: null })
  if (other) {
    return without(phrase('It is in {currency}, and vouchers are in {own}.', { ...values, own: other.code }))
  }
  if (group.customer === '') return without(phrase('The lines name no customer.'))
  if (group.product === '') return without(phrase('The lines name no product.'))
  if (product === 'several') {
    return without(phrase('Several products are called {product}, and none has it as its code.', values))
  }
  if (!customer && !product) {
    const reason = phrase('There is no customer {account} and no product {product}.', values)
    return { group, reason, unknown: { customer: true, product: true } }
  }
  return customer
    ? {
        group,
        reason: phrase('There is no product {product}.', values),
        unknown: { customer: false, product: true },
      }
    : {
        group,
        reason: phrase('There is no customer {account}.', values),
        unknown: { customer: true, product: false },
      }
}
