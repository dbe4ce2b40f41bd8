import { randomBytes } from 'node:crypto'
import { addCustomer } from '../../src/customers/save-customer.ts'
import { issueVouchers } from '../../src/issuances/issue-vouchers.ts'
import { readIssuance } from '../../src/issuances/read-issuance.ts'
import { currencyOf } from '../../src/money/currency.ts'
import type { Product } from '../../src/products/product.ts'
import { addProduct } from '../../src/products/save-product.ts'
import { saveTemplate } from '../../src/templates/save-template.ts'
import type { Terms } from '../../src/templates/template.ts'
import { withdrawVouchers } from '../../src/vouchers/withdraw-vouchers.ts'
import type { Desk } from './desk.ts'

// What a desk needs before a test begins, made by the same use cases that the pages call.

/** Terms with nothing special about them: 80.00 for 30 days, for all products, at own cost. */
export const TERMS: Terms = {
  name: 'Winter offer',
  usage: 'customer_offer',
  scope: 'general',
  products: [],
  paymentMode: 'all',
  amountMinor: 8000,
  minimumSpendMinor: 0,
  validity: 'days',
  firstDayOn: null,
  lastDayOn: null,
  validDays: 30,
  funding: 'own_cost',
  maxVouchers: null,
  maxVouchersPerCustomer: null,
  maxTotalMinor: null,
  note: '',
}

/** Who does it: the owner of the desk's own partner unless told, at the desk's time. */
type Who = { partnerId: number; id: number }

export function actOf(desk: Desk, who: Who = { partnerId: desk.partnerId, id: desk.owner.id }) {
  return { partnerId: who.partnerId, memberId: who.id, address: 'test', at: desk.clock.now }
}

export async function stockCustomers(desk: Desk, accountIds: readonly string[], who?: Who): Promise<void> {
  for (const accountId of accountIds) {
    const customer = { accountId, name: `Customer ${accountId}`, email: '', active: true }
    await addCustomer(desk.db, actOf(desk, who), customer)
  }
}

export async function stockProducts(
  desk: Desk,
  products: Record<string, Partial<Product>>,
  who?: Who,
): Promise<void> {
  for (const [code, flags] of Object.entries(products)) {
    const usual = { name: code, category: '', excludedFromGeneral: false, eligibleForSpecific: true }
    await addProduct(desk.db, actOf(desk, who), { ...usual, ...flags, code })
  }
}

/** @returns the template's id */
export async function stockTemplate(desk: Desk, terms: Partial<Terms> = {}, who?: Who): Promise<number> {
  const act = actOf(desk, who)
  const partner = await partnerOf(desk, act.partnerId)
  return desk.db.transaction().execute((trx) => saveTemplate(trx, act, partner, null, { ...TERMS, ...terms }))
}

/** Issues to customers, written as on the form. @returns the issuance's id and its vouchers' numbers */
export async function stockVouchers(
  desk: Desk,
  templateId: number,
  customers: string,
  who?: Who,
): Promise<{ id: number; numbers: string[] }> {
  const act = actOf(desk, who)
  const partner = await partnerOf(desk, act.partnerId)
  const form = { customers, reason: 'A good customer' }
  const id = await desk.db.transaction().execute(async (trx) => {
    const issuance = await readIssuance(trx, partner, { templateId, form }, act.at)
    return issueVouchers(trx, act, partner.timeZone, issuance, randomBytes)
  })
  const query = desk.db.selectFrom('vouchers').select('number').where('issuanceId', '=', id).orderBy('id')
  return { id, numbers: (await query.execute()).map(({ number }) => number) }
}

export async function withdrawNow(desk: Desk, numbers: readonly string[]): Promise<void> {
  await desk.db.transaction().execute((trx) => withdrawVouchers(trx, actOf(desk), numbers, 'Never used'))
}

async function partnerOf(desk: Desk, id: number) {
  const row = await desk.db.selectFrom('partners').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { id, timeZone: row.timeZone, currency: currencyOf(row.currency) }
}
