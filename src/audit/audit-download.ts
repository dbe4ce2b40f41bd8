import { ENGLISH } from '../languages/languages.ts'
import type { Download } from '../web/downloads.ts'
import { auditFilters, type EventRow, listEvents } from './audit-list.ts'
import { actionInWords, actorInWords } from './audit-words.ts'

/** The names of an event's values in downloads, in their order. */
const EVENT_COLUMNS = ['at', 'who', 'address', 'action', 'what', 'subject', 'before', 'after'] as const

function toRecord(row: EventRow): Record<(typeof EVENT_COLUMNS)[number], string> {
  return {
    at: row.at,
    who: actorInWords(row, ENGLISH.t),
    address: row.address,
    action: row.action,
    what: actionInWords(row.action, ENGLISH.t),
    subject: row.subject,
    before: row.before ?? '',
    after: row.after ?? '',
  }
}

/** The audit log as a file, with all of what changed, however long it is. */
export const auditDownload: Download<
  Awaited<ReturnType<typeof auditFilters>>,
  EventRow,
  (typeof EVENT_COLUMNS)[number]
> = {
  name: 'audit',
  columns: EVENT_COLUMNS,
  filters: (db, { partner }) => auditFilters(db, partner.id),
  open: (db, { partner }) => ({
    take: (values, position, size) =>
      listEvents(db, partner, values, position, size, Number.MAX_SAFE_INTEGER),
    toRecord,
  }),
}
