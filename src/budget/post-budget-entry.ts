import { sql } from 'kysely'
import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import type { Budget } from './budget-queries.ts'

/** What a person or a return changes; what is issued is posted by the database itself. */
interface BudgetEntry {
  kind: 'allocate' | 'reclaim' | 'withdraw' | 'expire'
  /** Minor units, below nothing for a reclaim. */
  amountMinor: number
  reason: string | null
  withdrawalId: number | null
}

/** Writes an entry of the budget. @param after the budget as it is with it */
export async function postBudgetEntry(
  trx: Db,
  act: Act,
  entry: BudgetEntry,
  { totalMinor, remainingMinor }: Budget,
): Promise<void> {
  await trx
    .insertInto('budgetEntries')
    .values({
      ...entry,
      partnerId: act.partnerId,
      totalMinor,
      remainingMinor,
      afterEntryId: sql<number>`(SELECT coalesce(max(id), 0) FROM ledger_entries)`,
      issuanceId: null,
      memberId: act.memberId,
      postedAt: act.at,
    })
    .execute()
}
