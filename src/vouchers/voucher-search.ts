import { type Expression, type SqlBool, sql } from 'kysely'
import { every, listed } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { narrow, type Order, type Place } from '../web/paging.ts'
import { conditions, type How, RANGES, type Status, type Wanted } from './voucher-conditions.ts'
import type { VoucherSearch } from './voucher-filters.ts'

// In which order the matching vouchers come, and how the database gets at one page of them.

/** What the list can go along, in a voucher. */
interface Keys {
  id: number
  issuedAt: At
  expiresAt: At
  balanceMinor: number
}

const ID = { column: 'vouchers.id', of: (row: Keys) => row.id } as const

export const ORDERS = {
  id: { keys: [ID], descending: true },
  issue: { keys: [{ column: 'vouchers.issuedAt', of: (row) => row.issuedAt }, ID], descending: true },
  expiry: { keys: [{ column: 'vouchers.expiresAt', of: (row) => row.expiresAt }, ID], descending: false },
  balance: {
    keys: [{ column: 'vouchers.balanceMinor', of: (row) => row.balanceMinor }, ID],
    descending: true,
  },
} as const satisfies Record<string, Order<Keys>>

export type VoucherOrder = keyof typeof ORDERS

/** Which way a page is read: against its order, where one goes back. */
export type Direction = 'asc' | 'desc'

/** The order of a list. */
export function orderOf(search: VoucherSearch): VoucherOrder {
  const { status } = search.values
  const order = chosenOrder(search)
  // They hold nothing, and what ties in the balance is in the order of the ids.
  return order === 'balance' && (status === 'used_up' || status === 'withdrawn') ? 'id' : order
}

/** Without a choice, a list that is narrowed to a range goes along that range. */
function chosenOrder({ values }: VoucherSearch): VoucherOrder {
  const { sort, issued_from, issued_before, expires_from, expires_before, balance_at_least } = values
  if (sort === 'expiry' || sort === 'balance') return sort
  if (sort === null && (expires_from !== null || expires_before !== null)) return 'expiry'
  if (sort === null && balance_at_least !== null) return 'balance'
  return issued_from !== null || issued_before !== null ? 'issue' : 'id'
}

/**
 * How the database goes about a page. Where no one index holds the matching vouchers in order, several do, each a part
 * of them, and the first rows of each are enough.
 */
export type Way =
  /** Along the one index. */
  | 'index'
  /** Through the next vouchers, whatever their template. */
  | 'nearest'
  /** Along those of each template. */
  | 'templates'
  /** Along those that have lapsed, of each template where some are asked for, and all that wait to. */
  | 'expired'
  /** Along those that have expired and hold something: that is little. */
  | 'holding'

/** The way that suits what is looked for. */
export function wayOf({ values }: VoucherSearch, wanted: Wanted, order: VoucherOrder): Way {
  const { number, accountId, issuanceId, templateId, templateIds } = wanted
  if (number !== null || accountId !== null || issuanceId !== null || templateId !== null) return 'index'
  const isExpired = values.status === 'expired'
  if (isExpired && order === 'balance' && wanted.balanceMinor !== null) return 'holding'
  if (isExpired && (order === 'id' || order === 'balance')) return 'expired'
  return templateIds === null ? 'index' : 'nearest'
}

/** The way where the nearest vouchers do not fill the page. Those of a template are in an index by their ids alone. */
export function wayWithoutNearest(order: VoucherOrder): Way {
  return order === 'id' ? 'templates' : 'index'
}

/** A page of what is looked for: behind which keys of the order it begins, and how many rows are read. */
export type Asked = Wanted & {
  behindId: string | number | null
  behindKey: string | number | null
  limit: number
}

/** The bound that a walk begins at, by its order and direction. */
const BEGINNINGS: Partial<Record<`${VoucherOrder} ${Direction}`, keyof Wanted>> = {
  'issue asc': 'issuedFromAt',
  'issue desc': 'issuedBeforeAt',
  'expiry asc': 'expiresFromAt',
  'expiry desc': 'expiresBeforeAt',
  'balance asc': 'balanceMinor',
}

/**
 * What is looked for, without the bound that a page further on is within anyway. The database goes along its index from
 * one of the two, and would rather take the bound: past all that the pages before have shown.
 */
