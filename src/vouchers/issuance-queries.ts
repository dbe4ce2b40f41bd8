import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'

/** An issuance with the names that its page shows. @throws Problem NOT_FOUND for another partner's, too */
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

/** A customer and an amount, as an issuance's page shows its first lines. */
export interface IssuedLine {
  /** `null` while it waits for review, or was never issued. */
  number: string | null
  accountId: string
  customerName: string
  amountMinor: number
}

/** The first lines of an issuance: its vouchers, or what was asked for where none were issued. */
export function listFirstLines(
  db: Db,
  { id, status }: { id: number; status: string },
  limit: number,
): Promise<IssuedLine[]> {
  if (status === 'issued') {
    return db
      .selectFrom('vouchers')
      .innerJoin('customers', 'customers.id', 'vouchers.customerId')
      .select([
        'vouchers.number',
        'customers.accountId',
        'customers.name as customerName',
        'vouchers.faceMinor as amountMinor',
      ])
      .where('vouchers.issuanceId', '=', id)
      .orderBy('vouchers.id')
      .limit(limit)
      .execute()
  }
  return db
    .selectFrom('issuanceLines')
    .innerJoin('customers', 'customers.id', 'issuanceLines.customerId')
    .select((eb) => [
      eb.val<string | null>(null).as('number'),
      'customers.accountId',
      'customers.name as customerName',
      'issuanceLines.amountMinor',
    ])
    .where('issuanceLines.issuanceId', '=', id)
    .orderBy('issuanceLines.line')
    .limit(limit)
    .execute()
}
