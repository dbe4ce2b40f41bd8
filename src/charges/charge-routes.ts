import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import { type Asking, asking, signedIn } from '../partners/signed-in.ts'
import { labelOf } from '../templates/template-words.ts'
import { ENTRY_KIND_OPTIONS } from '../vouchers/voucher-words.ts'
import { sendCsv } from '../web/csv-export.ts'
import { readFilters } from '../web/filters.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { allPages, EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { page } from '../web/views.ts'
import { type ChargeRow, chargeFilters, listCharges } from './charge-list.ts'
import { type Charge, findCharge, listChargeEntries, listRefunds } from './charge-queries.ts'
import type { ChargeResult } from './charge-result.ts'
import { CHARGE_MODE_OPTIONS, REFUSAL_OPTIONS, SOURCE_OPTIONS } from './charge-words.ts'

/** Rows that a download reads at a time, between which others get their turn. */
const EXPORT_ROWS = 1000

/** The list of charges, its downloads, and the page of one. */
export function chargeRoutes(app: FastifyInstance, db: Db): void {
  app.get('/charges', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner, format } = signedIn(request)
    const query = readFilters(chargeFilters, request.query)
    const found = query.values ? await listCharges(db, partner, query.values, query.position) : EMPTY_PAGE
    return listPage(reply, 'charges/list', {
      filters: chargeFilters,
      query,
      path: paths.charges(),
      found,
      pagerLabels: ['Newer', 'Older'],
      data: { currency: partner.currency.code, rows: found.rows.map((row) => inList(row, format)) },
    })
  })

  app.get('/charges.csv', { config: { needs: 'read', scope: 'read' } }, async (request, reply) => {
    const { partner } = asking(request)
    const { values } = readWhole(request.query)
    const pages = allPages((position) => listCharges(db, partner, values, position, EXPORT_ROWS))
    return sendCsv(reply, 'charges', CHARGE_COLUMNS, pages, (row) =>
      Object.values(toRecord(row, partner.currency)),
    )
  })

  app.get('/charges.json', { config: { needs: 'read', scope: 'read' } }, async (request) => {
    const { partner } = asking(request)
    const { values, position } = readWhole(request.query)
    const { rows, before, after } = await listCharges(db, partner, values, position)
    return { charges: rows.map((row) => toRecord(row, partner.currency)), before, after }
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

/** @throws InvalidInput for a bad filter: machines have no form to say it in */
function readWhole(query: unknown) {
  const { values, position, errors } = readFilters(chargeFilters, query)
  if (!values) throw new InvalidInput(errors)
  return { values, position }
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
    covered: format.amount(row.coveredMinor),
    payable: format.amount(row.amountMinor - row.refundedMinor - row.coveredMinor),
    occurred: format.at(row.occurredAt),
    source: t(labelOf(SOURCE_OPTIONS, row.source)),
  }
}

const CHARGE_COLUMNS = [
  'charge_id',
  'customer',
  'customer_name',
  'product',
  'payment_mode',
  'currency',
  'amount',
  'refunded',
  'covered',
  'payable',
  'occurred_at',
  'source',
  'description',
] as const

function toRecord(row: ChargeRow, currency: Currency): Record<(typeof CHARGE_COLUMNS)[number], string> {
  return {
    charge_id: row.chargeId,
    customer: row.accountId,
    customer_name: row.customerName,
    product: row.productCode,
    payment_mode: row.paymentMode,
    currency: currency.code,
    amount: decimal(row.amountMinor, currency),
    refunded: decimal(row.refundedMinor, currency),
    covered: decimal(row.coveredMinor, currency),
    payable: decimal(row.amountMinor - row.refundedMinor - row.coveredMinor, currency),
    occurred_at: row.occurredAt,
    source: row.source,
    description: row.description,
  }
}

function chargePage(charge: Charge, { partner, format }: Asking) {
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
    covered: money(charge.coveredMinor),
    payable: money(charge.amountMinor - charge.refundedMinor - charge.coveredMinor),
    answers: answers.map(([label, value]) => ({ label, value })),
    refused: refused.map(({ number, reason }) => ({ number, reason: t(labelOf(REFUSAL_OPTIONS, reason)) })),
    refundable: charge.coveredMinor > 0,
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
      at: format.at(refund.postedAt),
      by: refund.memberName ?? format.t('Scrip'),
    })),
  }
}
