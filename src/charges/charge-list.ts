import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { equals, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { onDays } from '../web/day-range.ts'
import { choiceFilter, dayFilter, type FilterValues, idFilter, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import { CHARGE_MODE_OPTIONS, COVER_OPTIONS, SOURCE_OPTIONS } from './charge-words.ts'

/** What the list of charges can be narrowed by. */
export const chargeFilters = {
  charge_id: textFilter('Charge ID'),
  customer: textFilter('Customer (account id)'),
  product: textFilter('Product (code)'),
  payment_mode: choiceFilter('Payment mode', CHARGE_MODE_OPTIONS),
  covered: choiceFilter('Covered', COVER_OPTIONS),
  source: choiceFilter('Came in', SOURCE_OPTIONS),
  occurred_from: dayFilter('Fee from'),
  occurred_before: dayFilter('Fee before'),
  bill: idFilter('Bill'),
}

/** A row of the list. Amounts in minor units. */
export interface ChargeRow {
  id: number
  chargeId: string
  accountId: string
  customerName: string
  productCode: string
  productName: string
  paymentMode: 'prepaid' | 'postpaid'
  amountMinor: number
  refundedMinor: number
  keptMinor: number
  /** What vouchers cover of it as it stands. */
  returnableMinor: number
  payableMinor: number
  occurredAt: At
  source: 'api' | 'hand' | 'bill'
  description: string
}

const BY_POSTING: Order<ChargeRow> = {
  keys: [{ column: 'charges.id', of: (row) => row.id }],
  descending: true,
}

const BY_TIME: Order<ChargeRow> = {
  keys: [{ column: 'charges.occurredAt', of: (row) => row.occurredAt }, ...BY_POSTING.keys],
  descending: true,
}

type ChargeFilterValues = FilterValues<typeof chargeFilters>

/**
 * One page of the partner's charges: the last posted first. Narrowed to some days, those of the latest fees come first,
 * unless something else leaves fewer charges than the days do.
 */
export function listCharges(
  db: Db,
  partner: { id: number; timeZone: string },
  values: ChargeFilterValues,
  position: Position,
  size?: number,
): Promise<Page<ChargeRow>> {
  const query = db
    .selectFrom('charges')
    .innerJoin('customers', 'customers.id', 'charges.customerId')
    .innerJoin('products', 'products.id', 'charges.productId')
    .select([
      'charges.id',
      'charges.chargeId',
      'customers.accountId',
      'customers.name as customerName',
      'products.code as productCode',
      'products.name as productName',
      'charges.paymentMode',
      'charges.amountMinor',
      'charges.refundedMinor',
      'charges.keptMinor',
      'charges.returnableMinor',
      'charges.payableMinor',
      'charges.occurredAt',
      'charges.source',
      'charges.description',
    ])
    .where(conditions(partner, values, position))
  return takePage(query, goesByTime(values) ? BY_TIME : BY_POSTING, position, size)
}

/** A list that is narrowed to a range goes along that range, unless something else leaves less. */
function goesByTime({
  occurred_from,
  occurred_before,
  charge_id,
  bill,
  customer,
}: ChargeFilterValues): boolean {
  const hasDays = occurred_from !== null || occurred_before !== null
  return hasDays && charge_id === null && bill === null && customer === null
}

/** What a filter compares with what. Each column has an index, in the order of posting. */
interface Comparison {
  column: string
  value: string | number | RawBuilder<unknown> | null
  /** Whether its index is that of one partner. */
  isOfPartner?: true
}

/** The filters that leave the least come first. */
function comparisons(partnerId: number, values: ChargeFilterValues): Comparison[] {
  const { charge_id, bill, customer, product, covered, source, payment_mode } = values
  return [
    { column: 'charges.chargeId', value: charge_id, isOfPartner: true },
    { column: 'charges.billId', value: bill },
    { column: 'charges.customerId', value: customer && customerOf(partnerId, customer) },
    { column: 'charges.productId', value: product && productOf(partnerId, product) },
    { column: 'charges.cover', value: covered, isOfPartner: true },
    { column: 'charges.source', value: source, isOfPartner: true },
    { column: 'charges.paymentMode', value: payment_mode, isOfPartner: true },
  ]
}

/** The list goes along the index of one filter. What else it compares gets a plus, so that no other index is taken. */
function conditions(
  { id: partnerId, timeZone }: { id: number; timeZone: string },
  values: ChargeFilterValues,
  position: Position,
): RawBuilder<SqlBool> {
  const { occurred_from, occurred_before } = values
  const compared = comparisons(partnerId, values).filter(({ value }) => value !== null)
  const byTime = goesByTime(values)
  const along = byTime ? undefined : compared[0]
  return every(
    equals('charges.partnerId', partnerId, along === undefined || along.isOfPartner === true),
    onDays('charges.occurredAt', [occurred_from, occurred_before], timeZone, byTime ? position : null),
    ...compared.map((one) => equals(one.column, one.value, one === along)),
  )
}

/** Looked up first, so that the list goes through the index of the customer's charges. */
function customerOf(partnerId: number, accountId: string) {
  return sql`(SELECT id FROM customers WHERE partner_id = ${partnerId} AND account_id = ${accountId})`
}

function productOf(partnerId: number, code: string) {
  return sql`(SELECT id FROM products WHERE partner_id = ${partnerId} AND code = ${code})`
}
