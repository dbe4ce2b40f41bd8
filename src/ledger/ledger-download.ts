import { every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import { type At, startOfDay } from '../time/instant.ts'
import { ENTRY_KIND_OPTIONS } from '../vouchers/voucher-words.ts'
import type { Download } from '../web/downloads.ts'
import { choiceFilter, dayFilter, type FilterValues, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'

const ledgerFilters = {
  voucher: textFilter('Voucher'),
  kind: choiceFilter('Entry', ENTRY_KIND_OPTIONS),
  posted_from: dayFilter('Posted from'),
  posted_before: dayFilter('Posted before'),
}

/** An entry of the ledger. Amounts in minor units. */
interface LedgerRow {
  id: number
  voucher: string
  accountId: string
  kind: string
  amountMinor: number
  balanceAfterMinor: number
  charge: string | null
  refund: string | null
  issuanceId: number | null
  withdrawalId: number | null
  memberName: string | null
  postedAt: At
}

const OLDEST_FIRST: Order<LedgerRow> = {
  keys: [{ column: 'ledgerEntries.id', of: (row) => row.id }],
  descending: false,
}

function listLedger(
  db: Db,
  partner: { id: number; timeZone: string },
  { voucher, kind, posted_from, posted_before }: FilterValues<typeof ledgerFilters>,
  position: Position,
  size?: number,
): Promise<Page<LedgerRow>> {
  const at = 'ledgerEntries.postedAt'
  const query = db
    .selectFrom('ledgerEntries')
    .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
    .innerJoin('customers', 'customers.id', 'vouchers.customerId')
    .leftJoin('charges', 'charges.id', 'ledgerEntries.chargeId')
    .leftJoin('refunds', 'refunds.id', 'ledgerEntries.refundId')
    .leftJoin('members', 'members.id', 'ledgerEntries.memberId')
    .select(['ledgerEntries.id', 'vouchers.number as voucher', 'customers.accountId', 'ledgerEntries.kind'])
    .select(['ledgerEntries.amountMinor', 'ledgerEntries.balanceAfterMinor', 'ledgerEntries.postedAt'])
    .select(['charges.chargeId as charge', 'refunds.refundId as refund'])
    .select(['ledgerEntries.issuanceId', 'ledgerEntries.withdrawalId', 'members.name as memberName'])
    .where('ledgerEntries.partnerId', '=', partner.id)
    .where((eb) =>
      every(
        voucher !== null && eb('vouchers.number', '=', voucher),
        kind !== null && eb('ledgerEntries.kind', '=', kind),
        posted_from !== null && eb(at, '>=', startOfDay(posted_from, partner.timeZone)),
        posted_before !== null && eb(at, '<', startOfDay(posted_before, partner.timeZone)),
      ),
    )
  return takePage(query, OLDEST_FIRST, position, size)
}

/** The names of an entry's values, in their order. */
const LEDGER_COLUMNS = [
  'entry',
  'posted_at',
  'voucher',
  'customer',
  'kind',
  'currency',
  'amount',
  'balance_after',
  'charge_id',
  'refund_id',
  'issuance',
  'withdrawal',
  'by',
] as const

function toRecord(row: LedgerRow, currency: Currency): Record<(typeof LEDGER_COLUMNS)[number], string> {
  return {
    entry: String(row.id),
    posted_at: row.postedAt,
    voucher: row.voucher,
    customer: row.accountId,
    kind: row.kind,
    currency: currency.code,
    amount: decimal(row.amountMinor, currency),
    balance_after: decimal(row.balanceAfterMinor, currency),
    charge_id: row.charge ?? '',
    refund_id: row.refund ?? '',
    issuance: String(row.issuanceId ?? ''),
    withdrawal: String(row.withdrawalId ?? ''),
    by: row.memberName ?? 'Scrip',
  }
}

/** The whole ledger as a file, oldest entry first; the pages show it voucher by voucher. */
export const ledgerDownload: Download<typeof ledgerFilters, LedgerRow, (typeof LEDGER_COLUMNS)[number]> = {
  name: 'ledger',
  columns: LEDGER_COLUMNS,
  filters: () => ledgerFilters,
  open: (db, { partner }) => ({
    take: (...page) => listLedger(db, partner, ...page),
    toRecord: (row) => toRecord(row, partner.currency),
  }),
}
