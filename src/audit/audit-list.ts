import { type SqlBool, sql } from 'kysely'
import { equals, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { onDays } from '../web/day-range.ts'
import { choiceFilter, dayFilter, type FilterValues, recordFilter, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import { ACTION_OPTIONS, DONE_BY_TOKEN, OTHER_ACTOR_OPTIONS } from './audit-words.ts'

/** What the audit log can be narrowed by. */
export async function auditFilters(db: Db, partnerId: number) {
  const members = await db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('partnerId', '=', partnerId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return {
    member: recordFilter(
      'Who',
      members.map(({ id, name }) => [String(id), name] as const),
      OTHER_ACTOR_OPTIONS,
    ),
    action: choiceFilter('What', ACTION_OPTIONS),
    subject: textFilter('Record, such as "template 12"'),
    done_from: dayFilter('From'),
    done_before: dayFilter('Before'),
  }
}

type AuditFilterValues = FilterValues<Awaited<ReturnType<typeof auditFilters>>>

/** An event, as the log shows it. */
export interface EventRow {
  id: number
  at: At
  memberName: string | null
  /** Of the token that a billing system did it with. */
  tokenName: string | null
  address: string
  action: string
  subject: string
  /** JSON; `null` where nothing was recorded, or more than was asked for. */
  before: string | null
  after: string | null
  /** Whether more was recorded than was asked for. */
  isLong: 0 | 1
}

/** An import records every line that it changed: more than a page can show. */
const SHOWN_BYTES = 20_000

const NEWEST_FIRST: Order<EventRow> = {
  keys: [
    { column: 'auditEvents.at', of: (row) => row.at },
    { column: 'auditEvents.id', of: (row) => row.id },
  ],
  descending: true,
}

/**
 * One page of what was done for a partner, the last first.
 * @param size how many rows the page has
 * @param bytes of what an event recorded, how much is read; of a longer one nothing
 */
export function listEvents(
  db: Db,
  partner: { id: number; timeZone: string },
  values: AuditFilterValues,
  position: Position,
  size?: number,
  bytes = SHOWN_BYTES,
): Promise<Page<EventRow>> {
  const { member, action, subject, done_from, done_before } = values
  const isLong = sql<0 | 1>`octet_length(coalesce(before, '')) + octet_length(coalesce(after, '')) > ${bytes}`
  const query = db
    .selectFrom('auditEvents')
    .leftJoin('members', 'members.id', 'auditEvents.memberId')
    .leftJoin('apiTokens', (join) => join.on('apiTokens.id', '=', TOKEN_ID))
    .select(['auditEvents.id', 'auditEvents.at', 'members.name as memberName', 'auditEvents.address'])
    .select('apiTokens.name as tokenName')
    .select(['auditEvents.action', 'auditEvents.subject', isLong.as('isLong')])
    .select([
      sql<string | null>`iif(${isLong}, NULL, before)`.as('before'),
      sql<string | null>`iif(${isLong}, NULL, after)`.as('after'),
    ])
    .where('auditEvents.partnerId', '=', partner.id)
    .where(
      every(
        // The log goes along what leaves the least: a subject, then an action. The others get a plus.
        subject !== null && equals('auditEvents.subject', subject, true),
        action !== null && equals('auditEvents.action', action, subject === null),
        member !== null && doneBy(member, subject === null && action === null),
        onDays('auditEvents.at', [done_from, done_before], partner.timeZone, position),
      ),
    )
  return takePage(query, NEWEST_FIRST, position, size)
}

/** The token that an event names. Of what cannot be done with one, nothing is read: it can be long. */
const TOKEN_ID = sql<number | null>`iif(audit_events.member_id IS NULL
  AND audit_events.action IN (${sql.join(DONE_BY_TOKEN)}), json_extract(audit_events.after, '$.token'), NULL)`

/**
 * @param who an option of the filter: a member's id, or what acts without one
 * @param isAlong whether the log goes along its index
 */
function doneBy(who: string, isAlong: boolean) {
  return /^\d+$/.test(who)
    ? equals('auditEvents.memberId', Number(who), isAlong)
    : sql<SqlBool>`audit_events.member_id IS NULL AND ${equals('auditEvents.actor', who, isAlong)}`
}
