import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { readWholeSum, wholeSum } from '../database/whole-sum.ts'
import type { At } from '../time/instant.ts'
import type { Stretch } from '../time/month.ts'

/** What was used of one product, stretch by stretch. */
export interface ProductUsage {
  code: string
  name: string
  /** One sum for each stretch that was asked for, in minor units: deductions less refunds. */
  usedMinor: bigint[]
}

/**
 * What the partner issued, in minor units.
 * @param stretch a month, or whatever else no span of the kept sums reaches out of
 */
export async function sumIssued(db: Db, partnerId: number, { fromAt, beforeAt }: Stretch): Promise<bigint> {
  const { issued } = await db
    .selectFrom('issuedSums')
    .select(wholeSum('amountMinor').as('issued'))
    .where('partnerId', '=', partnerId)
    .where('spanAt', '>=', fromAt)
    .where('spanAt', '<', beforeAt)
    .executeTakeFirstOrThrow()
  return readWholeSum(issued)
}

/** When a voucher of the partner's was first used, to within its span of the kept sums; `null` where none was. */
export async function findFirstUse(db: Db, partnerId: number): Promise<At | null> {
  const { first } = await db
    .selectFrom('usedSums')
    .select((eb) => eb.fn.min('spanAt').as('first'))
    .where('partnerId', '=', partnerId)
    .executeTakeFirstOrThrow()
  return first
}

/**
 * What was used of the partner's vouchers, deductions less refunds, in minor units.
 * @param months one or more of them; the answer is in their order
 */
export async function sumUsed(db: Db, partnerId: number, months: readonly Stretch[]): Promise<bigint[]> {
  const { rows } = await sql<{ used: string }>`
    ${stretchTable(months)}
    SELECT ${wholeSum('amountMinor')} AS used
    FROM stretches LEFT JOIN used_sums ON partner_id = ${partnerId} AND span_at >= from_at AND span_at < before_at
    GROUP BY place ORDER BY place`.execute(db)
  return rows.map(({ used }) => readWholeSum(used))
}

/**
 * The same by product: those of which anything was used or refunded in these months, by code.
 * @param months one or more of them
 */
export async function listProductUsage(
  db: Db,
  partnerId: number,
  months: readonly Stretch[],
): Promise<ProductUsage[]> {
  const { rows } = await sql<{ code: string; name: string; place: number; used: string }>`
    ${stretchTable(months)}, used AS (
      SELECT product_id, place, ${wholeSum('amountMinor')} AS used
      FROM stretches CROSS JOIN used_sums
      WHERE partner_id = ${partnerId} AND span_at >= from_at AND span_at < before_at
      GROUP BY product_id, place
    )
    SELECT code, name, place, used FROM used JOIN products ON products.id = product_id ORDER BY code`.execute(
    db,
  )
  const products = new Map<string, ProductUsage>()
  for (const { code, name, place, used } of rows) {
    const product = products.get(code) ?? { code, name, usedMinor: months.map(() => 0n) }
    product.usedMinor[place] = readWholeSum(used)
    products.set(code, product)
  }
  return [...products.values()]
}

function stretchTable(stretches: readonly Stretch[]): RawBuilder<unknown> {
  const values = stretches.map(({ fromAt, beforeAt }, place) => sql`(${place}, ${fromAt}, ${beforeAt})`)
  return sql`WITH stretches (place, from_at, before_at) AS (VALUES ${sql.join(values)})`
}
