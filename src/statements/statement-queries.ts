import { type SqlBool, sql } from 'kysely'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import type { At } from '../time/instant.ts'
import type { VoucherStatus } from '../vouchers/voucher.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'

/** What a customer holds at an instant. Sums in minor units. */
export interface Holdings {
  voucherCount: number
  entryCount: number
  /** What its vouchers can pay now, and what others will that are not valid yet. */
  usableMinor: bigint
  laterMinor: bigint
  /** What lapses first of what is usable now; undefined where nothing is. */
  next: { expiresAt: At; balanceMinor: bigint } | undefined
}

/** Adds up what a customer holds at an instant. */
export async function sumHoldings(db: Db, customerId: number, at: At): Promise<Holdings> {
  const held = db.selectFrom('vouchers').where('customerId', '=', customerId)
  const sums = await held
    .select((eb) => [
      eb.fn.countAll<number>().as('voucherCount'),
      ENTRY_COUNT.as('entryCount'),
      balanceOf(sql`${unlapsed(at)} AND valid_from_at <= ${at}`).as('usable'),
      balanceOf(sql`${unlapsed(at)} AND valid_from_at > ${at}`).as('later'),
    ])
    .executeTakeFirstOrThrow()
  const next = await held
    .select(['expiresAt', balanceOf(sql`1 = 1`).as('balance')])
    .where(sql<SqlBool>`${unlapsed(at)} AND valid_from_at <= ${at}`)
    .groupBy('expiresAt')
    .orderBy('expiresAt')
    .limit(1)
    .executeTakeFirst()
  return {
    voucherCount: sums.voucherCount,
    entryCount: sums.entryCount ?? 0,
    usableMinor: BigInt(sums.usable),
    laterMinor: BigInt(sums.later),
    next: next && { expiresAt: next.expiresAt, balanceMinor: BigInt(next.balance) },
  }
}

/** A voucher as its holder sees it. Amounts in minor units. */
export interface HeldVoucher {
  id: number
  number: string
  templateId: number
  faceMinor: number
  balanceMinor: number
  state: VoucherStatus
  validFromAt: At
  expiresAt: At
  issuedAt: At
  place: string
}

const USABLE_FIRST: Order<HeldVoucher> = {
  keys: [{ column: 'held.place', of: (row) => row.place }],
  descending: false,
}

/**
 * One page of all vouchers a customer ever held: first those with something left, the soonest expiry first, then
 * the others, the newest first.
 */
export function listHeldVouchers(
  db: Db,
  customerId: number,
  at: At,
  position: Position,
): Promise<Page<HeldVoucher>> {
  const held = db
    .selectFrom('vouchers')
    .select([
      'id',
      'number',
      'templateId',
      'faceMinor',
      'balanceMinor',
      'state',
      'validFromAt',
      'expiresAt',
      'issuedAt',
      placeOf(at).as('place'),
    ])
    .where('customerId', '=', customerId)
  return takePage(db.selectFrom(held.as('held')).selectAll('held'), USABLE_FIRST, position)
}

/** The terms of a voucher that concern its holder. The products by name: those it pays, or those it does not pay. */
export interface HolderTerms
  extends Pick<Tables['templates'], 'scope' | 'paymentMode' | 'minimumSpendMinor'> {
  products: string[]
}

/** The terms of all vouchers a customer ever held, by their template. */
export async function termsOfHolder(db: Db, customerId: number): Promise<Map<number, HolderTerms>> {
  const rows = await db
    .selectFrom('templates')
    .select(['id', 'scope', 'paymentMode', 'minimumSpendMinor', PRODUCT_NAMES.as('products')])
    .where('id', 'in', (eb) =>
      eb.selectFrom('vouchers').select('templateId').where('customerId', '=', customerId),
    )
    .execute()
  return new Map(
    rows.map(({ id, ...terms }) => [id, { ...terms, products: JSON.parse(terms.products) as string[] }]),
  )
}

/** An entry of a voucher's ledger, with the fee behind it, as its holder sees it. Amounts in minor units. */
export interface HolderEntry {
  id: number
  voucherId: number
  kind: Tables['ledgerEntries']['kind']
  amountMinor: number
  balanceAfterMinor: number
  postedAt: At
  chargeId: string | null
  productCode: string | null
  productName: string | null
  occurredAt: At | null
  refundId: string | null
}

