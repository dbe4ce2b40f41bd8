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
