import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { decimal } from '../money/format-amount.ts'
import { type Asking, asking, signedIn } from '../partners/signed-in.ts'
import { sendCsv } from '../web/csv-export.ts'
import { filterValues, readFilters } from '../web/filters.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import {
  allCustomerLiabilities,
  type CustomerLiability,
  customerLiabilityFilters,
  listCustomerLiabilities,
} from './customer-liability.ts'

const CSV_HEADER = ['customer', 'customer_name', 'currency', 'vouchers', 'outstanding', 'expired', 'total']

/** What the partner owes its customers, customer by customer. */
export function customerLiabilityRoutes(app: FastifyInstance, db: Db): void {
  app.get('/reports/liability/customers', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner, format, act } = signedIn(request)
    const query = readFilters(customerLiabilityFilters, request.query)
    const found = query.values
      ? await listCustomerLiabilities(
          db,
          { partnerId: partner.id, values: query.values, at: act.at },
          query.position,
        )
      : EMPTY_PAGE
    return listPage(reply, 'reports/liability-customers', {
      filters: customerLiabilityFilters,
      query,
      path: paths.liabilityByCustomer(),
      found,
      pagerLabels: ['Larger', 'Smaller'],
      data: {
        asOf: format.t('As of {at}, {zone}', { at: format.at(act.at), zone: partner.timeZone }),
        currency: partner.currency.code,
        rows: found.rows.map((row) => inList(row, format)),
      },
    })
  })

  app.get(
    '/reports/liability/customers.csv',
    { config: { needs: 'read', scope: 'read' } },
    async (request, reply) => {
      const { partner, act } = asking(request)
      const values = filterValues(customerLiabilityFilters, request.query)
      const pages = allCustomerLiabilities(db, { partnerId: partner.id, values, at: act.at })
      return sendCsv(reply, 'liability-by-customer', CSV_HEADER, pages, (row) => {
        const { usableMinor, waitingMinor, heldMinor } = amountsOf(row)
        const amounts = [usableMinor, waitingMinor, heldMinor]
        const { currency } = partner
        return [
          row.accountId,
          row.name,
          currency.code,
          String(row.vouchers),
          ...amounts.map((minor) => decimal(minor, currency)),
        ]
      })
    },
  )
}

function inList(row: CustomerLiability, { count, amount }: Asking['format']) {
  const { usableMinor, waitingMinor, heldMinor } = amountsOf(row)
  return {
    accountId: row.accountId,
    name: row.name,
    href: paths.vouchers({ customer: row.accountId }),
    vouchers: count(row.vouchers),
    usable: amount(usableMinor),
    waiting: amount(waitingMinor),
    held: amount(heldMinor),
  }
}

function amountsOf({ held, waiting }: CustomerLiability) {
  const heldMinor = BigInt(held)
  const waitingMinor = BigInt(waiting)
  return { usableMinor: heldMinor - waitingMinor, waitingMinor, heldMinor }
}
