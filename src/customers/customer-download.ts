import type { Download } from '../web/downloads.ts'
import { customerFilters, listCustomers, type StoredCustomer } from './customer-queries.ts'

/** The names of a customer's values in downloads, in their order: those that an import reads. */
const CUSTOMER_COLUMNS = ['account_id', 'name', 'email', 'active'] as const

function toRecord({ accountId, name, email, active }: StoredCustomer) {
  return { account_id: accountId, name, email, active }
}

/** The list of customers as a file. */
export const customerDownload: Download<
  typeof customerFilters,
  StoredCustomer,
  (typeof CUSTOMER_COLUMNS)[number]
> = {
  name: 'customers',
  columns: CUSTOMER_COLUMNS,
  filters: () => customerFilters,
  open: (db, { partner }) => ({
    take: (...page) => listCustomers(db, partner.id, ...page),
    toRecord,
  }),
}
