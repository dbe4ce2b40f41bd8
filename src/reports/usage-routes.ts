import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { decimal } from '../money/format-amount.ts'
import { asking, signedIn } from '../partners/signed-in.ts'
import { type Month, stretchOf } from '../time/month.ts'
import { sendCsv } from '../web/csv-export.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { listProductUsage, type ProductUsage } from './turnover-queries.ts'
import { readUsageMonths, readUsageQuery, sum, totalsOf, usageFilters } from './usage.ts'

/** What was used of vouchers, by product and month. */
export function usageRoutes(app: FastifyInstance, db: Db): void {
  app.get('/reports/usage', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner, format, act } = signedIn(request)
    const { query, months } = readUsageQuery(request.query, act.at, partner.timeZone)
    const products = months ? await readUsage(db, partner, months) : []
    return listPage(reply, 'reports/usage', {
      filters: usageFilters,
      query,
      path: paths.usage(),
      found: EMPTY_PAGE,
      data: {
        asOf: format.t('As of {at}, {zone}', { at: format.at(act.at), zone: partner.timeZone }),
        currency: partner.currency.code,
        ...inTable(products, months ?? [], format),
      },
    })
  })

  app.get('/reports/usage.csv', { config: { needs: 'read', scope: 'read' } }, async (request, reply) => {
    const { partner, act } = asking(request)
    const months = readUsageMonths(request.query, act.at, partner.timeZone)
    const header = ['product', 'product_name', 'currency', ...months, 'total']
    const products = await readUsage(db, partner, months)
    return sendCsv(reply, 'usage', header, [products], ({ code, name, usedMinor }) => [
      code,
      name,
      partner.currency.code,
      ...[...usedMinor, sum(usedMinor)].map((minor) => decimal(minor, partner.currency)),
    ])
  })
}

function readUsage(db: Db, partner: { id: number; timeZone: string }, months: readonly Month[]) {
  const stretches = months.map((month) => stretchOf(month, partner.timeZone))
  return listProductUsage(db, partner.id, stretches)
}

function inTable(products: readonly ProductUsage[], months: readonly Month[], { amount, month }: Format) {
  const totals = totalsOf(products, months.length)
  const cells = (amounts: readonly bigint[]) =>
    amounts.map((minor) => ({ amount: amount(minor), zero: minor === 0n ? 'zero' : '' }))
  return {
    months: months.map(month),
    rows: products.map(({ code, name, usedMinor }) => ({
      code,
      name,
      cells: cells(usedMinor),
      total: amount(sum(usedMinor)),
    })),
    totals: cells(totals.byMonth),
    total: amount(totals.allMinor),
  }
}
