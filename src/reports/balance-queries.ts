import { sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { readWholeSum, wholeSum } from '../database/whole-sum.ts'
import type { At } from '../time/instant.ts'

/** Vouchers that hold something, and what they hold together, in minor units. */
export interface Balance {
  vouchers: number
  balanceMinor: bigint
}

/** What expires at an instant. */
export interface ExpiryBalance extends Balance {
  expiresAt: At
}

/**
 * What the partner's vouchers hold that expires after one instant and no later than another.
 * @param stretches any number of them; the answer is in their order
 */
export async function sumBalances(
  db: Db,
  partnerId: number,
  stretches: readonly { afterAt: At; untilAt: At }[],
): Promise<Balance[]> {
  const values = stretches.map(({ afterAt, untilAt }, place) => sql`(${place}, ${afterAt}, ${untilAt})`)
  const { rows } = await sql<{ vouchers: number; balance: string }>`
    WITH stretches (place, after_at, until_at) AS (VALUES ${sql.join(values)})
    SELECT coalesce(sum(voucher_count), 0) AS vouchers, ${wholeSum('balanceMinor')} AS balance
    FROM stretches LEFT JOIN expiry_balances
      ON partner_id = ${partnerId} AND expires_at > after_at AND expires_at <= until_at
    GROUP BY place ORDER BY place`.execute(db)
  return rows.map(({ vouchers, balance }) => ({ vouchers, balanceMinor: readWholeSum(balance) }))
}

/** What the partner's vouchers hold, by the instant at which they expire or expired, soonest first. */
export async function listExpiryBalances(db: Db, partnerId: number): Promise<ExpiryBalance[]> {
  const rows = await db
    .selectFrom('expiryBalances')
    .select(['expiresAt', 'voucherCount as vouchers', sql<string>`cast(balance_minor AS text)`.as('balance')])
    .where('partnerId', '=', partnerId)
    .where('voucherCount', '>', 0)
    .orderBy('expiresAt')
    .execute()
  return rows.map(({ balance, ...row }) => ({ ...row, balanceMinor: BigInt(balance) }))
}
