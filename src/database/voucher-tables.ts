import type { Generated, GeneratedAlways } from 'kysely'

/** Vouchers, from what asks for them to the ledger of what became of them. */
export interface VoucherTables {
  issuances: IssuancesTable
  issuanceLines: IssuanceLinesTable
  withdrawals: WithdrawalsTable
  vouchers: VouchersTable
  ledgerEntries: LedgerEntriesTable
  statements: StatementsTable
}

interface IssuancesTable {
  id: Generated<number>
  partnerId: number
  templateId: number
  reason: string
  voucherCount: number
  totalMinor: number
  status: 'in_review' | 'issued' | 'rejected' | 'cancelled'
  requestedBy: number | null
  requestedAt: string
  decidedBy: number | null
  decidedAt: string | null
  decisionReason: Generated<string>
}

interface IssuanceLinesTable {
  issuanceId: number
  line: number
  customerId: number
  amountMinor: number
}

interface WithdrawalsTable {
  id: Generated<number>
  partnerId: number
  reason: string
  voucherCount: number
  totalMinor: number
  withdrawnBy: number | null
  withdrawnAt: string
}

interface VouchersTable {
  id: Generated<number>
  partnerId: number
  number: string
  templateId: number
  issuanceId: number
  customerId: number
  faceMinor: number
  balanceMinor: number
  validFromAt: string
  expiresAt: string
  issuedAt: string
  withdrawnAt: string | null
  lapsedAt: string | null
  /** Written by triggers alone. */
  state: GeneratedAlways<'unused' | 'part_used' | 'used_up' | 'expired' | 'withdrawn'>
}

interface LedgerEntriesTable {
  id: Generated<number>
  partnerId: number
  voucherId: number
  kind: 'issue' | 'deduct' | 'refund' | 'withdraw' | 'expire'
  amountMinor: number
  balanceAfterMinor: number
  issuanceId: number | null
  withdrawalId: number | null
  chargeId: Generated<number | null>
  refundId: Generated<number | null>
  memberId: number | null
  postedAt: string
  spanAt: GeneratedAlways<string>
}

interface StatementsTable {
  id: Generated<number>
  partnerId: number
  customerId: number
  tokenHash: string
  createdBy: number | null
  createdAt: string
  openedAt: string | null
  revokedBy: number | null
  revokedAt: string | null
}
