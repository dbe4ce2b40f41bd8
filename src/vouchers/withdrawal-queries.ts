import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'

/** @throws Problem NOT_FOUND for another partner's, too */
export async function findWithdrawal(db: Db, partnerId: number, id: number) {
  const row = await db
    .selectFrom('withdrawals')
    .leftJoin('members', 'members.id', 'withdrawals.withdrawnBy')
    .selectAll('withdrawals')
    .select('members.name as memberName')
    .where('withdrawals.id', '=', id)
    .where('withdrawals.partnerId', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** The first vouchers of a withdrawal, and what was taken back of each, in minor units. */
export async function listWithdrawn(db: Db, withdrawalId: number, limit: number) {
  const rows = await db
    .selectFrom('ledgerEntries')
    .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
    .innerJoin('customers', 'customers.id', 'vouchers.customerId')
    .select([
      'vouchers.number',
      'customers.accountId',
      'customers.name as customerName',
      'ledgerEntries.amountMinor',
    ])
    .where('ledgerEntries.withdrawalId', '=', withdrawalId)
    .orderBy('ledgerEntries.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, amountMinor: -row.amountMinor }))
}