export function withoutPassedBound(asked: Asked, order: VoucherOrder, direction: Direction): Asked {
  const beginning = BEGINNINGS[`${order} ${direction}`]
  const bound = beginning && asked[beginning]
  const { behindKey } = asked
  if (beginning === undefined || bound == null || behindKey === null) return asked
  const isPassed = direction === 'asc' ? behindKey > bound : behindKey < bound
  return isPassed ? { ...asked, [beginning]: null } : asked
}

/** The vouchers of a page, in order: what the order goes by and nothing else, as the index that it walks along holds. */
export function placesOf(
  db: Db,
  asked: Asked,
  status: Status,
  order: VoucherOrder,
  direction: Direction,
  way: Way,
) {
  const { behindId, behindKey, limit } = asked
  const behind = [behindKey, behindId].filter((key) => key !== null)
  const place = { behind: behind.length > 0 ? behind : null, descending: direction === 'desc', limit }
  const found = keysOf(db, order).where((eb) => {
    if (way === 'index') return conditions(eb, asked, { status })
    if (way === 'nearest') return conditions(eb, asked, nearestOf(db, asked, status, order, place))
    const walks = {
      templates: () => ofEachTemplate(db, asked, { status }, order, place),
      expired: () => sql`${lapsedOnes(db, asked, order, place)} UNION ALL ${waitingOnes(db, asked, order)}`,
      holding: () => waitingOnes(db, asked, order),
    }[way]()
    return sql<SqlBool>`vouchers.id IN (${walks})`
  })
  return narrow(found, ORDERS[order], place)
}

function keysOf(db: Db, order: VoucherOrder) {
  return db.selectFrom('vouchers').select(ORDERS[order].keys.map(({ column }) => column))
}

/** How many of the next vouchers are looked through for each row of a page, whatever their template. */
const NEAREST: Record<VoucherOrder, number> = {
  id: 10,
  // Those of the templates would all have to be sorted, and those that expire next are of few templates.
  issue: 20,
  expiry: 20,
  balance: 20,
}

/** The matching ones among the next vouchers: of templates that many have, they fill the page. */
function nearestOf(db: Db, wanted: Wanted, status: Status, order: VoucherOrder, place: Place): How {
  // By issue and balance no index holds those of a state, and all up to the last of them would be looked at.
  const byState = status !== 'any' && status !== 'expired' && (order === 'id' || order === 'expiry')
  const all = keysOf(db, order)
    .where('vouchers.partnerId', '=', wanted.partnerId)
    .where((eb) => every(...RANGES[order](eb, wanted)))
  const next = byState ? all.where(sql<SqlBool>`vouchers.state = ${status}`) : all
  const last = narrow(next, ORDERS[order], place)
    .limit(1)
    .offset(sql<number>`${NEAREST[order]} * ${place.limit}`)
  const keys = sql.join(ORDERS[order].keys.map(({ column }) => sql.ref(column)))
  const within = sql<SqlBool>`(${keys}) ${sql.raw(place.descending ? '>' : '<')} (${last})`
  return { status, acrossTemplates: true, nearest: { within, byState } }
}

/** The first vouchers of each template. */
function ofEachTemplate(db: Db, wanted: Wanted, how: How, order: VoucherOrder, place: Place) {
  const walk = matching(db, wanted, { ...how, template: sql`vouchers.template_id = templates.id` }, order)
  return sql`SELECT found.id FROM templates JOIN vouchers AS found
    ON found.id IN (${idsIn(narrow(walk, ORDERS[order], place))})
    WHERE templates.id IN ${listed(wanted.templateIds)}`
}

/** The first vouchers that have lapsed. */
function lapsedOnes(db: Db, wanted: Wanted, order: VoucherOrder, place: Place) {
  const how: How = { status: order === 'balance' ? 'lapsed and empty' : 'lapsed' }
  if (wanted.templateIds !== null) return ofEachTemplate(db, wanted, how, order, place)
  return idsIn(narrow(matching(db, wanted, how, order), ORDERS[order], place))
}

/** All vouchers that have expired and have not lapsed: little, and in no order. By balance, all that hold something. */
function waitingOnes(db: Db, wanted: Wanted, order: VoucherOrder) {
  const status = order === 'balance' ? 'expired and holding' : 'waiting'
  return idsIn(matching(db, wanted, { status, acrossTemplates: true }, order))
}

function matching(db: Db, wanted: Wanted, how: How, order: VoucherOrder) {
  return keysOf(db, order).where((eb) => conditions(eb, wanted, how))
}

/** Of vouchers with all keys of an order, their ids alone. */
function idsIn(vouchers: Expression<unknown>) {
  return sql`SELECT id FROM (${vouchers})`
}
