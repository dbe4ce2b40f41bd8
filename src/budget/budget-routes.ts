import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import type { Sentence } from '../languages/sentences.ts'
import { asking, signedIn } from '../partners/signed-in.ts'
import { labelOf } from '../templates/template-words.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { readFilters } from '../web/filters.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { budgetDownload } from './budget-download.ts'
import { type BudgetRow, budgetFilters, listBudgetEntries } from './budget-list.ts'
import { type Budget, findBudget, findBudgetStart } from './budget-queries.ts'
import { BUDGET_KIND_OPTIONS } from './budget-words.ts'

/** The budget with its history, and its downloads. */
export function budgetRoutes(app: FastifyInstance, db: Db): void {
  app.get('/budget', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner, format } = signedIn(request)
    const query = readFilters(budgetFilters, request.query)
    const found = query.values
      ? await listBudgetEntries(db, partner, query.values, query.position)
      : EMPTY_PAGE
    const budget = await findBudget(db, partner.id)
    const startedAt = await findBudgetStart(db, partner.id)
    return listPage(reply, 'budget/budget', {
      filters: budgetFilters,
      query,
      path: paths.budget(),
      found,
      pagerLabels: ['Newer', 'Older'],
      data: {
        currency: partner.currency.code,
        budget: budget && inFigures(budget, format),
        startedAt: startedAt === null ? '' : format.at(startedAt),
        rows: found.rows.map((row) => inList(row, format)),
      },
    })
  })

  downloadRoutes(app, db, budgetDownload, {
    path: paths.budget(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })
}

function inFigures({ totalMinor, issuedMinor, remainingMinor }: Budget, format: Format) {
  return {
    total: format.money(totalMinor),
    issued: format.money(issuedMinor),
    remaining: format.money(remainingMinor),
    /** How much of a hundred remains, to draw it; nothing where all was reclaimed. */
    share: totalMinor === 0 ? '' : String(Math.floor((remainingMinor / totalMinor) * 100)),
    reclaimable: remainingMinor > 0,
  }
}

function inList(row: BudgetRow, format: Format) {
  return {
    at: format.at(row.postedAt),
    kind: format.t(kindOf(row)),
    path: causePath(row),
    amount: format.amount(row.amountMinor),
    remaining: format.amount(row.remainingMinor),
    by: row.memberName ?? format.t('Scrip'),
    reason: row.reason ?? '',
  }
}

function kindOf({ kind, withdrawnAt, postedAt }: BudgetRow): Sentence {
  const cameLater = withdrawnAt !== null && withdrawnAt < postedAt
  return cameLater ? 'Refunded after it was withdrawn' : labelOf(BUDGET_KIND_OPTIONS, kind)
}

/** The page of what caused an entry; '' where it has none. */
function causePath({ issuanceId, withdrawalId }: BudgetRow): string {
  if (issuanceId !== null) return paths.issuance(issuanceId)
  return withdrawalId === null ? '' : paths.withdrawal(withdrawalId)
}
