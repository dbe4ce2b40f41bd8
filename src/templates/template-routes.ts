import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { allows } from '../members/roles.ts'
import { asking, type SignedIn, signedIn } from '../partners/signed-in.ts'
import { dayOf } from '../time/instant.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { readFilters } from '../web/filters.ts'
import { leaveFlash } from '../web/flash.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { idOf, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { ISSUANCE_STATUS_OPTIONS } from './issuance-words.ts'
import { archiveTemplate } from './save-template.ts'
import { templateStatus } from './template.ts'
import { templateDownload } from './template-download.ts'
import {
  findTemplate,
  listIssuances,
  listTemplates,
  type Template,
  type TemplateRow,
  templateFilters,
} from './template-queries.ts'
import {
  labelOf,
  PAYMENT_MODE_OPTIONS,
  productsInWords,
  scopeInShort,
  TEMPLATE_STATUS_OPTIONS,
  termsInWords,
  USAGE_OPTIONS,
  validityInWords,
} from './template-words.ts'

/** How many issuances the page of a template shows; the list of vouchers has them all. */
const MOST_ISSUANCES = 100

interface ById {
  Params: { id: string }
}

/** The list of templates, its downloads, the page of one, and archiving. */
export function templateRoutes(app: FastifyInstance, db: Db): void {
  app.get('/templates', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const { partner, act } = who
    const query = readFilters(templateFilters, request.query)
    const clock = { at: act.at, timeZone: partner.timeZone }
    const found = query.values
      ? await listTemplates(db, partner.id, query.values, query.position, clock)
      : EMPTY_PAGE
    const today = dayOf(act.at, partner.timeZone)
    return listPage(reply, 'templates/list', {
      filters: templateFilters,
      query,
      path: paths.templates(),
      found,
      pagerLabels: ['Newer', 'Older'],
      data: {
        currency: partner.currency.code,
        canCreate: allows(who.member.role, 'issue'),
        rows: found.rows.map((row) => inList(row, today, who)),
      },
    })
  })

  downloadRoutes(app, db, templateDownload, {
    path: paths.templates(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })

  app.get<ById>('/templates/:id', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const { partner, format, act } = who
    const template = await findTemplate(db, partner.id, idOf(request.params.id))
    const status = templateStatus(template, dayOf(act.at, partner.timeZone))
    const issuances = await listIssuances(db, template.id, MOST_ISSUANCES + 1)
    return page(reply, 'templates/template', {
      id: template.id,
      name: template.name,
      currency: partner.currency.code,
      status: statusWord(status, format),
      terms: termsInWords(template, format),
      created: format.at(template.createdAt),
      frozen: template.frozenAt === null ? '' : format.at(template.frozenAt),
      issuedCount: format.count(template.issuedCount),
      issuedSum: format.money(template.issuedMinor),
      can: canDo(who, template, status),
      isMore: issuances.length > MOST_ISSUANCES,
      issuances: issuances.slice(0, MOST_ISSUANCES).map((issuance) => ({
        id: issuance.id,
        requested: format.at(issuance.requestedAt),
        by: issuance.requestedByName ?? format.t('Scrip'),
        reason: issuance.reason,
        count: format.count(issuance.voucherCount),
        sum: format.amount(issuance.totalMinor),
        status: { word: issuance.status, label: format.t(labelOf(ISSUANCE_STATUS_OPTIONS, issuance.status)) },
      })),
    })
  })

  app.get<ById>('/templates/:id/archival', { config: { needs: 'issue' } }, async (request, reply) => {
    const { partner, format } = signedIn(request)
    const template = await findTemplate(db, partner.id, idOf(request.params.id))
    if (template.archivedAt !== null) return redirect(reply, paths.template(template.id))
    return page(reply, 'templates/archival', {
      id: template.id,
      name: template.name,
      issued: template.issuedCount,
      issuedCount: format.count(template.issuedCount),
    })
  })

  app.post<ById>('/templates/:id/archival', { config: { needs: 'issue' } }, async (request, reply) => {
    const id = idOf(request.params.id)
    await archiveTemplate(db, signedIn(request).act, id)
    leaveFlash(reply, phrase('Template {id} is archived.', { id }))
    return redirect(reply, paths.template(id))
  })
}

function inList(row: TemplateRow, today: string, who: SignedIn) {
  const { format } = who
  const status = templateStatus(row, today)
  return {
    id: row.id,
    name: row.name,
    type: format.t(scopeInShort(row.scope)),
    usage: format.t(labelOf(USAGE_OPTIONS, row.usage)),
    products: productsInWords(row.scope, row.firstProducts, row.productCount, format),
    paymentMode: format.t(labelOf(PAYMENT_MODE_OPTIONS, row.paymentMode)),
    amount: format.amount(row.amountMinor),
    validity: validityInWords(row, format),
    issuedCount: format.count(row.issuedCount),
    issuedSum: format.amount(row.issuedMinor),
    status: statusWord(status, format),
    created: format.day(dayOf(row.createdAt, format.timeZone)),
    can: canDo(who, row, status),
  }
}

function statusWord(status: ReturnType<typeof templateStatus>, { t }: Format) {
  return { word: status, label: t(labelOf(TEMPLATE_STATUS_OPTIONS, status)) }
}

/** What whoever looks can do with a template. */
function canDo({ member }: SignedIn, template: Pick<Template, 'frozenAt' | 'archivedAt'>, status: string) {
  const may = allows(member.role, 'issue')
  const isArchived = template.archivedAt !== null
  return {
    issue: may && status === 'active',
    edit: may && !isArchived && template.frozenAt === null,
    copy: may,
    archive: may && !isArchived,
  }
}
