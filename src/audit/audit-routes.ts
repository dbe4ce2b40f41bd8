import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { asking, signedIn } from '../partners/signed-in.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { readFilters } from '../web/filters.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { COMMAND_LINE } from './act.ts'
import { changesInWords } from './audit-changes.ts'
import { auditDownload } from './audit-download.ts'
import { auditFilters, type EventRow, listEvents } from './audit-list.ts'
import { subjectInWords } from './audit-subject.ts'
import { actionInWords, actorInWords } from './audit-words.ts'

/** How many lines of what changed stand in a row; more are folded away. */
const SHOWN_LINES = 4

/** The audit log, for owners: the list and its downloads. */
export function auditRoutes(app: FastifyInstance, db: Db): void {
  app.get('/audit', { config: { needs: 'own' } }, async (request, reply) => {
    const { partner, format } = signedIn(request)
    const filters = await auditFilters(db, partner.id)
    const query = readFilters(filters, request.query)
    const found = query.values ? await listEvents(db, partner, query.values, query.position) : EMPTY_PAGE
    return listPage(reply, 'audit/list', {
      filters,
      query,
      path: paths.audit(),
      found,
      pagerLabels: ['Newer', 'Older'],
      data: { timeZone: partner.timeZone, rows: found.rows.map((row) => inList(row, format)) },
    })
  })

  downloadRoutes(app, db, auditDownload, {
    path: paths.audit(),
    access: { needs: 'own' },
    reader: asking,
  })
}

function inList(row: EventRow, format: Format) {
  const changes = changesInWords(row.before, row.after, format)
  return {
    at: format.at(row.at),
    who: actorInWords(row, format.t),
    address: row.address === COMMAND_LINE ? format.t('command line') : row.address,
    what: actionInWords(row.action, format.t),
    action: row.action,
    subject: subjectInWords(row.subject, format.t),
    changes: changes.slice(0, SHOWN_LINES),
    more: changes.slice(SHOWN_LINES),
    isLong: row.isLong === 1,
  }
}
