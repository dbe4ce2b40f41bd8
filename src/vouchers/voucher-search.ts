import { type RawBuilder, type SqlBool, sql } from 'kysely'
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

/** Without a choice, a list that is narrowed to a range goes along that range. */
export function orderOf({ values }: VoucherSearch): VoucherOrder {
  const { sort, status, issued_from, issued_before, expires_from, expires_before, balance_at_least } = values
  // They hold nothing, and what ties in the balance is in the order of the ids.
  if (sort === 'balance' && (status === 'used_up' || status === 'withdrawn')) return 'id'
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
  /** Along those that have lapsed, and all that wait to. */
  | 'expired'

/** The way that suits what is looked for. */
export function wayOf({ values }: VoucherSearch, wanted: Wanted, order: VoucherOrder): Way {
  const { number, accountId, issuanceId, templateId, templateIds } = wanted
  if (number !== null || accountId !== null || issuanceId !== null || templateId !== null) return 'index'
  const isExpired = values.status === 'expired' && (order === 'id' || order === 'balance')
  if (templateIds === null) return isExpired ? 'expired' : 'index'
  return isExpired ? 'templates' : 'nearest'
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
    return sql<SqlBool>`vouchers.id IN (${firstOf(db, asked, status, order, place, way)})`
  })
  return narrow(found, ORDERS[order], place)
}

function keysOf(db: Db, order: VoucherOrder) {
  return db.selectFrom('vouchers').select(ORDERS[order].keys.map(({ column }) => column))
}

/** How many of the next vouchers are looked through, whatever their template, before each template's own are. */
const NEAREST: Record<VoucherOrder, number> = {
  id: 500,
  // Those of the templates would all have to be sorted, and those that expire next are of few templates.
  issue: 1_000,
  expiry: 1_000,
  balance: 1_000,
}

/** The matching ones among the next vouchers of the state: of templates that many have, they fill the page. */
function nearestOf(db: Db, wanted: Wanted, status: Status, order: VoucherOrder, place: Place): How {
  const all = keysOf(db, order)
    .where('vouchers.partnerId', '=', wanted.partnerId)
    .where((eb) => (order === 'id' ? every() : RANGES[order](eb, wanted)))
  // By the other orders no index holds those of a state, and all up to the last of them would be looked at.
  const byState = order === 'id' || order === 'expiry'
  const isOneState = status !== 'any' && status !== 'expired'
  const next = byState && isOneState ? all.where(sql<SqlBool>`vouchers.state = ${status}`) : all
  const last = narrow(next, ORDERS[order], place).limit(1).offset(NEAREST[order])
  const keys = sql.join(ORDERS[order].keys.map(({ column }) => sql.ref(column)))
  return {
    status,
    acrossTemplates: true,
    nearest: { within: sql`(${keys}) ${sql.raw(place.descending ? '>' : '<')} (${last})`, byState },
  }
}

/**
 * The ids of the first vouchers of each template, or of all. What is expired has lapsed, or waits to: that is little, and
 * in no order, so all of it.
 */
function firstOf(
  db: Db,
  wanted: Wanted,
  status: Status,
  order: VoucherOrder,
  place: Place,
  way: 'templates' | 'expired',
): RawBuilder<unknown> {
  const matching = (how: How) => keysOf(db, order).where((eb) => conditions(eb, wanted, how))
  const isExpired = status === 'expired'
  const how: How = { status: isExpired ? 'lapsed' : status }
  if (way === 'templates') how.template = sql`vouchers.template_id = templates.id`
  let walk = matching(how)
  // What has lapsed holds nothing: said to the database, which then goes along the ids.
  if (order === 'balance') walk = walk.where('vouchers.balanceMinor', '=', 0)
  const first = sql`SELECT id FROM (${narrow(walk, ORDERS[order], place)})`
  const found =
    way === 'expired'
      ? first
      : sql`SELECT found.id FROM templates JOIN vouchers AS found ON found.id IN (${first})
    WHERE templates.id IN ${listed(wanted.templateIds)}`
  return isExpired
    ? sql`${found} UNION ALL SELECT id FROM (${matching({ status: 'waiting', acrossTemplates: true })})`
    : found
}
