import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { allows } from '../members/roles.ts'
import { asking, type SignedIn, signedIn } from '../partners/signed-in.ts'
import { labelOf } from '../templates/template-words.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { readFilters } from '../web/filters.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { reviewDownload } from './review-download.ts'
import { listReviews, type ReviewRow, reviewFilters } from './review-list.ts'
import { waitedBecause } from './review-needed.ts'
import { REVIEW_REASON_OPTIONS } from './review-words.ts'

/** The list of what waits for a review, or waited, and its downloads. */
export function reviewListRoutes(app: FastifyInstance, db: Db): void {
  app.get('/reviews', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const query = readFilters(reviewFilters, request.query)
    const waiting = query.values?.status === null
    const found = query.values
      ? await listReviews(db, who.partner.id, query.values, query.position)
      : EMPTY_PAGE
    return listPage(reply, 'issuances/reviews', {
      filters: reviewFilters,
      query,
      path: paths.reviews(),
      found,
      pagerLabels: waiting ? ['Earlier', 'Later'] : ['Newer', 'Older'],
      data: {
        currency: who.partner.currency.code,
        waiting,
        rows: found.rows.map((row) => inList(row, who)),
      },
    })
  })

  downloadRoutes(app, db, reviewDownload, {
    path: paths.reviews(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })
}

function inList(row: ReviewRow, { member, format }: SignedIn) {
  const { t } = format
  const isOwn = row.requestedBy === member.id
  return {
    id: row.id,
    asked: format.at(row.requestedAt),
    askedBy: row.askerName ?? t('Scrip'),
    template: { id: row.templateId, name: row.templateName },
    because: t(labelOf(REVIEW_REASON_OPTIONS, waitedBecause(row.funding))),
    count: format.count(row.voucherCount),
    sum: format.amount(row.totalMinor),
    reason: row.reason,
    decided: row.decidedAt === null ? '' : format.at(row.decidedAt),
    decidedBy: row.deciderName ?? t('Scrip'),
    decisionReason: row.decisionReason,
    isOwn,
    mayReview: !isOwn && allows(member.role, 'review'),
  }
}
