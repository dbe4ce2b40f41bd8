import { type SqlBool, sql } from 'kysely'
import { beginsWith } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'

/** A voucher with the names that its page shows. @throws Problem NOT_FOUND for another partner's, too */
export async function findVoucher(db: Db, partnerId: number, number: string) {
  const row = await db
    .selectFrom('vouchers')
    .innerJoin('customers', 'customers.id', 'vouchers.customerId')
    .innerJoin('templates', 'templates.id', 'vouchers.templateId')
    .innerJoin('issuances', 'issuances.id', 'vouchers.issuanceId')
    .selectAll('vouchers')
    .select([
      'customers.accountId',
      'customers.name as customerName',
      'templates.name as templateName',
      'issuances.reason',
    ])
    .where('vouchers.number', '=', number.toUpperCase())
    .where('vouchers.partnerId', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** The first vouchers whose numbers begin so, by number. @param beginning as numbers are written */
export function findVouchersByNumber(db: Db, partnerId: number, beginning: string, limit: number) {
  return (
    db
      .selectFrom('vouchers')
      .innerJoin('customers', 'customers.id', 'vouchers.customerId')
      .select(['vouchers.number', 'vouchers.state', 'vouchers.expiresAt', 'vouchers.balanceMinor'])
      .select(['customers.accountId', 'customers.name as customerName'])
      .where(beginsWith('vouchers.number', beginning))
      // The plus: the partner has a million of them, and the beginning of a number leaves a few.
      .where(sql<SqlBool>`+vouchers.partner_id = ${partnerId}`)
      .orderBy('vouchers.number')
      .limit(limit)
      .execute()
  )
}
