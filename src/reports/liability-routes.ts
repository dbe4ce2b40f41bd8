import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { decimal } from '../money/format-amount.ts'
import { findSettings } from '../partners/settings.ts'
import { asking, signedIn } from '../partners/signed-in.ts'
import { type At, dayOf } from '../time/instant.ts'
import { sendCsv } from '../web/csv-export.ts'
import type { Format } from '../web/format.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { type Balance, listExpiryBalances } from './balance-queries.ts'
import { graceInWords } from './grace-in-words.ts'
import { type Liability, liabilityOf, plus } from './liability.ts'
import { heldInMonthPath } from './voucher-links.ts'

const CSV_HEADER = ['expiry_month', 'status', 'currency', 'vouchers', 'balance']

/** What the partner owes its customers, by the month in which it expires. */
export function liabilityRoutes(app: FastifyInstance, db: Db): void {
  app.get('/reports', { config: { needs: 'read' } }, (_request, reply) => redirect(reply, paths.liability()))

  app.get('/reports/liability', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner, format, act } = signedIn(request)
    const { graceDays } = await findSettings(db, partner.id)
    const { usable, waiting } = await readLiability(db, partner, act.at)
    const today = dayOf(act.at, partner.timeZone)
    return page(reply, 'reports/liability', {
      asOf: format.t('As of {at}, {zone}', { at: format.at(act.at), zone: partner.timeZone }),
      currency: partner.currency.code,
      rows: usable.months.map(({ month, ...balance }) => ({
        month: format.month(month),
        href: heldInMonthPath(partner, month, today),
        ...inColumns(balance, format),
      })),
      waitingRows: waiting.months.map(({ month, ...balance }) => ({
        month: format.month(month),
        ...inColumns(balance, format),
      })),
      usable: inColumns(usable.sum, format),
      waiting: inColumns(waiting.sum, format),
      total: inColumns(plus(usable.sum, waiting.sum), format),
      grace: graceInWords(graceDays, format),
    })
  })

  app.get('/reports/liability.csv', { config: { needs: 'read', scope: 'read' } }, async (request, reply) => {
    const { partner, act } = asking(request)
    const { usable, waiting } = await readLiability(db, partner, act.at)
    const rows = [
      ...waiting.months.map((row) => ({ ...row, status: 'expired' })),
      ...usable.months.map((row) => ({ ...row, status: 'usable' })),
    ]
    return sendCsv(reply, 'liability', CSV_HEADER, [rows], (row) => [
      row.month,
      row.status,
      partner.currency.code,
      String(row.vouchers),
      decimal(row.balanceMinor, partner.currency),
    ])
  })
}

async function readLiability(db: Db, partner: { id: number; timeZone: string }, at: At): Promise<Liability> {
  return liabilityOf(await listExpiryBalances(db, partner.id), at, partner.timeZone)
}

function inColumns({ vouchers, balanceMinor }: Balance, { count, amount, money }: Format) {
  return { vouchers: count(vouchers), balance: amount(balanceMinor), money: money(balanceMinor) }
}
