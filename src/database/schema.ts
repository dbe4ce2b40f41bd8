import type { Generated, GeneratedAlways } from 'kysely'

/**
 * The row types of every table; the migrations hold the same with its constraints and comments.
 *
 * Names end in their unit: `...Minor` is an integer in the minor unit of the partner's currency, `...At` a
 * UTC instant as ISO 8601 text with milliseconds, `...On` a day as YYYY-MM-DD. Flags are 0 or 1.
 */
export interface Tables {
  partners: PartnersTable
  members: MembersTable
  setupLinks: SetupLinksTable
  sessions: SessionsTable
  signInAttempts: SignInAttemptsTable
  drafts: DraftsTable
  auditEvents: AuditEventsTable
  customers: CustomersTable
  products: ProductsTable
  templates: TemplatesTable
  templateProducts: TemplateProductsTable
  issuances: IssuancesTable
  issuanceLines: IssuanceLinesTable
  withdrawals: WithdrawalsTable
  vouchers: VouchersTable
  ledgerEntries: LedgerEntriesTable
  apiTokens: ApiTokensTable
  bills: BillsTable
  charges: ChargesTable
  refunds: RefundsTable
  billedFees: BilledFeesTable
  billColumns: BillColumnsTable
  recoveryCodes: RecoveryCodesTable
  invitations: InvitationsTable
  budgetEntries: BudgetEntriesTable
  statements: StatementsTable
  expiryBalances: ExpiryBalancesTable
  customerBalances: CustomerBalancesTable
  issuedSums: IssuedSumsTable
  usedSums: UsedSumsTable
}

type Flag = 0 | 1

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
}

interface MembersTable {
  id: Generated<number>
  partnerId: number
  name: string
  email: string
  passwordHash: string
  role: 'owner' | 'issuer' | 'reviewer' | 'viewer'
  createdAt: string
  active: Generated<Flag>
  twoStepSecret: string | null
  twoStepCounter: number | null
  language: string | null
}

interface RecoveryCodesTable {
  memberId: number
  codeHash: string
  usedAt: string | null
}

interface InvitationsTable {
  id: Generated<number>
  partnerId: number
  kind: 'invitation' | 'reset'
  tokenHash: string
  name: string
  role: 'owner' | 'issuer' | 'reviewer' | 'viewer' | null
  memberId: number | null
  createdBy: number | null
  createdAt: string
  expiresAt: string
  usedAt: string | null
  revokedAt: string | null
}

interface SetupLinksTable {
  tokenHash: string
  expiresAt: string
}

interface SessionsTable {
  idHash: string
  memberId: number
  address: string
  userAgent: string
  createdAt: string
  lastSeenAt: string
  awaitsCode: Generated<Flag>
}

interface SignInAttemptsTable {
  subject: string
  failures: number
  blockedUntilAt: string
}

interface DraftsTable {
  id: string
  memberId: number
  kind: string
  content: string
  createdAt: string
  resultPath: string | null
}

interface AuditEventsTable {
  id: Generated<number>
  partnerId: number
  memberId: number | null
  address: string
  action: string
  subject: string
  before: string | null
  after: string | null
  at: string
}

interface CustomersTable {
  id: Generated<number>
  partnerId: number
  accountId: string
  name: string
  email: string
  active: Flag
  createdAt: string
}

interface ProductsTable {
  id: Generated<number>
  partnerId: number
  code: string
  name: string
  category: string
  excludedFromGeneral: Flag
  eligibleForSpecific: Flag
  createdAt: string
}

interface TemplatesTable {
  id: Generated<number>
  partnerId: number
  name: string
  usage: 'product_trial' | 'customer_offer'
  scope: 'general' | 'allowlist' | 'blocklist'
  paymentMode: 'all' | 'prepaid' | 'postpaid'
  amountMinor: number
  minimumSpendMinor: number
  validity: 'fixed' | 'days'
  firstDayOn: string | null
  lastDayOn: string | null
  validDays: number | null
  funding: 'own_cost' | 'sponsored'
  maxVouchers: number | null
  maxVouchersPerCustomer: number | null
  maxTotalMinor: number | null
  note: string
  createdBy: number | null
  createdAt: string
  frozenAt: string | null
  archivedAt: string | null
  issuedCount: Generated<number>
  issuedMinor: Generated<number>
}

interface TemplateProductsTable {
  templateId: number
  productId: number
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

interface BillsTable {
  id: Generated<number>
  partnerId: number
  fileName: string
  fileHash: string
  covers: 'whole_period' | 'further_lines'
  lineCount: number
  leftOutCount: number
  postedBy: number | null
  postedAt: string
}

interface ChargesTable {
  id: Generated<number>
  partnerId: number
  chargeId: string
  customerId: number
  productId: number
  paymentMode: 'prepaid' | 'postpaid'
  amountMinor: number
  coveredMinor: Generated<number>
  refundedMinor: Generated<number>
  keptMinor: Generated<number>
  returnableMinor: GeneratedAlways<number>
  payableMinor: GeneratedAlways<number>
  exactAmount: string | null
  occurredAt: string
  description: string
  source: 'api' | 'hand' | 'bill'
  billId: number | null
  billedFeeId: Generated<number | null>
  fingerprint: string
  refused: string
  memberId: number | null
  tokenId: number | null
  postedAt: string
}

interface RefundsTable {
  id: Generated<number>
  partnerId: number
  refundId: string
  chargeId: number
  amountMinor: number
  keptMinor: Generated<number>
  billId: number | null
  memberId: number | null
  tokenId: number | null
  postedAt: string
}

interface BilledFeesTable {
  id: Generated<number>
  partnerId: number
  provider: string
  periodStartAt: string
  customerId: number
  productId: number
  paymentMode: 'prepaid' | 'postpaid'
  exactAmount: string
  postedMinor: number
}

interface BillColumnsTable {
  partnerId: number
  headerHash: string
  columns: string
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

interface ExpiryBalancesTable {
  partnerId: number
  expiresAt: string
  voucherCount: number
  balanceMinor: number
}

interface CustomerBalancesTable {
  customerId: number
  partnerId: number
  voucherCount: number
  balanceMinor: number
}

interface IssuedSumsTable {
  partnerId: number
  spanAt: string
  voucherCount: number
  amountMinor: number
}

interface UsedSumsTable {
  partnerId: number
  spanAt: string
  productId: number
  amountMinor: number
}
