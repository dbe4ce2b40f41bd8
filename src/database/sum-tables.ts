/** What triggers add up for the reports. */
export interface SumTables {
  expiryBalances: ExpiryBalancesTable
  customerSums: CustomerSumsTable
  issuedSums: IssuedSumsTable
  usedSums: UsedSumsTable
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
