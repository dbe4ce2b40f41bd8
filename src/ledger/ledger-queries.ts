import type { Db } from '../database/open.ts'

/** An entry with what its voucher's page shows of its cause. */
export type LedgerEntry = Awaited<ReturnType<typeof listEntries>>[number]

/** A voucher's ledger, oldest first, with the names and reasons that its page shows. */
export function listEntries(db: Db, voucherId: number) {
  return db
    .selectFrom('ledgerEntries')
    .leftJoin('members', 'members.id', 'ledgerEntries.memberId')
    .leftJoin('issuances', 'issuances.id', 'ledgerEntries.issuanceId')
    .leftJoin('withdrawals', 'withdrawals.id', 'ledgerEntries.withdrawalId')
    .leftJoin('charges', 'charges.id', 'ledgerEntries.chargeId')
    .leftJoin('products', 'products.id', 'charges.productId')
    .leftJoin('apiTokens', 'apiTokens.id', 'charges.tokenId')
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
      'charges.chargeId as chargeNumber',
      'products.name as productName',
      'apiTokens.name as tokenName',
    ])
    .where('ledgerEntries.voucherId', '=', voucherId)
    .orderBy('ledgerEntries.id')
    .execute()
}
