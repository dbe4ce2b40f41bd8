import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { allows } from '../members/roles.ts'
import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import { asking, type SignedIn, signedIn } from '../partners/signed-in.ts'
import { labelOf } from '../templates/template-words.ts'
import { sendCsv } from '../web/csv-export.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { readFilters } from '../web/filters.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { idOf, paths } from '../web/paths.ts'
import { page } from '../web/views.ts'
import { type BillFee, listBillCharges, listBillFees, listBillRefunds } from './bill-content.ts'
import { billDownload } from './bill-download.ts'
import { type BillRow, billFilters, findBill, listBills } from './bill-queries.ts'
import { COVERS_OPTIONS } from './bill-words.ts'
import { feeWords, moreThan } from './check-in-words.ts'

/** How many charges, and how many refunds, a bill's page shows; the download has all. */
const SHOWN = 200

interface ById {
  Params: { id: string }
}

/** The list of imported bills, its downloads, the page of one, and what it deducted, for the invoice run. */
export function billRoutes(app: FastifyInstance, db: Db): void {
  app.get(paths.bills(), { config: { needs: 'read' } }, async (request, reply) => {
    const { member, partner, format } = signedIn(request)
    const query = readFilters(billFilters, request.query)
    const found = query.values ? await listBills(db, partner.id, query.values, query.position) : EMPTY_PAGE
    return listPage(reply, 'bills/list', {
      filters: billFilters,
      query,
      path: paths.bills(),
      found,
      pagerLabels: ['Newer', 'Older'],
      data: {
        currency: partner.currency.code,
        canImport: allows(member.role, 'issue'),
        rows: found.rows.map((row) => inList(row, format)),
      },
    })
  })

  downloadRoutes(app, db, billDownload, {
    path: paths.bills(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })

  app.get<ById>('/bills/:id', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const bill = await findBill(db, who.partner.id, idOf(request.params.id))
    return page(reply, 'bills/bill', await billPage(db, bill, who))
  })

  app.get<ById>('/bills/:id/deductions.csv', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner } = signedIn(request)
    const { id } = await findBill(db, partner.id, idOf(request.params.id))
    const fees = listBillFees(db, id)
    return sendCsv(reply, `bill-${id}`, DEDUCTION_COLUMNS, fees, (fee) => toCells(fee, partner.currency))
  })
}

function inList(row: BillRow, format: Format) {
  return {
    id: row.id,
    fileName: row.fileName,
    covers: format.t(labelOf(COVERS_OPTIONS, row.covers)),
    lines: format.count(row.lineCount),
    charged: format.amount(BigInt(row.charged)),
    refunded: format.amount(BigInt(row.refunded)),
    posted: format.at(row.postedAt),
  }
}

async function billPage(
  db: Db,
  bill: Awaited<ReturnType<typeof findBill>>,
  { partner, format }: Pick<SignedIn, 'partner' | 'format'>,
) {
  const { t, money, count, at } = format
  const covered = BigInt(bill.covered)
  const amount = BigInt(bill.charged) - BigInt(bill.refunded)
  const charges = await listBillCharges(db, bill.id, SHOWN)
  const refunds = await listBillRefunds(db, bill.id, SHOWN)
  return {
    id: bill.id,
    fileName: bill.fileName,
    currency: partner.currency.code,
    figures: [
      { label: t('Charges'), value: money(BigInt(bill.charged)) },
      { label: t('Refunds'), value: money(BigInt(bill.refunded)) },
      { label: t('Covered by vouchers'), value: money(covered) },
      { label: t('Payable'), value: money(amount - covered) },
    ],
    answers: [
      { label: t('CSV file'), value: bill.fileName },
      { label: t('What the file is'), value: t(labelOf(COVERS_OPTIONS, bill.covers)) },
      { label: t('Lines'), value: count(bill.lineCount) },
      { label: t('Left out'), value: bill.leftOutCount === 0 ? t('Nothing') : count(bill.leftOutCount) },
      {
        label: t('Posted'),
        value: t('{at} by {name}', { at: at(bill.postedAt), name: bill.memberName ?? t('Scrip') }),
      },
      { label: t('SHA-256 of the file'), value: bill.fileHash },
    ],
    charges: charges.map((row) => ({
      ...row,
      ...feeWords(row, format),
      exact: row.exactAmount ?? '',
      amount: format.amount(row.amountMinor),
      covered: format.amount(row.deductedMinor),
      payable: format.amount(row.amountMinor - row.deductedMinor),
    })),
    moreCharges: moreThan(SHOWN, bill.chargeCount ?? 0, format),
    refunds: refunds.map((row) => ({
      ...row,
      ...feeWords(row, format),
      amount: format.amount(row.amountMinor),
      returned: format.amount(row.returnedMinor),
    })),
    moreRefunds: moreThan(SHOWN, bill.refundCount ?? 0, format),
  }
}

const DEDUCTION_COLUMNS = [
  'customer',
  'customer_name',
  'product',
  'product_name',
  'payment_mode',
  'provider',
  'period_start',
  'currency',
  'amount',
  'covered',
  'payable',
  'vouchers',
] as const

function toCells(fee: BillFee, currency: Currency): string[] {
  return [
    fee.accountId,
    fee.customerName,
    fee.code,
    fee.productName,
    fee.paymentMode,
    fee.provider,
    fee.periodStartAt.slice(0, 10),
    currency.code,
    decimal(fee.amountMinor, currency),
    decimal(fee.coveredMinor, currency),
    decimal(fee.amountMinor - fee.coveredMinor, currency),
    fee.vouchers,
  ]
}
