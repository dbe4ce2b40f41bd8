import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { type Customer, accountId as readAccountId } from '../customers/customer.ts'
import { customerName } from '../customers/customer-form.ts'
import { customerImport } from '../customers/customer-import.ts'
import type { Db } from '../database/open.ts'
import type { Product } from '../products/product.ts'
import { NEW_PRODUCT_VALUES, productCode } from '../products/product-form.ts'
import { productImport } from '../products/product-import.ts'
import type { LeftOut } from './match-groups.ts'

/** The customers and products a bill names that the partner does not have, as they can be added. */
export interface Unknown {
  customers: Customer[]
  products: Product[]
  /** The account ids and names on the bill that no customer or product may have. */
  impossible: string[]
}

/** Makes customers and products of what a bill names and the partner does not have. Pure. */
export function unknownOn(leftOut: readonly LeftOut[]): Unknown {
  const customers = new Map<string, Customer>()
  const products = new Map<string, Product>()
  const impossible = new Set<string>()
  for (const { group, unknown } of leftOut) {
    if (unknown?.customer) {
      if (typeof readAccountId(group.customer) !== 'string') impossible.add(group.customer)
      else if (!customers.get(group.customer)?.name) customers.set(group.customer, toCustomer(group))
    }
    if (unknown?.product) {
      if (productCode.safeParse(group.product).success) products.set(group.product, toProduct(group.product))
      else impossible.add(group.product)
    }
  }
  const named = [...customers.values()].map((one) => ({ ...one, name: one.name || one.accountId }))
  return { customers: named, products: [...products.values()], impossible: [...impossible] }
}

/** Adds them, all or none, in the transaction it is given. */
export async function addUnknown(trx: Db, act: Act, { customers, products }: Unknown): Promise<void> {
  if (customers.length > 0) {
    await customerImport.store(trx, act, customers)
    const added = customers.map(({ accountId }) => accountId)
    await recordEvent(trx, act, { action: 'customers.added', subject: 'customers', after: { added } })
  }
  if (products.length > 0) {
    await productImport.store(trx, act, products)
    const added = products.map(({ code }) => code)
    await recordEvent(trx, act, { action: 'products.added', subject: 'products', after: { added } })
  }
}

/** The name on the bill, as far as a customer can be called so. */
function toCustomer({ customer, customerName: written }: LeftOut['group']): Customer {
  const name = customerName.safeParse(written)
  return { accountId: customer, name: name.success ? name.data : '', email: '', active: true }
}

function toProduct(code: string): Product {
  return { code, name: code, category: '', excludedFromGeneral: false, ...NEW_PRODUCT_VALUES }
}
