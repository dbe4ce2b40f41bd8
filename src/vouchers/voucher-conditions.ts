import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { every, listed } from '../database/conditions.ts'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { paysFor } from '../templates/template-queries.ts'
import { type At, startOfDay } from '../time/instant.ts'
import type { VoucherStatus } from './voucher.ts'
import type { VoucherSearch } from './voucher-filters.ts'

// Which vouchers match. Each filter alone, and the likeliest pairs, are a short walk through one index, whatever else
// the table holds; test/vouchers/voucher-list-plans.test.ts holds the database to it.

/** What is looked for, as the database compares it; `null` where a filter is not used. */
export interface Wanted {
  partnerId: number
  number: string | null
  accountId: string | null
  issuedFromAt: At | null
  issuedBeforeAt: At | null
  expiresFromAt: At | null
  expiresBeforeAt: At | null
  balanceMinor: number | null
  issuanceId: number | null
  /** Of this template; -1 where none matches. */
  templateId: number | null
  /** Of one of these, as JSON. */
  templateIds: string | null
  at: At
}

/** Reads a search for the database: looks up which templates are meant, and from when to when the days last. */
export async function wantedOf(db: Db, search: VoucherSearch): Promise<Wanted> {
  const { partner, values, at } = search
  const startOf = (day: string | null) => (day === null ? null : startOfDay(day, partner.timeZone))
  const templates = await matchingTemplates(db, search)
  return {
    partnerId: partner.id,
    number: values.number?.toUpperCase() ?? null,
    accountId: values.customer,
    issuedFromAt: startOf(values.issued_from),
    issuedBeforeAt: startOf(values.issued_before),
    expiresFromAt: startOf(values.expires_from),
    expiresBeforeAt: startOf(values.expires_before),
    // No balance is below 0.
    balanceMinor: values.balance_at_least || null,
    issuanceId: values.issuance,
    templateId: templates && templates.length < 2 ? (templates[0] ?? -1) : null,
    templateIds: templates && templates.length > 1 ? JSON.stringify(templates) : null,
    at,
  }
}

/** The ids of the templates that the filters leave; `null` where they say nothing of templates. */
async function matchingTemplates(db: Db, { partner, values }: VoucherSearch): Promise<number[] | null> {
  const { template, type, payment_mode: paymentMode, usage, product } = values
  const asked = { template, type, paymentMode, usage, product }
  if (Object.values(asked).every((value) => value === null)) return null
  const rows = await selectTemplates(db, { partnerId: partner.id, ...asked })
  return rows.map(({ id }) => id)
}

type TemplateValues = Pick<VoucherSearch['values'], 'template' | 'type' | 'usage' | 'product'> & {
  partnerId: number
  paymentMode: VoucherSearch['values']['payment_mode']
}

const selectTemplates = often(
  (db, { partnerId, template, type, paymentMode, usage, product }: TemplateValues) =>
    db
      .selectFrom('templates')
      .select('id')
      .where('partnerId', '=', partnerId)
      .where((eb) =>
        every(
          template !== null && eb('templates.id', '=', template),
          type !== null && eb('scope', '=', type),
          paymentMode !== null && eb('paymentMode', '=', paymentMode),
          usage !== null && eb('usage', '=', usage),
          product !== null && paysFor(partnerId, product),
        ),
      ),
)

/**
 * Which status is asked for. An expired voucher has lapsed, or waits for it: the ledger takes its balance back later.
 * Or said otherwise, as it goes by the balance: it is empty, or it holds something still.
 */
export type Status = VoucherStatus | 'lapsed' | 'waiting' | 'lapsed and empty' | 'expired and holding' | 'any'

/** The status that is asked for. */
export function statusOf({ values }: VoucherSearch): Status {
  return values.status ?? 'any'
}

/** What the conditions on a voucher hang on besides. */
export interface How {
  status: Status
  /** What stands in for the condition on its template. */
  template?: RawBuilder<SqlBool>
  /** Whether the database goes along the partner's vouchers although one of some templates is looked for. */
  acrossTemplates?: boolean
  /** Which part of the list is looked through, and whether an index holds the vouchers of a state in its order. */
  nearest?: { within: RawBuilder<SqlBool>; byState: boolean }
}