/** The last entries of each of a few vouchers, oldest first. @param most how many of each voucher */
export function lastEntries(db: Db, voucherIds: readonly number[], most: number): Promise<HolderEntry[]> {
  // From the vouchers to the entries, in this order: each voucher's are counted off from the end of its index.
  return withFees(db.selectFrom('vouchers').crossJoin('ledgerEntries'))
    .where('vouchers.id', 'in', voucherIds)
    .where(
      sql<SqlBool>`ledger_entries.id IN (SELECT id FROM ledger_entries AS latest
        WHERE latest.voucher_id = vouchers.id ORDER BY latest.id DESC LIMIT ${most})`,
    )
    .orderBy('ledgerEntries.id')
    .execute()
}

/** How many entries each of a few vouchers has. */
export async function countEntries(db: Db, voucherIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('ledgerEntries')
    .select((eb) => ['voucherId', eb.fn.countAll<number>().as('count')])
    .where('voucherId', 'in', voucherIds)
    .groupBy('voucherId')
    .execute()
  return new Map(rows.map(({ voucherId, count }) => [voucherId, count]))
}

/** An entry with its voucher. */
export type HeldEntry = HolderEntry & Omit<HeldVoucher, 'id' | 'issuedAt' | 'place'>

const BY_VOUCHER: Order<HeldEntry> = {
  keys: [
    { column: 'vouchers.id', of: (row) => row.voucherId },
    { column: 'ledgerEntries.id', of: (row) => row.id },
  ],
  descending: false,
}

/** One page of every entry of every voucher of a customer, voucher by voucher. @param size how many rows it has */
export function listHeldEntries(
  db: Db,
  customerId: number,
  position: Position,
  size: number,
): Promise<Page<HeldEntry>> {
  const query = withFees(
    db.selectFrom('vouchers').innerJoin('ledgerEntries', 'ledgerEntries.voucherId', 'vouchers.id'),
  )
    .select([
      'vouchers.number',
      'vouchers.templateId',
      'vouchers.faceMinor',
      'vouchers.balanceMinor',
      'vouchers.state',
      'vouchers.validFromAt',
      'vouchers.expiresAt',
    ])
    .where('vouchers.customerId', '=', customerId)
  return takePage(query, BY_VOUCHER, position, size)
}

function withFees(entries: EntriesOfVouchers) {
  return entries
    .leftJoin('charges', 'charges.id', 'ledgerEntries.chargeId')
    .leftJoin('products', 'products.id', 'charges.productId')
    .leftJoin('refunds', 'refunds.id', 'ledgerEntries.refundId')
    .select([
      'ledgerEntries.id',
      'vouchers.id as voucherId',
      'ledgerEntries.kind',
      'ledgerEntries.amountMinor',
      'ledgerEntries.balanceAfterMinor',
      'ledgerEntries.postedAt',
      'charges.chargeId',
      'products.code as productCode',
      'products.name as productName',
      'charges.occurredAt',
      'refunds.refundId',
    ])
}

function joined(db: Db) {
  return db.selectFrom('vouchers').crossJoin('ledgerEntries')
}
type EntriesOfVouchers = ReturnType<typeof joined>

const ENTRY_COUNT = sql<
  number | null
>`sum((SELECT count(*) FROM ledger_entries WHERE voucher_id = vouchers.id))`
const PRODUCT_NAMES = sql<string>`(
  SELECT json_group_array(name) FROM (
    SELECT products.name FROM template_products JOIN products ON products.id = template_products.product_id
    WHERE template_products.template_id = templates.id ORDER BY products.name))`

/** Whether something is left that has not lapsed by an instant. */
function unlapsed(at: At) {
  return sql<SqlBool>`vouchers.state IN ('unused', 'part_used') AND vouchers.expires_at > ${at}`
}

/** The sum of the balances where a condition holds, as digits: it can be past what a number holds. */
function balanceOf(condition: ReturnType<typeof sql>) {
  return sql<string>`CAST(coalesce(sum(balance_minor) FILTER (WHERE ${condition}), 0) AS TEXT)`
}

/**
 * Where a voucher stands in the statement, as a text that sorts, each its own: one counts up in time, the other down.
 * No index has it, and a second key would have all of them worked out twice.
 */
function placeOf(at: At) {
  return sql<string>`CASE WHEN ${unlapsed(at)} THEN '1-' || expires_at
    ELSE printf('2-%012d', 100000000000 - unixepoch(issued_at)) END || printf('-%016d', id)`
}
