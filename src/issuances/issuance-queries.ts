import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'

/** An issuance with the names that its page shows. */
export type IssuanceRow = Awaited<ReturnType<typeof findIssuance>>

/** @throws Problem NOT_FOUND for another partner's, too */
export async function findIssuance(db: Db, partnerId: number, id: number) {
  const row = await db
    .selectFrom('issuances')
    .innerJoin('templates', 'templates.id', 'issuances.templateId')
    .leftJoin('members as asker', 'asker.id', 'issuances.requestedBy')
    .leftJoin('members as decider', 'decider.id', 'issuances.decidedBy')
    .selectAll('issuances')
    .select(['templates.name as templateName', 'asker.name as askerName', 'decider.name as deciderName'])
    .where('issuances.id', '=', id)
    .where('issuances.partnerId', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** A customer and an amount of an issuance. */
export interface IssuedLine {
  /** Its place: the line that was asked for, or the voucher's id. */
  line: number
  /** `null` while it waits for review, or was never issued. */
  number: string | null
  accountId: string
  customerName: string
  amountMinor: number
}

/** Some lines of an issuance: its vouchers, or what was asked for where none were issued. */
export function listLines(
  db: Db,
  { id, status }: { id: number; status: string },
  position: Position,
  size: number,
): Promise<Page<IssuedLine>> {
  if (status === 'issued') {
    const vouchers = db
      .selectFrom('vouchers')
      .innerJoin('customers', 'customers.id', 'vouchers.customerId')
      .select([
        'vouchers.id as line',
        'vouchers.number',
        'customers.accountId',
        'customers.name as customerName',
        'vouchers.faceMinor as amountMinor',
      ])
      .where('vouchers.issuanceId', '=', id)
    return takePage(vouchers, inOrderOf('vouchers.id'), position, size)
  }
  const lines = db
    .selectFrom('issuanceLines')
    .innerJoin('customers', 'customers.id', 'issuanceLines.customerId')
    .select((eb) => [
      'issuanceLines.line',
      eb.val<string | null>(null).as('number'),
      'customers.accountId',
      'customers.name as customerName',
      'issuanceLines.amountMinor',
    ])
    .where('issuanceLines.issuanceId', '=', id)
  return takePage(lines, inOrderOf('issuanceLines.line'), position, size)
}

/** How many lines pages show of an issuance. */
export const FIRST_LINES = 20

/** The first lines of an issuance, as its page shows them. */
export async function listFirstLines(
  db: Db,
  issuance: { id: number; status: string },
): Promise<IssuedLine[]> {
  return (await listLines(db, issuance, { after: null, before: null }, FIRST_LINES)).rows
}

/** Everything that an issuance asked for, where it waits or waited for a review. */
export function listAsked(
  db: Db,
  issuanceId: number,
): Promise<{ line: number; accountId: string; amountMinor: number }[]> {
  return db
    .selectFrom('issuanceLines')
    .innerJoin('customers', 'customers.id', 'issuanceLines.customerId')
    .select(['issuanceLines.line', 'customers.accountId', 'issuanceLines.amountMinor'])
    .where('issuanceLines.issuanceId', '=', issuanceId)
    .orderBy('issuanceLines.line')
    .execute()
}

function inOrderOf(column: string): Order<IssuedLine> {
  return { keys: [{ column, of: ({ line }) => line }], descending: false }
}
