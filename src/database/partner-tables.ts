import type { Generated, GeneratedAlways } from 'kysely'
import type { Flag } from './flag.ts'

/** A partner, its settings and what it may issue, and what acts for it without a person. */
export interface PartnerTables {
  partners: PartnersTable
  utcOffsets: UtcOffsetsTable
  apiTokens: ApiTokensTable
  budgetEntries: BudgetEntriesTable
}

interface PartnersTable {
  id: Generated<number>
  name: string
  currency: string
  timeZone: string
  createdAt: string
  graceDays: Generated<number>
  refundsReturn: Generated<Flag>
  withdrawPartUsed: Generated<Flag>
  withdrawnReturns: Generated<Flag>
  expiredReturns: Generated<Flag>
  reviewThresholdMinor: number | null
  twoStepRequired: Generated<Flag>
  minorPerUnit: GeneratedAlways<number>
}

interface UtcOffsetsTable {
  timeZone: string
  fromAt: string
  minutes: number
}

interface ApiTokensTable {
  id: Generated<number>
  partnerId: number
  name: string
  tokenHash: string
  scopes: 'read' | 'charges:write' | 'charges:write read'
  createdBy: number | null
  createdAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}

interface BudgetEntriesTable {
  id: Generated<number>
  partnerId: number
  kind: 'allocate' | 'reclaim' | 'issue' | 'withdraw' | 'expire'
  amountMinor: number
  totalMinor: number
  remainingMinor: number
  afterEntryId: number
  reason: string | null
  issuanceId: number | null
  withdrawalId: number | null
  memberId: number | null
  postedAt: string
}
