import { sql } from 'kysely'
import { equals, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { onDays } from '../web/day-range.ts'
import { choiceFilter, dayFilter, type FilterValues } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import { BUDGET_KIND_OPTIONS } from './budget-words.ts'

/** What the budget's history can be narrowed by. */
export const budgetFilters = {
  kind: choiceFilter('Entry', BUDGET_KIND_OPTIONS),
  posted_from: dayFilter('Posted from'),
  posted_before: dayFilter('Posted before'),
}

/** An entry of the budget. Amounts in minor units. */
export interface BudgetRow {
  id: number
  kind: 'allocate' | 'reclaim' | 'issue' | 'withdraw' | 'expire'
  amountMinor: number
  totalMinor: number
  remainingMinor: number
  issuanceId: number | null
  withdrawalId: number | null
  memberName: string | null
  /** Its own, or that of its issuance or withdrawal; `null` for what expired. */
  reason: string | null
  postedAt: At
  /** When its withdrawal was made: before the entry, where a refund came to what had been withdrawn. */
  withdrawnAt: At | null
}

const NEWEST_FIRST: Order<BudgetRow> = {
  keys: [{ column: 'budgetEntries.id', of: (row) => row.id }],
  descending: true,
}

/** Of some days, so that the list goes along their time. */
const LATEST_FIRST: Order<BudgetRow> = {
  keys: [{ column: 'budgetEntries.postedAt', of: (row) => row.postedAt }, ...NEWEST_FIRST.keys],
  descending: true,
}

/** One page of the partner's budget entries, the last posted first. */
export function listBudgetEntries(
  db: Db,
  partner: { id: number; timeZone: string },
  { kind, posted_from, posted_before }: FilterValues<typeof budgetFilters>,
  position: Position,
  size?: number,
): Promise<Page<BudgetRow>> {
  const hasDays = posted_from !== null || posted_before !== null
  const query = db
    .selectFrom('budgetEntries')
    .leftJoin('members', 'members.id', 'budgetEntries.memberId')
    .leftJoin('issuances', 'issuances.id', 'budgetEntries.issuanceId')
    .leftJoin('withdrawals', 'withdrawals.id', 'budgetEntries.withdrawalId')
    .select([
      'budgetEntries.id',
      'budgetEntries.kind',
      'budgetEntries.amountMinor',
      'budgetEntries.totalMinor',
      'budgetEntries.remainingMinor',
      'budgetEntries.issuanceId',
      'budgetEntries.withdrawalId',
      'members.name as memberName',
      sql<string | null>`coalesce(budget_entries.reason, issuances.reason, withdrawals.reason)`.as('reason'),
      'budgetEntries.postedAt',
      'withdrawals.withdrawnAt',
    ])
    .where('budgetEntries.partnerId', '=', partner.id)
    .where(
      every(
        // The plus: the days leave less than a kind of entry does.
        kind !== null && equals('budgetEntries.kind', kind, !hasDays),
        onDays('budgetEntries.postedAt', [posted_from, posted_before], partner.timeZone, position),
      ),
    )
  return takePage(query, hasDays ? LATEST_FIRST : NEWEST_FIRST, position, size)
}