/** That a voucher is one of those that are looked for. */
export function conditions(
  eb: Vouchers,
  wanted: Wanted,
  { status, template = ofTemplates(wanted), acrossTemplates = false, nearest }: How,
) {
  const { partnerId, number, accountId, issuanceId, expiresFromAt, expiresBeforeAt } = wanted
  const isNarrow =
    !acrossTemplates && [number, accountId, issuanceId, template ?? null].some((one) => one !== null)
  const isInRange = nearest !== undefined || expiresFromAt !== null || expiresBeforeAt !== null
  return every(
    // The plus keeps the database from going by the partner where something else leaves far less.
    isNarrow ? sql<SqlBool>`+vouchers.partner_id = ${partnerId}` : eb('vouchers.partnerId', '=', partnerId),
    nearest?.within ?? false,
    template ?? false,
    hasStatus(eb, status, wanted.at, nearest?.byState === false ? 'passed over' : isInRange ? 'few' : 'many'),
    number !== null && eb('vouchers.number', '=', number),
    accountId !== null && eb('vouchers.customerId', '=', customerOf(partnerId, accountId)),
    ...Object.values(RANGES).flatMap((range) => range(eb, wanted)),
    issuanceId !== null && eb('vouchers.issuanceId', '=', issuanceId),
  )
}

type Vouchers = ExpressionBuilder<Tables, 'vouchers'>

/** What bounds the vouchers that are looked for, in each order of the list. */
export const RANGES = {
  id: (): (Expression<SqlBool> | false)[] => [],
  issue: (eb: Vouchers, { issuedFromAt, issuedBeforeAt }: Wanted) => [
    issuedFromAt !== null && eb('vouchers.issuedAt', '>=', issuedFromAt),
    issuedBeforeAt !== null && eb('vouchers.issuedAt', '<', issuedBeforeAt),
  ],
  // A voucher's last day is on or after a day if it expires after that day has begun.
  expiry: (eb: Vouchers, { expiresFromAt, expiresBeforeAt }: Wanted) => [
    expiresFromAt !== null && eb('vouchers.expiresAt', '>', expiresFromAt),
    expiresBeforeAt !== null && eb('vouchers.expiresAt', '<=', expiresBeforeAt),
  ],
  balance: (eb: Vouchers, { balanceMinor }: Wanted) => [
    balanceMinor !== null && eb('vouchers.balanceMinor', '>=', balanceMinor),
  ],
}

/** Of one of these templates; `undefined` where all will do. */
function ofTemplates({ templateId, templateIds }: Wanted): RawBuilder<SqlBool> | undefined {
  if (templateId !== null) return sql`vouchers.template_id = ${templateId}`
  return templateIds === null ? undefined : sql`vouchers.template_id IN ${listed(templateIds)}`
}

/** Looked up first, so that the list goes through the index of the customer's vouchers. */
function customerOf(partnerId: number, accountId: string) {
  return sql<number>`(SELECT id FROM customers WHERE partner_id = ${partnerId} AND account_id = ${accountId})`
}

/**
 * The same as `voucherStatus`, for the database.
 * @param has how many have it of those that are gone along: between two instants or ids the database would rather go
 *   along all that are there, and is told that few do; "passed over" keeps it from going along the state at all
 */
function hasStatus(
  eb: Vouchers,
  status: Status,
  at: At,
  has: 'many' | 'few' | 'passed over',
): Expression<SqlBool> | false {
  if (status === 'any') return false
  if (status === 'lapsed') return eb('vouchers.state', '=', 'expired')
  // Most that are empty were used up: the database is told to go along the state.
  if (status === 'lapsed and empty') {
    return sql`unlikely(vouchers.state = 'expired') AND vouchers.balance_minor = 0`
  }
  if (status === 'expired and holding') {
    return sql`vouchers.balance_minor > 0 AND vouchers.expires_at <= ${at} AND vouchers.state <> 'withdrawn'`
  }
  const state = sql.raw(has === 'passed over' ? '+vouchers.state' : 'vouchers.state')
  const waits = sql<SqlBool>`(${state} IN ('unused', 'part_used') AND vouchers.expires_at <= ${at})`
  if (status === 'waiting') return waits
  const is = has === 'few' ? sql<SqlBool>`unlikely(${state} = ${status})` : sql<SqlBool>`${state} = ${status}`
  if (status === 'expired') return eb.or([is, waits])
  // The plus: nearly all of them have not expired, so that the order matters more.
  return status === 'unused' || status === 'part_used'
    ? sql<SqlBool>`${is} AND +vouchers.expires_at > ${at}`
    : is
}
