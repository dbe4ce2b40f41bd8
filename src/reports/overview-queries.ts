import { sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { readWholeSum, wholeSum } from '../database/whole-sum.ts'

/** What a desk needs before its first voucher, and whether it has it. */
export interface Beginnings {
  products: boolean
  customers: boolean
  templates: boolean
  /** Whether vouchers were asked for, too: then it has begun. */
  issuances: boolean
}

/** How far a partner's desk is set up. */
export async function findBeginnings(db: Db, partnerId: number): Promise<Beginnings> {
  const has = (table: keyof Beginnings) =>
    sql<0 | 1>`EXISTS (SELECT 1 FROM ${sql.table(table)} WHERE partner_id = ${partnerId})`
  const { rows } = await sql<Record<keyof Beginnings, 0 | 1>>`
    SELECT ${has('products')} AS products, ${has('customers')} AS customers, ${has('templates')} AS templates,
      ${has('issuances')} AS issuances`.execute(db)
  const { products, customers, templates, issuances } = rows[0] ?? {}
  return {
    products: products === 1,
    customers: customers === 1,
    templates: templates === 1,
    issuances: issuances === 1,
  }
}

/** The issuances that wait for a reviewer, and what they come to in minor units. */
export async function sumInReview(
  db: Db,
  partnerId: number,
): Promise<{ issuances: number; totalMinor: bigint }> {
  const { issuances, total } = await db
    .selectFrom('issuances')
    .select([(eb) => eb.fn.countAll<number>().as('issuances'), wholeSum('totalMinor').as('total')])
    .where('partnerId', '=', partnerId)
    // Written out, and not as a value: so the database knows that the index `issuances_in_review` has them all.
    .where(sql<boolean>`status = 'in_review'`)
    .executeTakeFirstOrThrow()
  return { issuances, totalMinor: readWholeSum(total) }
}
