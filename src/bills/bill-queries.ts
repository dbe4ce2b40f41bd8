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
    .leftJoin('billSums', 'billSums.billId', 'bills.id')
    .select(['bills.id', 'fileName', 'covers', 'lineCount', 'leftOutCount', 'fileHash', 'postedAt'])
    .select([sumOf('charged_minor').as('charged'), sumOf('refunded_minor').as('refunded')])
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

/**
 * A bill with its sums, in minor units as digits. What vouchers cover of it is what they paid, less what its refunds
 * gave back to them or let stay spent.
 * @throws Problem NOT_FOUND for another partner's, too
 */
export async function findBill(db: Db, partnerId: number, id: number) {
  const row = await db
    .selectFrom('bills')
    .leftJoin('billSums', 'billSums.billId', 'bills.id')
    .leftJoin('members', 'members.id', 'bills.postedBy')
    .selectAll('bills')
    .select(['members.name as memberName', 'billSums.chargeCount', 'billSums.refundCount'])
    .select([sumOf('charged_minor').as('charged'), sumOf('refunded_minor').as('refunded')])
    .select(sumOf('covered_minor - kept_minor').as('covered'))
    .where('bills.id', '=', id)
    .where('bills.partnerId', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** Of what is kept of a bill, as digits; one that posted nothing has no sums. */
function sumOf(sum: string) {
  return sql<string>`CAST(coalesce(${sql.raw(sum)}, 0) AS TEXT)`
}
