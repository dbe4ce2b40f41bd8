import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'

/** What a partner may have issued, in minor units. */
export interface Budget {
  /** What was allocated less what was reclaimed. */
  totalMinor: number
  /** What was issued since the first allocation less what came back. */
  issuedMinor: number
  remainingMinor: number
}

/**
 * A partner's budget as it is now; inside a transaction, as it is for what that issues.
 * @returns `null` where none was ever allocated: then there is no limit
 */
export async function findBudget(db: Db, partnerId: number): Promise<Budget | null> {
  const last = await db
    .selectFrom('budgetEntries')
    .select(['totalMinor', 'remainingMinor'])
    .where('partnerId', '=', partnerId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ? { ...last, issuedMinor: last.totalMinor - last.remainingMinor } : null
}

/** When a partner's budget was first allocated: what was issued before does not count. `null`: there is none. */
export async function findBudgetStart(db: Db, partnerId: number): Promise<At | null> {
  const first = await db
    .selectFrom('budgetEntries')
    .select('postedAt')
    .where('partnerId', '=', partnerId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return first?.postedAt ?? null
}
