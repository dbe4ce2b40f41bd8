import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { listed } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { narrow, type Order, type Place } from '../web/paging.ts'
import { conditions, type How, type Status, type Wanted } from './voucher-conditions.ts'
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
  /** Along those that have lapsed, and all that wait to. */
  | 'expired'

/** The way that suits what is looked for. */
export function wayOf({ values }: VoucherSearch, wanted: Wanted, order: VoucherOrder): Way {
  const { number, accountId, issuanceId, templateId, templateIds } = wanted
  if (order !== 'id' || number !== null || accountId !== null || issuanceId !== null) return 'index'
  if (templateIds !== null) return 'nearest'
  return templateId === null && values.status === 'expired' ? 'expired' : 'index'
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
  const places = db.selectFrom('vouchers').select(ORDERS[order].keys.map(({ column }) => column))
  const found = places.where((eb) => {
    if (way === 'index') return conditions(eb, asked, { status })
    if (way === 'nearest') return conditions(eb, asked, nearestOf(db, asked, status, place))
    const walks =
      way === 'templates' ? templateWalks(db, asked, status, place) : expiredWalks(db, asked, place)
    return sql<SqlBool>`vouchers.id IN (${walks})`
  })
  return narrow(found, ORDERS[order], place)
}

/** How many of the next vouchers are looked through, whatever their template, before each template's own are. */
const NEAREST = 500

/** The matching ones among the next vouchers of the state: of templates that many have, they fill the page. */
function nearestOf(db: Db, { partnerId, templateIds }: Wanted, status: Status, place: Place): How {
  const all = db.selectFrom('vouchers').select('vouchers.id').where('vouchers.partnerId', '=', partnerId)
  const isOneState = status !== 'any' && status !== 'expired'
  const next = isOneState ? all.where(sql<SqlBool>`vouchers.state = ${status}`) : all
  const last = narrow(next, ORDERS.id, place).limit(1).offset(NEAREST)
  return {
    status,
    template: sql`+vouchers.template_id IN ${listed(templateIds)}`,
    nearest: sql`vouchers.id ${sql.raw(place.descending ? '>' : '<')} (${last})`,
  }
}

/** The first vouchers of each template. */
function templateWalks(db: Db, wanted: Wanted, status: Status, place: Place): RawBuilder<unknown> {
  const walk = idsOf(db, wanted, { status, template: sql`vouchers.template_id = templates.id` })
  return sql`SELECT found.id FROM templates JOIN vouchers AS found
    ON found.id IN (${narrow(walk, ORDERS.id, place)})
    WHERE templates.id IN ${listed(wanted.templateIds)}`
}

/** The first vouchers that have lapsed, and what waits to: little, and in no order, so all of it. */
function expiredWalks(db: Db, wanted: Wanted, place: Place): RawBuilder<unknown> {
  const lapsed = narrow(idsOf(db, wanted, { status: 'lapsed' }), ORDERS.id, place)
  const waiting = idsOf(db, wanted, { status: 'waiting' })
  return sql`SELECT id FROM (${lapsed}) UNION ALL SELECT id FROM (${waiting})`
}

function idsOf(db: Db, wanted: Wanted, how: How) {
  return db
    .selectFrom('vouchers')
    .select('vouchers.id')
    .where((eb) => conditions(eb, wanted, how))
}
