import type { Db } from '../../src/database/open.ts'
import { listExpiryBalances, sumBalances } from '../../src/reports/balance-queries.ts'
import { allCustomerLiabilities } from '../../src/reports/customer-liability.ts'
import { liabilityOf } from '../../src/reports/liability.ts'
import { listProductUsage, sumIssued, sumUsed } from '../../src/reports/turnover-queries.ts'
import { addMonths, monthOf, monthsFrom, stretchOf } from '../../src/time/month.ts'
import type { PlainFigures, Sums } from './plain-figures.ts'

/** The same figures as `plainFigures`, as the pages read them; months from two years before until one after. */
export async function keptFigures(
  db: Db,
  partnerId: number,
  at: string,
  timeZone: string,
): Promise<PlainFigures> {
  const [usable, waiting] = await sumBalances(db, partnerId, [
    { afterAt: at, untilAt: '9999' },
    { afterAt: '', untilAt: at },
  ])
  const liability = liabilityOf(await listExpiryBalances(db, partnerId), at, timeZone)
  const search = { partnerId, values: { account_id: null, name: null }, at }
  const customers = (await Array.fromAsync(allCustomerLiabilities(db, search))).flat()
  const now = monthOf(at, timeZone)
  const months = monthsFrom(addMonths(now, -24), addMonths(now, 12))
  const stretches = months.map((month) => stretchOf(month, timeZone))
  const issued = await Promise.all(stretches.map((stretch) => sumIssued(db, partnerId, stretch)))
  const products = await listProductUsage(db, partnerId, stretches)
  const byMonth = (sums: readonly bigint[]) => sumsOf(months.map((month, place) => [month, sums[place]]))
  return {
    outstanding: Number(usable?.balanceMinor),
    vouchers: Number(usable?.vouchers),
    waiting: Number(waiting?.balanceMinor),
    usableByMonth: sumsOf(liability.usable.months.map(({ month, balanceMinor }) => [month, balanceMinor])),
    heldByCustomer: sumsOf(customers.map(({ accountId, held }) => [accountId, held])),
    waitingByCustomer: sumsOf(customers.map(({ accountId, waiting }) => [accountId, waiting])),
    issuedByMonth: byMonth(issued),
    usedByMonth: byMonth(await sumUsed(db, partnerId, stretches)),
    usedByProduct: sumsOf(
      products.flatMap(({ code, usedMinor }) =>
        usedMinor.map((used, place): [string, bigint] => [`${code} ${months[place]}`, used]),
      ),
    ),
  }
}

function sumsOf(sums: (readonly [string, bigint | string | undefined])[]): Sums {
  return Object.fromEntries(sums.map(([key, sum]) => [key, Number(sum)]).filter(([, sum]) => sum !== 0))
}
