import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { allows } from '../members/roles.ts'
import { asking, type SignedIn, signedIn } from '../partners/signed-in.ts'
import { labelOf } from '../templates/template-words.ts'
import { ENTRY_KIND_OPTIONS } from '../vouchers/voucher-words.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { readFilters } from '../web/filters.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { page } from '../web/views.ts'
import { chargeDownload } from './charge-download.ts'
import { type ChargeRow, chargeFilters, listCharges } from './charge-list.ts'
import { type Charge, findCharge, listChargeEntries, listRefunds } from './charge-queries.ts'
import type { ChargeResult } from './charge-result.ts'
import { CHARGE_MODE_OPTIONS, REFUSAL_OPTIONS, SOURCE_OPTIONS } from './charge-words.ts'

/** The list of charges, its downloads, and the page of one. */
export function chargeRoutes(app: FastifyInstance, db: Db): void {
  app.get('/charges', { config: { needs: 'read' } }, async (request, reply) => {
    const { member, partner, format } = signedIn(request)
    const query = readFilters(chargeFilters, request.query)
    const found = query.values ? await listCharges(db, partner, query.values, query.position) : EMPTY_PAGE
    return listPage(reply, 'charges/list', {
      filters: chargeFilters,
      query,
      path: paths.charges(),
      found,
      pagerLabels: ['Newer', 'Older'],
      data: {
        currency: partner.currency.code,
        canPost: allows(member.role, 'issue'),
        rows: found.rows.map((row) => inList(row, format)),
      },
    })
  })

  downloadRoutes(app, db, chargeDownload, {
    path: paths.charges(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })

  app.get<{ Params: { chargeId: string } }>(
    '/charges/:chargeId',
    { config: { needs: 'read' } },
    async (request, reply) => {
      const who = signedIn(request)
      const charge = await findCharge(db, who.partner.id, request.params.chargeId)
      const entries = await listChargeEntries(db, charge.id)
      const refunds = await listRefunds(db, charge.id)
      return page(reply, 'charges/charge', {
        ...chargePage(charge, who),
        ...postings(entries, refunds, who.format),
      })
    },
  )
}

function inList(row: ChargeRow, format: Format) {
  const { t } = format
  return {
    chargeId: row.chargeId,
    accountId: row.accountId,
    customerName: row.customerName,
    product: row.productName,
    productCode: row.productCode,
    paymentMode: t(labelOf(CHARGE_MODE_OPTIONS, row.paymentMode)),
    amount: format.amount(row.amountMinor - row.refundedMinor),
    covered: format.amount(row.returnableMinor),
    payable: format.amount(row.payableMinor),
    occurred: format.at(row.occurredAt),
    source: t(labelOf(SOURCE_OPTIONS, row.source)),
  }
}

function chargePage(charge: Charge, { member, partner, format }: SignedIn) {
  const { t, money } = format
  const refused = JSON.parse(charge.refused) as ChargeResult['refused']
  const answers = [
    [t('Charge ID'), charge.chargeId],
    [t('Product'), `${charge.productName} (${charge.productCode})`],
    [t('Payment mode'), t(labelOf(CHARGE_MODE_OPTIONS, charge.paymentMode))],
    [t('Fee of'), format.at(charge.occurredAt)],
    [t('Description'), charge.description || t('None')],
    [t('Posted'), t('{at} by {name}', { at: format.at(charge.postedAt), name: postedBy(charge, format) })],
    ...(charge.exactAmount === null
      ? []
      : [[t('Exact sum'), `${partner.currency.code} ${charge.exactAmount}`]]),
  ]
  return {
    chargeId: charge.chargeId,
    currency: partner.currency.code,
    customer: { accountId: charge.accountId, name: charge.customerName },
    amount: money(charge.amountMinor),
    refunded: charge.refundedMinor === 0 ? '' : money(charge.refundedMinor),
    covered: money(charge.returnableMinor),
    kept: charge.keptMinor === 0 ? '' : money(charge.keptMinor),
    payable: money(charge.payableMinor),
    answers: answers.map(([label, value]) => ({ label, value })),
    refused: refused.map(({ number, reason }) => ({ number, reason: t(labelOf(REFUSAL_OPTIONS, reason)) })),
    refundable: charge.returnableMinor > 0 && allows(member.role, 'issue'),
  }
}

function postedBy(charge: Charge, { t }: Format): string {
  if (charge.tokenName !== null) return t('token {name}', { name: charge.tokenName })
  return charge.memberName ?? t('Scrip')
}

function postings(
  entries: Awaited<ReturnType<typeof listChargeEntries>>,
  refunds: Awaited<ReturnType<typeof listRefunds>>,
  format: Format,
) {
  return {
    entries: entries.map((entry, index) => ({
      order: index + 1,
      kind: format.t(labelOf(ENTRY_KIND_OPTIONS, entry.kind)),
      number: entry.number,
      refundId: entry.refundId ?? '',
      amount: format.amount(entry.amountMinor),
      balanceAfter: format.amount(entry.balanceAfterMinor),
      at: format.at(entry.postedAt),
    })),
    refunds: refunds.map((refund) => ({
      refundId: refund.refundId,
      amount: format.amount(refund.amountMinor),
      kept: format.amount(refund.keptMinor),
      at: format.at(refund.postedAt),
      by: refund.memberName ?? format.t('Scrip'),
    })),
  }
}
