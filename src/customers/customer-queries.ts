import { beginsWith, contains, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { choiceFilter, type FilterValues, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import type { Customer } from './customer.ts'

/** A stored customer. */
export type StoredCustomer = Customer & { id: number }

export const CUSTOMER_STATUS_OPTIONS = [
  ['active', 'Active'],
  ['inactive', 'Not active'],
] as const

export const customerFilters = {
  account_id: textFilter('Account id begins with'),
  name: textFilter('Name contains'),
  status: choiceFilter('Status', CUSTOMER_STATUS_OPTIONS),
}

export type CustomerFilterValues = FilterValues<typeof customerFilters>

const BY_ACCOUNT_ID: Order<CustomerRow> = {
  keys: [{ column: 'customers.accountId', of: (row) => row.accountId }],
  descending: false,
}

/** One page of the partner's customers, by account id. @param size how many rows the page has */
export async function listCustomers(
  db: Db,
  partnerId: number,
  { account_id, name, status }: CustomerFilterValues,
  position: Position,
  size?: number,
): Promise<Page<StoredCustomer>> {
  const query = customersOf(db, partnerId).where((eb) =>
    every(
      account_id !== null && beginsWith('customers.accountId', account_id),
      name !== null && contains('customers.name', name),
      status !== null && eb('customers.active', '=', status === 'active' ? 1 : 0),
    ),
  )
  const { rows, ...cursors } = await takePage(query, BY_ACCOUNT_ID, position, size)
  return { rows: rows.map(toCustomer), ...cursors }
}

/** @throws Problem NOT_FOUND for another partner's, too */
export async function findCustomer(db: Db, partnerId: number, id: number): Promise<StoredCustomer> {
  const row = await customersOf(db, partnerId).where('customers.id', '=', id).executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return toCustomer(row)
}

/** The partner's customers of these account ids. @param accountIds a few hundred at most */
export async function findCustomersByAccountId(
  db: Db,
  partnerId: number,
  accountIds: readonly string[],
): Promise<StoredCustomer[]> {
  const rows = await customersOf(db, partnerId).where('customers.accountId', 'in', accountIds).execute()
  return rows.map(toCustomer)
}

type CustomerRow = Omit<StoredCustomer, 'active'> & { active: 0 | 1 }

function customersOf(db: Db, partnerId: number) {
  return db
    .selectFrom('customers')
    .select(['customers.id', 'customers.accountId', 'customers.name', 'customers.email', 'customers.active'])
    .where('customers.partnerId', '=', partnerId)
}

function toCustomer(row: CustomerRow): StoredCustomer {
  return { ...row, active: row.active === 1 }
}
