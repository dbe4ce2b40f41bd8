import type { Generated, GeneratedAlways } from 'kysely'

/** Fees, and the files that bring them. */
export interface ChargeTables {
  charges: ChargesTable
  refunds: RefundsTable
  bills: BillsTable
  billedFees: BilledFeesTable
  billColumns: BillColumnsTable
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
  cover: GeneratedAlways<'fully' | 'partly' | 'not_at_all'>
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
