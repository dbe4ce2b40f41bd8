import { type SqlBool, sql } from 'kysely'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { readWholeSum, wholeSum } from '../database/whole-sum.ts'
import type { At } from '../time/instant.ts'
import type { Page, Position } from '../web/paging.ts'
import type { VoucherStatus } from './voucher.ts'
import type { VoucherSearch } from './voucher-filters.ts'
import { findPlaces, matchingBalances } from './voucher-search.ts'

/** A row of the list: the voucher, and of its terms what the list shows. Amounts in minor units. */
export interface VoucherRow {
  id: number
  number: string
  accountId: string
  customerName: string
  templateId: number
  templateName: string
  scope: Tables['templates']['scope']
  paymentMode: Tables['templates']['paymentMode']
  usage: Tables['templates']['usage']
  faceMinor: number
  balanceMinor: number
  state: VoucherStatus
  validFromAt: At
  expiresAt: At
  issuedAt: At
  issuanceId: number
  reason: string
}

/** One page of the vouchers that match, in the order that was asked for: their places first, then what is shown. */
export async function listVouchers(
  db: Db,
  search: VoucherSearch,
  position: Position,
  size?: number,
): Promise<Page<VoucherRow>> {
  const { rows: places, ...cursors } = await findPlaces(db, search, position, size)
  const rows = await selectRows(db, { ids: JSON.stringify(places.map(({ id }) => id)) })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return { rows: places.flatMap(({ id }) => byId.get(id) ?? []), ...cursors }
}

/** @param ids of the vouchers as JSON: one text, so that a page of any length is the same statement */
const selectRows = often((db, { ids }: { ids: string }) =>
  db
    .selectFrom('vouchers')
    .innerJoin('templates', 'templates.id', 'vouchers.templateId')
    .innerJoin('customers', 'customers.id', 'vouchers.customerId')
    .innerJoin('issuances', 'issuances.id', 'vouchers.issuanceId')
    .select([
      'vouchers.id',
      'vouchers.number',
      'customers.accountId',
      'customers.name as customerName',
      'vouchers.templateId',
      'templates.name as templateName',
      'templates.scope',
      'templates.paymentMode',
      'templates.usage',
      'vouchers.faceMinor',
      'vouchers.balanceMinor',
      'vouchers.state',
      'vouchers.validFromAt',
      'vouchers.expiresAt',
      'vouchers.issuedAt',
      'vouchers.issuanceId',
      'issuances.reason',
    ])
    .where(sql<SqlBool>`vouchers.id IN (SELECT value FROM json_each(${ids}))`),
)

/** Counting and adding up stop here: past it both would have to be done anew at every look. */
export const COUNTED_AT_MOST = 1000

/** How many vouchers match, and what they hold together; `null` where they are more than COUNTED_AT_MOST. */
export async function sumVouchers(
  db: Db,
  search: VoucherSearch,
): Promise<{ count: number; balanceMinor: bigint } | null> {
  const matching = await matchingBalances(db, search)
  // Nobody is shown the sum of more: to step over them takes less than to add them up.
  const isMore = await db
    .selectFrom(matching(COUNTED_AT_MOST + 1))
    .select(sql`1`.as('one'))
    .offset(COUNTED_AT_MOST)
    .limit(1)
    .executeTakeFirst()
  if (isMore) return null
  const { count, balance } = await db
    .selectFrom(matching(COUNTED_AT_MOST))
    .select((eb) => [eb.fn.countAll<number>().as('count'), wholeSum('balanceMinor').as('balance')])
    .executeTakeFirstOrThrow()
  return { count, balanceMinor: readWholeSum(balance) }
}
