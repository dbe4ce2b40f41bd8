import { sql } from 'kysely'
import { beginsWith, contains, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { type FilterValues, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'

export const customerLiabilityFilters = {
  account_id: textFilter('Account id begins with'),
  name: textFilter('Name contains'),
}

const ROWS_AT_A_TIME = 500

/** A customer whose vouchers hold something. The amounts are minor units, as texts of any length. */
export interface CustomerLiability {
  customerId: number
  accountId: string
  name: string
  vouchers: number
  /** All that its vouchers hold. */
  held: string
  /** The part of it that has expired, and waits for late bills. */
  waiting: string
}

/** Whose customers, which of them, and at which instant their vouchers are looked at. */
interface CustomerLiabilitySearch {
  partnerId: number
  values: FilterValues<typeof customerLiabilityFilters>
  at: At
}

const LARGEST_FIRST: Order<CustomerLiability> = {
  keys: [
    { column: 'customerSums.balanceMinor', of: (row) => row.held },
    { column: 'customerSums.customerId', of: (row) => row.customerId },
  ],
  descending: true,
}

/** One page of the customers whose vouchers hold something, the one with the most first. */
export function listCustomerLiabilities(
  db: Db,
  search: CustomerLiabilitySearch,
  position: Position,
): Promise<Page<CustomerLiability>> {
  return takePage(matching(db, search), LARGEST_FIRST, position)
}

/** All of them as they are at one moment, some at a time. */
export async function* allCustomerLiabilities(
  db: Db,
  search: CustomerLiabilitySearch,
): AsyncGenerator<CustomerLiability[]> {
  const query = matching(db, search)
    .orderBy('customerSums.balanceMinor', 'desc')
    .orderBy('customerSums.customerId', 'desc')
  let rows: CustomerLiability[] = []
  for await (const row of query.stream(ROWS_AT_A_TIME)) {
    rows.push(row)
    if (rows.length < ROWS_AT_A_TIME) continue
    yield rows
    rows = []
  }
  yield rows
}

function matching(db: Db, { partnerId, values: { account_id, name }, at }: CustomerLiabilitySearch) {
  return db
    .selectFrom('customerSums')
    .innerJoin('customers', 'customers.id', 'customerSums.customerId')
    .select([
      'customerSums.balanceMinor',
      'customerSums.customerId',
      'customers.accountId',
      'customers.name',
      'customerSums.voucherCount as vouchers',
      sql<string>`cast(customer_sums.balance_minor AS text)`.as('held'),
      sql<string>`cast(coalesce((SELECT sum(balance_minor) FROM vouchers
        WHERE vouchers.customer_id = customer_sums.customer_id AND vouchers.balance_minor > 0
          AND vouchers.expires_at <= ${at}), 0) AS text)`.as('waiting'),
    ])
    .where('customerSums.partnerId', '=', partnerId)
    .where('customerSums.balanceMinor', '>', 0)
    .where(
      every(
        account_id !== null && beginsWith('customers.accountId', account_id),
        name !== null && contains('customers.name', name),
      ),
    )
}
