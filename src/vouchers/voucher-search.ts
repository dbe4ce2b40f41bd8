import { type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { paysFor } from '../templates/template-queries.ts'
import { type At, startOfDay } from '../time/instant.ts'
import { type Order, type Page, type PageAt, type Position, pageAt } from '../web/paging.ts'
import type { VoucherStatus } from './voucher.ts'
import type { VoucherSearch } from './voucher-filters.ts'

// Which vouchers match, and in which order. Each filter alone, and the likeliest pairs, are a short walk through one
// index, whatever else the table holds; test/vouchers/voucher-list-plans.test.ts holds the database to it.

/** Where a voucher stands: of what is not its id, that which the list goes along. */
interface Place {
  id: number
  issuedAt: At
  expiresAt: At
  balanceMinor: number
}

const ID = { column: 'vouchers.id', of: (place: Place) => place.id } as const

const ORDERS = {
  id: { keys: [ID], descending: true },
  issue: { keys: [{ column: 'vouchers.issuedAt', of: (place) => place.issuedAt }, ID], descending: true },
  expiry: { keys: [{ column: 'vouchers.expiresAt', of: (place) => place.expiresAt }, ID], descending: false },
  balance: {
    keys: [{ column: 'vouchers.balanceMinor', of: (place) => place.balanceMinor }, ID],
    descending: true,
  },
} as const satisfies Record<string, Order<Place>>

/** What the list goes along. */
export type VoucherOrder = keyof typeof ORDERS

/** The vouchers of one page, in order. */
export async function findPlaces(
  db: Db,
  search: VoucherSearch,
  position: Position,
  size?: number,
): Promise<Page<Place>> {
  const name = orderOf(search)
  const at = pageAt<Place>(ORDERS[name], position, size)
  const templates = await matchingTemplates(db, search)
  // What the order goes by and nothing else: the index that it walks along holds that.
  const places = db.selectFrom('vouchers').select(ORDERS[name].keys.map(({ column }) => column))
  const take = async (found: typeof places) => at.toPage(await at.narrow(found).execute())
  const walks = name === 'id' ? walksOf(db, search, templates, at) : null
  if (!walks) return take(places.where((eb) => conditions(eb, search, { template: ofTemplates(templates) })))
  if (templates !== null) {
    const near = nearestOf(db, search, templates, at)
    const page = await take(places.where((eb) => conditions(eb, search, near)))
    // A page that is full has a neighbour on the side that was read.
    if ((at.descending ? page.after : page.before) !== null) return page
  }
  return take(places.where(sql<SqlBool>`vouchers.id IN (${walks})`))
}

/** How many of the next vouchers are looked through, whatever their template, before each template's own are. */
const NEAREST = 500

/** The matching ones among the next vouchers: of templates that many vouchers have, they fill the page. */
function nearestOf(db: Db, { partner }: VoucherSearch, templates: number[], at: PageAt<Place>): How {
  const last = at
    .narrow(db.selectFrom('vouchers').select('vouchers.id').where('vouchers.partnerId', '=', partner.id))
    .limit(1)
    .offset(NEAREST)
  return {
    template: sql`+vouchers.template_id IN ${listed(templates)}`,
    nearest: sql`vouchers.id ${sql.raw(at.descending ? '>' : '<')} (${last})`,
  }
}

/** The balances of the first vouchers that match, in no order. */
export async function matchingBalances(db: Db, search: VoucherSearch) {
  const template = ofTemplates(await matchingTemplates(db, search))
  const some = (limit: number, status?: RawBuilder<SqlBool>) =>
    db
      .selectFrom('vouchers')
      .select('vouchers.balanceMinor')
      .where((eb) => conditions(eb, search, { template, status }))
      .limit(limit)
  /** @param limit how many at most */
  return (limit: number) => {
    if (search.values.status !== 'expired') return some(limit).as('some')
    const lapsed = some(limit, LAPSED).as('lapsed')
    const waiting = some(limit, waitsToLapse(search.at)).as('waiting')
    return db
      .selectFrom(lapsed)
      .selectAll()
      .unionAll(db.selectFrom(waiting).selectAll())
      .limit(limit)
      .as('some')
  }
}

/** Without a choice, a list that is narrowed to a range goes along that range. */
export function orderOf({ values }: VoucherSearch): VoucherOrder {
  const { sort, issued_from, issued_before, expires_from, expires_before, balance_at_least } = values
  if (sort === 'expiry' || sort === 'balance') return sort
  if (sort === null && (expires_from !== null || expires_before !== null)) return 'expiry'
  if (sort === null && balance_at_least !== null) return 'balance'
  return issued_from !== null || issued_before !== null ? 'issue' : 'id'
}

/** The ids of the templates that the filters leave; `null` where they say nothing of templates. */
async function matchingTemplates(db: Db, { partner, values }: VoucherSearch): Promise<number[] | null> {
  const { template, type, payment_mode, usage, product } = values
  if (template === null && type === null && payment_mode === null && usage === null && product === null) {
    return null
  }
  const rows = await db
    .selectFrom('templates')
    .select('id')
    .where('partnerId', '=', partner.id)
    .where((eb) =>
      every(
        template !== null && eb('templates.id', '=', template),
        type !== null && eb('scope', '=', type),
        payment_mode !== null && eb('paymentMode', '=', payment_mode),
        usage !== null && eb('usage', '=', usage),
        product !== null && paysFor(partner.id, product),
      ),
    )
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Where no one index holds the matching vouchers in order, several do, each a part of them: the first rows of each
 * are enough for a page. `null` where one index does.
 */
function walksOf(
  db: Db,
  search: VoucherSearch,
  templates: number[] | null,
  { narrow }: PageAt<Place>,
): RawBuilder<unknown> | null {
  const { values, at } = search
  if (values.number !== null || values.customer !== null || values.issuance !== null) return null
  const walk = (how: How) =>
    db
      .selectFrom('vouchers')
      .select('vouchers.id')
      .where((eb) => conditions(eb, search, how))
  if (templates !== null && templates.length > 1) {
    return sql`SELECT found.id FROM templates JOIN vouchers AS found
      ON found.id IN (${narrow(walk({ template: sql`vouchers.template_id = templates.id` }))})
      WHERE templates.id IN ${listed(templates)}`
  }
  if (templates !== null || values.status !== 'expired') return null
  const lapsed = narrow(walk({ status: LAPSED }))
  // What waits to lapse is little, and lies in no order: all of it.
  return sql`SELECT id FROM (${lapsed}) UNION ALL SELECT id FROM (${walk({ status: waitsToLapse(at) })})`
}

/** What stands in for the conditions on a voucher's template and status. */
interface How {
  template?: RawBuilder<SqlBool>
  status?: RawBuilder<SqlBool>
  nearest?: RawBuilder<SqlBool>
}

function conditions(
  eb: Vouchers,
  { partner, values, at }: VoucherSearch,
  { template, status, nearest }: How,
) {
  const startOf = (day: string) => startOfDay(day, partner.timeZone)
  const narrow =
    nearest === undefined &&
    [values.number, values.customer, values.issuance, template ?? null].some((one) => one !== null)
  // A voucher's last day is on or after a day if it expires after that day has begun.
  return every(
    // The plus keeps the database from going by the partner where something else leaves far less.
    narrow ? sql<SqlBool>`+vouchers.partner_id = ${partner.id}` : eb('vouchers.partnerId', '=', partner.id),
    nearest ?? false,
    template ?? false,
    status ?? (values.status !== null && hasStatus(eb, values.status, at)),
    values.number !== null && eb('vouchers.number', '=', values.number.toUpperCase()),
    values.customer !== null && eb('vouchers.customerId', '=', customerOf(partner.id, values.customer)),
    values.issued_from !== null && eb('vouchers.issuedAt', '>=', startOf(values.issued_from)),
    values.issued_before !== null && eb('vouchers.issuedAt', '<', startOf(values.issued_before)),
    values.expires_from !== null && eb('vouchers.expiresAt', '>', startOf(values.expires_from)),
    values.expires_before !== null && eb('vouchers.expiresAt', '<=', startOf(values.expires_before)),
    values.balance_at_least !== null && eb('vouchers.balanceMinor', '>=', values.balance_at_least),
    values.issuance !== null && eb('vouchers.issuanceId', '=', values.issuance),
  )
}

type Vouchers = ExpressionBuilder<Tables, 'vouchers'>

/** Of one of these templates; `undefined` where all will do. */
function ofTemplates(templates: number[] | null): RawBuilder<SqlBool> | undefined {
  if (templates === null) return undefined
  return templates.length < 2
    ? sql`vouchers.template_id = ${templates[0] ?? null}`
    : sql`vouchers.template_id IN ${listed(templates)}`
}

/** One text for the database, so that a list of any length is the same statement. */
function listed(ids: readonly number[]): RawBuilder<unknown> {
  return sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`
}

/** Looked up first, so that the list goes through the index of the customer's vouchers. */
function customerOf(partnerId: number, accountId: string) {
  return sql<number>`(SELECT id FROM customers WHERE partner_id = ${partnerId} AND account_id = ${accountId})`
}

/** The same as `voucherStatus`, for the database. */
function hasStatus(eb: Vouchers, status: VoucherStatus, at: At) {
  const is = eb('vouchers.state', '=', status)
  if (status === 'expired') return eb.or([is, waitsToLapse(at)])
  // The plus: nearly all of them have not expired, so that the order matters more.
  return status === 'unused' || status === 'part_used'
    ? sql<SqlBool>`${is} AND +vouchers.expires_at > ${at}`
    : is
}

/** Expired, and the ledger has taken the balance back. */
const LAPSED = sql<SqlBool>`vouchers.state = 'expired'`

/** Expired, with a balance that the ledger has not taken back yet. */
function waitsToLapse(at: At): RawBuilder<SqlBool> {
  return sql`(vouchers.state IN ('unused', 'part_used') AND vouchers.expires_at <= ${at})`
}
