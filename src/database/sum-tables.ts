/** What triggers add up for the reports and for the list of bills. */
export interface SumTables {
  expiryBalances: ExpiryBalancesTable
  customerSums: CustomerSumsTable
  issuedSums: IssuedSumsTable
  usedSums: UsedSumsTable
  billSums: BillSumsTable
}

interface ExpiryBalancesTable {
  partnerId: number
  expiresAt: string
  voucherCount: number
  balanceMinor: number
}

interface CustomerSumsTable {
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

interface BillSumsTable {
  billId: number
  chargeCount: number
  chargedMinor: number
  refundCount: number
  refundedMinor: number
  coveredMinor: number
  keptMinor: number
}
