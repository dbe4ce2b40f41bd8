import type { Db } from '../database/open.ts'

/** A voucher's ledger, oldest first, with the names and reasons that its page shows. */
export function listEntries(db: Db, voucherId: number) {
  return db
    .selectFrom('ledgerEntries')
    .leftJoin('members', 'members.id', 'ledgerEntries.memberId')
    .leftJoin('issuances', 'issuances.id', 'ledgerEntries.issuanceId')
    .leftJoin('withdrawals', 'withdrawals.id', 'ledgerEntries.withdrawalId')
    .select([
      'ledgerEntries.id',
      'ledgerEntries.kind',
      'ledgerEntries.amountMinor',
      'ledgerEntries.balanceAfterMinor',
      'ledgerEntries.issuanceId',
      'ledgerEntries.withdrawalId',
      'ledgerEntries.postedAt',
      'members.name as memberName',
      'issuances.reason as issuanceReason',
      'withdrawals.reason as withdrawalReason',
    ])
    .where('ledgerEntries.voucherId', '=', voucherId)
    .orderBy('ledgerEntries.id')
    .execute()
}
