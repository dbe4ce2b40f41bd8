import type { Generated } from 'kysely'
import type { Flag } from './flag.ts'

/** What vouchers are issued for, and on which terms. */
export interface TemplateTables {
  customers: CustomersTable
  products: ProductsTable
  templates: TemplatesTable
  templateProducts: TemplateProductsTable
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
