import type { ExpressionBuilder } from 'kysely'
import { every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { type At, startOfDay } from '../time/instant.ts'
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

const NEWEST_FIRST: Order<ChargeRow> = {
  keys: [{ column: 'charges.id', of: (row) => row.id }],
  descending: true,
}

/** One page of the partner's charges, the last posted first. */
export function listCharges(
  db: Db,
  partner: { id: number; timeZone: string },
  values: FilterValues<typeof chargeFilters>,
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
    .where('charges.partnerId', '=', partner.id)
    .where((eb) => conditions(eb, partner.timeZone, values))
  return takePage(query, NEWEST_FIRST, position, size)
}

function conditions(
  eb: ExpressionBuilder<Tables, 'charges' | 'customers' | 'products'>,
  timeZone: string,
  values: FilterValues<typeof chargeFilters>,
) {
  const { occurred_from, occurred_before } = values
  return every(
    values.charge_id !== null && eb('charges.chargeId', '=', values.charge_id),
    values.customer !== null && eb('customers.accountId', '=', values.customer),
    values.product !== null && eb('products.code', '=', values.product),
    values.payment_mode !== null && eb('charges.paymentMode', '=', values.payment_mode),
    values.covered !== null && isCovered(eb, values.covered),
    values.source !== null && eb('charges.source', '=', values.source),
    occurred_from !== null && eb('charges.occurredAt', '>=', startOfDay(occurred_from, timeZone)),
    occurred_before !== null && eb('charges.occurredAt', '<', startOfDay(occurred_before, timeZone)),
    values.bill !== null && eb('charges.billId', '=', values.bill),
  )
}

/** Covered as things stand: what was refunded no longer counts, whether vouchers got it back or not. */
function isCovered(eb: ExpressionBuilder<Tables, 'charges'>, covered: (typeof COVER_OPTIONS)[number][0]) {
  if (covered === 'not_at_all') return eb('charges.returnableMinor', '=', 0)
  const payable = eb('charges.payableMinor', covered === 'fully' ? '=' : '>', 0)
  return eb.and([eb('charges.returnableMinor', '>', 0), payable])
}
