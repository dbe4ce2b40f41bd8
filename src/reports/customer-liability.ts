import { type SqlBool, sql } from 'kysely'
import { beginsWith, contains, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { type FilterValues, textFilter } from '../web/filters.ts'
import { lookThrough } from '../web/look-through.ts'
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
  const matches = conditionsOf(search)
  return matches
    ? lookThrough(holders(db, search), matches, LARGEST_FIRST, position)
    : takePage(holders(db, search), LARGEST_FIRST, position)
}

/** All of them as they are at one moment, some at a time. */
export async function* allCustomerLiabilities(
  db: Db,
  search: CustomerLiabilitySearch,
): AsyncGenerator<CustomerLiability[]> {
  const query = holders(db, search)
    .where(conditionsOf(search) ?? every())
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

/** Which of them are looked for; `undefined` where all are. */
function conditionsOf({ values: { account_id, name } }: CustomerLiabilitySearch) {
  if (account_id === null && name === null) return undefined
  return every(
    account_id !== null && beginsWith('customers.accountId', account_id),
    name !== null && contains('customers.name', name),
  )
}

function holders(db: Db, search: CustomerLiabilitySearch) {
  const { partnerId, at } = search
  // The plus: where they are looked through, the database goes on to the end of the part, and not to this bound.
  const plus = sql.raw(conditionsOf(search) ? '+' : '')
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
    .where(sql<SqlBool>`${plus}customer_sums.balance_minor > 0`)
}
