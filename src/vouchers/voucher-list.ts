import { type ExpressionBuilder, sql } from 'kysely'
import { every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import type { Currency } from '../money/currency.ts'
import { paysFor } from '../templates/template-queries.ts'
import { PAYMENT_MODE_OPTIONS, SCOPE_OPTIONS, USAGE_OPTIONS } from '../templates/template-words.ts'
import { type At, startOfDay } from '../time/instant.ts'
import {
  amountFilter,
  choiceFilter,
  dayFilter,
  type FilterValues,
  idFilter,
  orderChoice,
  textFilter,
} from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import type { VoucherStatus } from './voucher.ts'
import { VOUCHER_STATUS_OPTIONS } from './voucher-words.ts'

/** What the list of vouchers can be narrowed by, and ordered by. */
export function voucherFilters(currency: Currency) {
  return {
    number: textFilter('Number'),
    customer: textFilter('Customer (account id)'),
    template: idFilter('Template (ID)'),
    status: choiceFilter('Status', VOUCHER_STATUS_OPTIONS),
    type: choiceFilter('Voucher type', SCOPE_OPTIONS),
    payment_mode: choiceFilter('Payment mode', PAYMENT_MODE_OPTIONS),
    usage: choiceFilter('Usage', USAGE_OPTIONS),
    product: textFilter('Pays for product (code)'),
    issued_from: dayFilter('Issued from'),
    issued_before: dayFilter('Issued before'),
    expires_from: dayFilter('Last day from'),
    expires_before: dayFilter('Last day before'),
    balance_at_least: amountFilter('Balance at least', currency),
    issuance: idFilter('Issuance'),
    sort: orderChoice('Sort by', [['expiry', 'Expiry, soonest first']], 'Issued, newest first'),
  }
}

type VoucherFilterValues = FilterValues<ReturnType<typeof voucherFilters>>

/** A row of the list: the voucher, and of its terms what the list shows. Amounts in minor units. */
export interface VoucherRow {
  id: number
  number: string
  accountId: string
  customerName: string
  templateId: number
  templateName: string
  scope: Tables['templates']['scope']
  paymentMode: Tables['templates']['paymentMode']
  usage: Tables['templates']['usage']
  faceMinor: number
  balanceMinor: number
  state: VoucherStatus
  validFromAt: At
  expiresAt: At
  issuedAt: At
  issuanceId: number
  reason: string
}

/** Whose vouchers, of which kind, and at which instant and in which time zone the days are meant. */
export interface VoucherSearch {
  partner: { id: number; timeZone: string }
  values: VoucherFilterValues
  at: At
}

const BY_ISSUE: Order<VoucherRow> = {
  keys: [{ column: 'vouchers.id', of: (row) => row.id }],
  descending: true,
}

const BY_EXPIRY: Order<VoucherRow> = {
  keys: [
    { column: 'vouchers.expiresAt', of: (row) => row.expiresAt },
    { column: 'vouchers.id', of: (row) => row.id },
  ],
  descending: false,
}

/** One page of the vouchers that match, in the order that was asked for. */
export function listVouchers(
  db: Db,
  search: VoucherSearch,
  position: Position,
  size?: number,
): Promise<Page<VoucherRow>> {
  const query = matching(db, search).select([
    'vouchers.id',
    'vouchers.number',
    'customers.accountId',
    'customers.name as customerName',
    'vouchers.templateId',
    'templates.name as templateName',
    'templates.scope',
    'templates.paymentMode',
    'templates.usage',
    'vouchers.faceMinor',
    'vouchers.balanceMinor',
    'vouchers.state',
    'vouchers.validFromAt',
    'vouchers.expiresAt',
    'vouchers.issuedAt',
    'vouchers.issuanceId',
    'issuances.reason',
  ])
  return takePage(query, search.values.sort === 'expiry' ? BY_EXPIRY : BY_ISSUE, position, size)
}

/** Counting stops here: past it nobody needs the number, and it would have to be counted at every look. */
export const COUNTED_AT_MOST = 10_000

/** How many vouchers match, counted to one more than COUNTED_AT_MOST, and the sum of all their balances. */
export async function sumVouchers(
  db: Db,
  search: VoucherSearch,
): Promise<{ count: number; balanceMinor: bigint }> {
  const { count } = await db
    .selectFrom(
      matching(db, search)
        .select('vouchers.id')
        .limit(COUNTED_AT_MOST + 1)
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  // In two halves: the sum of many balances may be larger than an integer of the database.
  const { high, low } = await matching(db, search)
    .select([
      sql<number | null>`sum(vouchers.balance_minor >> 32)`.as('high'),
      sql<number | null>`sum(vouchers.balance_minor & 4294967295)`.as('low'),
    ])
    .executeTakeFirstOrThrow()
  return { count, balanceMinor: (BigInt(high ?? 0) << 32n) + BigInt(low ?? 0) }
}

function matching(db: Db, search: VoucherSearch) {
  return db
    .selectFrom('vouchers')
    .innerJoin('templates', 'templates.id', 'vouchers.templateId')
    .innerJoin('customers', 'customers.id', 'vouchers.customerId')
    .innerJoin('issuances', 'issuances.id', 'vouchers.issuanceId')
    .where('vouchers.partnerId', '=', search.partner.id)
    .where((eb) => conditions(eb, search))
}

type Joined = ExpressionBuilder<Tables, 'vouchers' | 'templates' | 'customers' | 'issuances'>

function conditions(eb: Joined, { partner, values, at }: VoucherSearch) {
  const startOf = (day: string) => startOfDay(day, partner.timeZone)
  // A voucher's last day is on or after a day if it expires after that day has begun.
  return every(
    values.number !== null && eb('vouchers.number', '=', values.number.toUpperCase()),
    values.customer !== null && eb('vouchers.customerId', '=', customerOf(partner.id, values.customer)),
    values.template !== null && eb('vouchers.templateId', '=', values.template),
    values.status !== null && hasStatus(eb, values.status, at),
    values.type !== null && eb('templates.scope', '=', values.type),
    values.payment_mode !== null && eb('templates.paymentMode', '=', values.payment_mode),
    values.usage !== null && eb('templates.usage', '=', values.usage),
    values.product !== null && paysFor(partner.id, values.product),
    values.issued_from !== null && eb('vouchers.issuedAt', '>=', startOf(values.issued_from)),
    values.issued_before !== null && eb('vouchers.issuedAt', '<', startOf(values.issued_before)),
    values.expires_from !== null && eb('vouchers.expiresAt', '>', startOf(values.expires_from)),
    values.expires_before !== null && eb('vouchers.expiresAt', '<=', startOf(values.expires_before)),
    values.balance_at_least !== null && eb('vouchers.balanceMinor', '>=', values.balance_at_least),
    values.issuance !== null && eb('vouchers.issuanceId', '=', values.issuance),
  )
}

/** Looked up first, so that the list goes through the index of the customer's vouchers. */
function customerOf(partnerId: number, accountId: string) {
  return sql<number>`(SELECT id FROM customers WHERE partner_id = ${partnerId} AND account_id = ${accountId})`
}

/** The same as `voucherStatus`, for the database. */
function hasStatus(eb: Joined, status: VoucherStatus, at: At) {
  const is = eb('vouchers.state', '=', status)
  if (status === 'unused' || status === 'part_used') return eb.and([is, eb('vouchers.expiresAt', '>', at)])
  if (status !== 'expired') return is
  return eb.or([
    is,
    eb.and([eb('vouchers.state', 'in', ['unused', 'part_used']), eb('vouchers.expiresAt', '<=', at)]),
  ])
}
