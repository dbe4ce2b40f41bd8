import { type SqlBool, sql } from 'kysely'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import type { At } from '../time/instant.ts'
import { choiceFilter, type FilterValues } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import { DECISION_OPTIONS } from './review-words.ts'

/** What the list of reviews can be narrowed by. Where nothing is chosen, it has those that wait. */
export const reviewFilters = { status: choiceFilter('Status', DECISION_OPTIONS, 'Waiting') }

/** A row of the list. The sum in minor units. */
export interface ReviewRow {
  id: number
  templateId: number
  templateName: string
  funding: Tables['templates']['funding']
  reason: string
  voucherCount: number
  totalMinor: number
  status: Tables['issuances']['status']
  requestedBy: number | null
  askerName: string | null
  requestedAt: At
  deciderName: string | null
  decidedAt: At | null
  decisionReason: string
}

/** What waits or waited: whatever was issued at once was decided by who asked. As the index of it has it. */
const REVIEWED = sql<SqlBool>`(issuances.status <> 'issued' OR issuances.decided_by IS NOT issuances.requested_by)`

/** One page of the partner's reviews: what waits the longest comes first; of the others, the last asked for. */
export function listReviews(
  db: Db,
  partnerId: number,
  { status }: FilterValues<typeof reviewFilters>,
  position: Position,
  size?: number,
): Promise<Page<ReviewRow>> {
  const query = db
    .selectFrom('issuances')
    .innerJoin('templates', 'templates.id', 'issuances.templateId')
    .leftJoin('members as asker', 'asker.id', 'issuances.requestedBy')
    .leftJoin('members as decider', 'decider.id', 'issuances.decidedBy')
    .select([
      'issuances.id',
      'issuances.templateId',
      'templates.name as templateName',
      'templates.funding',
      'issuances.reason',
      'issuances.voucherCount',
      'issuances.totalMinor',
      'issuances.status',
      'issuances.requestedBy',
      'asker.name as askerName',
      'issuances.requestedAt',
      'decider.name as deciderName',
      'issuances.decidedAt',
      'issuances.decisionReason',
    ])
    .where('issuances.partnerId', '=', partnerId)
    .where('issuances.status', '=', status ?? 'in_review')
    .where(REVIEWED)
  return takePage(query, order(status !== null), position, size)
}

function order(descending: boolean): Order<ReviewRow> {
  return { keys: [{ column: 'issuances.id', of: (row) => row.id }], descending }
}
