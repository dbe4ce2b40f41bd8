import { sql } from 'kysely'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import { lapsesAt } from '../vouchers/validity.ts'
import type { PlannedVoucher } from './plan-deductions.ts'

/** All vouchers of a customer, with what decides whether they pay for a product. */
export async function listPayableVouchers(
  db: Db,
  customerId: number,
  productId: number,
): Promise<PlannedVoucher[]> {
  const rows = await selectPayable(db, { customerId, productId })
  return rows.map((row) => ({
    ...row,
    listsProduct: row.lists === 1,
    lapsesAt: lapsesAt(row.expiresAt, row.graceDays),
  }))
}

const selectPayable = often((db, { customerId, productId }: { customerId: number; productId: number }) =>
  selectPlannable(db)
    .select(
      sql<0 | 1>`EXISTS (SELECT 1 FROM template_products
        WHERE template_id = templates.id AND product_id = ${productId})`.as('lists'),
    )
    .where('vouchers.customerId', '=', customerId),
)

/** Vouchers with what decides whether they pay, but for the product. Amounts in minor units. */
export function selectPlannable(db: Db) {
  return db
    .selectFrom('vouchers')
    .innerJoin('templates', 'templates.id', 'vouchers.templateId')
    .innerJoin('partners', 'partners.id', 'vouchers.partnerId')
    .select([
      'partners.graceDays',
      'vouchers.id',
      'vouchers.number',
      'vouchers.balanceMinor',
      'vouchers.state',
      'vouchers.validFromAt',
      'vouchers.expiresAt',
      'templates.scope',
      'templates.paymentMode',
      'templates.minimumSpendMinor',
    ])
}
