import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import type { Sentence } from '../languages/sentences.ts'
import { type LedgerEntry, listEntries } from '../ledger/ledger-queries.ts'
import { allows } from '../members/roles.ts'
import { asking, type SignedIn, signedIn } from '../partners/signed-in.ts'
import { findTemplate } from '../templates/template-queries.ts'
import { labelOf, termsInWords } from '../templates/template-words.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { readFilters } from '../web/filters.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { page } from '../web/views.ts'
import { validityDaysIn } from './validity.ts'
import { canBeWithdrawn, type VoucherStatus, voucherStatus } from './voucher.ts'
import { voucherDownload } from './voucher-download.ts'
import { type VoucherSearch, voucherFilters } from './voucher-filters.ts'
import { COUNTED_AT_MOST, listVouchers, sumVouchers } from './voucher-list.ts'
import { findVoucher } from './voucher-queries.ts'
import { inList } from './voucher-row.ts'
import { orderOf, type VoucherOrder } from './voucher-search.ts'
import { ENTRY_KIND_OPTIONS, VOUCHER_STATUS_OPTIONS } from './voucher-words.ts'

const PAGER_LABELS: Record<VoucherOrder, readonly [before: Sentence, after: Sentence]> = {
  id: ['Newer', 'Older'],
  issue: ['Newer', 'Older'],
  expiry: ['Earlier', 'Later'],
  balance: ['Larger', 'Smaller'],
}

interface ByNumber {
  Params: { number: string }
}

/** The list of vouchers, its downloads, and the page of one. */
export function voucherRoutes(app: FastifyInstance, db: Db): void {
  app.get('/vouchers', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const { partner, format, act } = who
    const canWithdraw = withdrawableBy(who)
    const { filters, query, search } = readSearch(request)
    const found = search ? await listVouchers(db, search, query.position) : EMPTY_PAGE
    return listPage(reply, 'vouchers/list', {
      filters,
      query,
      path: paths.vouchers(),
      found,
      pagerLabels: PAGER_LABELS[search ? orderOf(search) : 'id'],
      data: {
        currency: partner.currency.code,
        canWithdraw: allows(who.member.role, 'issue'),
        rows: found.rows.map((row) => inList(row, act.at, format, canWithdraw)),
        totals: search && totalsInWords(await sumVouchers(db, search), format),
      },
    })
  })

  downloadRoutes(app, db, voucherDownload, {
    path: paths.vouchers(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })

  app.get<ByNumber>('/vouchers/:number', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const { partner, format, act } = who
    const canWithdraw = withdrawableBy(who)
    const { voucher, template, entries } = await readVoucher(db, partner.id, request.params.number)
    const status = voucherStatus(voucher, act.at)
    const { firstDayOn, lastDayOn } = validityDaysIn(partner.timeZone)(voucher)
    return page(reply, 'vouchers/voucher', {
      number: voucher.number,
      status: { word: status, label: format.t(labelOf(VOUCHER_STATUS_OPTIONS, status)) },
      currency: partner.currency.code,
      balance: format.money(voucher.balanceMinor),
      face: format.money(voucher.faceMinor),
      firstDay: format.day(firstDayOn),
      lastDay: format.day(lastDayOn),
      customer: { id: voucher.customerId, accountId: voucher.accountId, name: voucher.customerName },
      template: { id: template.id, name: template.name },
      issuance: { id: voucher.issuanceId, reason: voucher.reason },
      terms: termsInWords(template, format).filter(({ field }) => IN_TERMS.has(field)),
      entries: entries.map((entry, index) => entryInWords(entry, index, format)),
      withdrawable: canWithdraw(status),
    })
  })
}

/** Reads a voucher as everything is at one moment: its balance and its entries agree. @throws Problem NOT_FOUND */
function readVoucher(db: Db, partnerId: number, number: string) {
  return inSnapshot(db, async (snapshot) => {
    const voucher = await findVoucher(snapshot, partnerId, number)
    const template = await findTemplate(snapshot, partnerId, voucher.templateId)
    return { voucher, template, entries: await listEntries(snapshot, voucher.id) }
  })
}

/** Which vouchers a member may withdraw, by their status. */
function withdrawableBy({ member, withdrawPartUsed }: SignedIn): (status: VoucherStatus) => boolean {
  const mayIssue = allows(member.role, 'issue')
  return (status) => mayIssue && canBeWithdrawn(status, withdrawPartUsed)
}

/** The terms that bind a voucher; the template's limits and note are no concern of its holder. */
const IN_TERMS = new Set(['usage', 'scope', 'products', 'paymentMode', 'minimumSpend', 'validity', 'funding'])

function readSearch(request: FastifyRequest) {
  const { partner, act } = asking(request)
  const filters = voucherFilters(partner.currency)
  const query = readFilters(filters, request.query)
  const search: VoucherSearch | null = query.values && { partner, values: query.values, at: act.at }
  return { filters, query, search }
}

function totalsInWords(
  sums: { count: number; balanceMinor: bigint } | null,
  { t, count, money }: SignedIn['format'],
) {
  return sums === null
    ? { count: t('{count}+', { count: count(COUNTED_AT_MOST) }), balance: '' }
    : { count: count(sums.count), balance: money(sums.balanceMinor) }
}

function entryInWords(entry: LedgerEntry, index: number, format: SignedIn['format']) {
  return {
    order: index + 1,
    kind: format.t(labelOf(ENTRY_KIND_OPTIONS, entry.kind)),
    at: format.at(entry.postedAt),
    by: entry.memberName ?? entry.tokenName ?? format.t('Scrip'),
    amount: format.amount(entry.amountMinor),
    balanceAfter: format.amount(entry.balanceAfterMinor),
    what: entry.issuanceReason ?? entry.withdrawalReason ?? entry.productName ?? '',
    path: causeOf(entry),
  }
}

/** The page of what caused an entry; '' where the clock did. */
function causeOf({ chargeNumber, issuanceId, withdrawalId }: LedgerEntry): string {
  if (chargeNumber !== null) return paths.charge(chargeNumber)
  if (issuanceId !== null) return paths.issuance(issuanceId)
  return withdrawalId === null ? '' : paths.withdrawal(withdrawalId)
}
