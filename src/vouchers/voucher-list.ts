import { sql } from 'kysely'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import { readWholeSum, wholeSum } from '../database/whole-sum.ts'
import { rememberingOf } from '../remembering.ts'
import { type FrozenTerms, frozenTerms } from '../templates/frozen-terms.ts'
import type { At } from '../time/instant.ts'
import { type Page, type Position, pageAt } from '../web/paging.ts'
import type { VoucherStatus } from './voucher.ts'
import { conditions, type How, type Status, statusOf, type Wanted, wantedOf } from './voucher-conditions.ts'
import type { VoucherSearch } from './voucher-filters.ts'
import {
  type Asked,
  type Direction,
  ORDERS,
  orderOf,
  placesOf,
  type VoucherOrder,
  type Way,
  wayOf,
  wayWithoutNearest,
  withoutPassedBound,
} from './voucher-search.ts'

/** A row of the list: the voucher, and of its terms what the list shows. Amounts in minor units. */
export interface VoucherRow {
  id: number
  number: string
  accountId: string
  customerName: string
  templateId: number
  terms: FrozenTerms
  faceMinor: number
  balanceMinor: number
  state: VoucherStatus
  validFromAt: At
  expiresAt: At
  issuedAt: At
  reason: string
}

type FoundRow = Omit<VoucherRow, 'terms'>

/** One page of the vouchers that match, in the order that was asked for. */
export async function listVouchers(
  db: Db,
  search: VoucherSearch,
  position: Position,
  size?: number,
): Promise<Page<VoucherRow>> {
  const order = orderOf(search)
  const { behind, descending, limit, toPage } = pageAt<FoundRow>(ORDERS[order], position, size)
  // The id is the last key of every order, and the only one of some.
  const [behindId = null, behindKey = null] = behind?.toReversed() ?? []
  const wanted = await wantedOf(db, search)
  const direction = descending ? 'desc' : 'asc'
  const asked = withoutPassedBound({ ...wanted, behindId, behindKey, limit }, order, direction)
  const take = (way: Way) => selectRows(db, asked, statusOf(search), order, direction, way)
  const way = wayOf(search, wanted, order)
  let found = await take(way)
  if (way === 'nearest' && found.length < limit) found = await take(wayWithoutNearest(order))
  const page = toPage(found)
  return { ...page, rows: await withTerms(db, page.rows) }
}

async function withTerms(db: Db, rows: FoundRow[]): Promise<VoucherRow[]> {
  const termsOf = await frozenTerms(
    db,
    rows.map(({ templateId }) => templateId),
  )
  return rows.map((row) => ({ ...row, terms: termsOf(row.templateId) }))
}

/** The places of the vouchers first, and then, of those alone, what is shown. */
const selectRows = often(
  (db, asked: Asked, status: Status, order: VoucherOrder, direction: Direction, way: Way) => {
    const rows = db
      .selectFrom(placesOf(db, asked, status, order, direction, way).as('places'))
      .innerJoin('vouchers', 'vouchers.id', 'places.id')
      .innerJoin('customers', 'customers.id', 'vouchers.customerId')
      .innerJoin('issuances', 'issuances.id', 'vouchers.issuanceId')
      .select([
        'vouchers.id',
        'vouchers.number',
        'customers.accountId',
        'customers.name as customerName',
        'vouchers.templateId',
        'vouchers.faceMinor',
        'vouchers.balanceMinor',
        'vouchers.state',
        'vouchers.validFromAt',
        'vouchers.expiresAt',
        'vouchers.issuedAt',
        'issuances.reason',
      ])
    // By the keys of the places, which come in this order: by those of the vouchers they would be sorted.
    const keys = ORDERS[order].keys.map(({ column }) => sql.ref(column.replace('vouchers', 'places')))
    return keys.reduce((query, key) => query.orderBy(key, direction), rows)
  },
)

/** Counting and adding up stop here: past it both would have to be done anew at every look. */
export const COUNTED_AT_MOST = 1000

/** How many vouchers match, and what they hold together; `null` where they are more than COUNTED_AT_MOST. */
export async function sumVouchers(
  db: Db,
  search: VoucherSearch,
): Promise<{ count: number; balanceMinor: bigint } | null> {
  const isWhole = Object.entries(search.values).every(([name, value]) => value === null || name === 'sort')
  const holders = holdersOfMore(db)
  if (isWhole && holders.has(search.partner.id)) return null
  const wanted = await wantedOf(db, search)
  // Nobody is shown the sum of more: to step over them takes less than to add them up.
  const [more] = await selectMore(db, wanted, statusOf(search))
  if (more) {
    holders.add(search.partner.id)
    return null
  }
  const [sums] = await selectSums(db, wanted, statusOf(search))
  return { count: sums?.count ?? 0, balanceMinor: readWholeSum(sums?.balance ?? '') }
}

/**
 * The partners who have more vouchers than are counted. No voucher is ever deleted, so that they always will, and it
 * need not be found out at every look at their list.
 */
const holdersOfMore = rememberingOf((_: Db) => new Set<number>())

const selectMore = often((db, wanted: Wanted, status: Status) =>
  db
    .selectFrom(balancesOf(db, wanted, status).as('matching'))
    .select(sql`1`.as('one'))
    .limit(1)
    .offset(COUNTED_AT_MOST),
)

const selectSums = often((db, wanted: Wanted, status: Status) =>
  db
    .selectFrom(balancesOf(db, wanted, status).limit(COUNTED_AT_MOST).as('matching'))
    .select((eb) => [eb.fn.countAll<number>().as('count'), wholeSum('balanceMinor').as('balance')]),
)

/** The balances of the vouchers that match, in no order. */
function balancesOf(db: Db, wanted: Wanted, status: Status) {
  const some = (how: How) =>
    db
      .selectFrom('vouchers')
      .select('vouchers.balanceMinor')
      .where((eb) => conditions(eb, wanted, how))
  return status === 'expired'
    ? some({ status: 'lapsed' }).unionAll(some({ status: 'waiting' }))
    : some({ status })
}
