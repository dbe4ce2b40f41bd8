import { sql } from 'kysely'
import { contains, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { choiceFilter, type FilterValues, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import type { Covers } from './bill.ts'
import { COVERS_OPTIONS } from './bill-words.ts'

export const billFilters = {
  file: textFilter('File name contains'),
  covers: choiceFilter('What the file is', COVERS_OPTIONS),
}

/** An imported bill, as the list shows it. Sums in minor units, as digits: they can be past what a number holds. */
export interface BillRow {
  id: number
  fileName: string
  covers: Covers
  lineCount: number
  leftOutCount: number
  fileHash: string
  postedAt: string
  charged: string
  refunded: string
}

const NEWEST_FIRST: Order<BillRow> = {
  keys: [{ column: 'bills.id', of: (row) => row.id }],
  descending: true,
}

/** One page of the partner's imported bills. @param size how many rows the page has */
export function listBills(
  db: Db,
  partnerId: number,
  { file, covers }: FilterValues<typeof billFilters>,
  position: Position,
  size?: number,
): Promise<Page<BillRow>> {
  const query = db
    .selectFrom('bills')
    .select(['bills.id', 'fileName', 'covers', 'lineCount', 'leftOutCount', 'fileHash', 'postedAt'])
    .select([sumOf('charges').as('charged'), sumOf('refunds').as('refunded')])
    .where('bills.partnerId', '=', partnerId)
    .where((eb) =>
      every(file !== null && contains('bills.fileName', file), covers !== null && eb('covers', '=', covers)),
    )
  return takePage(query, NEWEST_FIRST, position, size)
}

/** The bill that a file was imported as; undefined where it is new. @param hash SHA-256 of the file, hex */
export function findBillByHash(
  db: Db,
  partnerId: number,
  hash: string,
): Promise<{ id: number; postedAt: string } | undefined> {
  return db
    .selectFrom('bills')
    .select(['id', 'postedAt'])
    .where('partnerId', '=', partnerId)
    .where('fileHash', '=', hash)
    .executeTakeFirst()
}

/** A bill with its sums. @throws Problem NOT_FOUND for another partner's, too */
export async function findBill(db: Db, partnerId: number, id: number) {
  const row = await db
    .selectFrom('bills')
    .leftJoin('members', 'members.id', 'bills.postedBy')
    .selectAll('bills')
    .select(['members.name as memberName'])
    .select([sumOf('charges').as('charged'), sumOf('refunds').as('refunded')])
    .select([countOf('charges').as('chargeCount'), countOf('refunds').as('refundCount')])
    .where('bills.id', '=', id)
    .where('bills.partnerId', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

function sumOf(table: 'charges' | 'refunds') {
  return sql<string>`(SELECT CAST(coalesce(sum(amount_minor), 0) AS TEXT)
    FROM ${sql.table(table)} WHERE bill_id = bills.id)`
}

function countOf(table: 'charges' | 'refunds') {
  return sql<number>`(SELECT count(*) FROM ${sql.table(table)} WHERE bill_id = bills.id)`
}
