import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'

/** A charge with the names that its page shows. */
export type Charge = Awaited<ReturnType<typeof findCharge>>

/**
 * @param chargeId the billing system's id, in any Unicode form: it is stored in NFC
 * @throws Problem NOT_FOUND for another partner's, too
 */
export async function findCharge(db: Db, partnerId: number, chargeId: string) {
  const row = await db
    .selectFrom('charges')
    .innerJoin('customers', 'customers.id', 'charges.customerId')
    .innerJoin('products', 'products.id', 'charges.productId')
    .leftJoin('members', 'members.id', 'charges.memberId')
    .leftJoin('apiTokens', 'apiTokens.id', 'charges.tokenId')
    .selectAll('charges')
    .select([
      'customers.accountId',
      'customers.name as customerName',
      'products.code as productCode',
      'products.name as productName',
      'members.name as memberName',
      'apiTokens.name as tokenName',
    ])
    .where('charges.partnerId', '=', partnerId)
    .where('charges.chargeId', '=', chargeId.normalize('NFC'))
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** Every entry of the ledger that a charge caused, oldest first, with the vouchers' numbers. */
export function listChargeEntries(db: Db, id: number) {
  return db
    .selectFrom('ledgerEntries')
    .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
    .leftJoin('refunds', 'refunds.id', 'ledgerEntries.refundId')
    .select([
      'ledgerEntries.kind',
      'ledgerEntries.amountMinor',
      'ledgerEntries.balanceAfterMinor',
      'ledgerEntries.postedAt',
      'vouchers.number',
      'refunds.refundId',
    ])
    .where('ledgerEntries.chargeId', '=', id)
    .orderBy('ledgerEntries.id')
    .execute()
}

/** The refunds of a charge, oldest first. */
export function listRefunds(db: Db, id: number) {
  return db
    .selectFrom('refunds')
    .leftJoin('members', 'members.id', 'refunds.memberId')
    .select(['refunds.refundId', 'refunds.amountMinor', 'refunds.keptMinor', 'refunds.postedAt'])
    .select('members.name as memberName')
    .where('refunds.chargeId', '=', id)
    .orderBy('refunds.id')
    .execute()
}
