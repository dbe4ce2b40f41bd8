import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findCustomer } from '../customers/customer-queries.ts'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { allows } from '../members/roles.ts'
import { signedIn } from '../partners/signed-in.ts'
import { readFilters } from '../web/filters.ts'
import { leaveFlash } from '../web/flash.ts'
import type { Format } from '../web/format.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { idOf, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import {
  findStatementLink,
  listStatementLinks,
  makeStatementLink,
  revokeStatementLink,
  type StatementLink,
} from './statement-links.ts'

interface OfCustomer {
  Params: { id: string }
}

interface ById {
  Params: { id: string; statement: string }
}

/**
 * The links to a customer's statement: made, listed and revoked by those who may issue.
 * @param link makes a path of this console one that can be opened from anywhere
 */
export function statementLinkRoutes(app: FastifyInstance, db: Db, link: (path: string) => string): void {
  app.get<OfCustomer>('/customers/:id/statements', { config: { needs: 'read' } }, (request, reply) =>
    showLinks(db, request, reply, idOf(request.params.id)),
  )

  app.post<OfCustomer>(
    '/customers/:id/statements',
    { config: { needs: 'issue' } },
    async (request, reply) => {
      const customerId = idOf(request.params.id)
      const { token, replaces } = await makeStatementLink(db, signedIn(request).act, customerId)
      // Shown in this very answer and never again: a redirect would have to keep it somewhere.
      const made = { href: link(paths.statement(token)), replaces }
      return showLinks(db, request, reply.code(201), customerId, made)
    },
  )

  const revocation = '/customers/:id/statements/:statement/revocation'
  app.get<ById>(revocation, { config: { needs: 'issue' } }, async (request, reply) => {
    const { partner, format } = signedIn(request)
    const customer = await findCustomer(db, partner.id, idOf(request.params.id))
    const id = idOf(request.params.statement)
    const found = await findStatementLink(db, partner.id, customer.id, id)
    return page(reply, 'statements/revocation', { customer, ...inList(found, format, true) })
  })

  app.post<ById>(revocation, { config: { needs: 'issue' } }, async (request, reply) => {
    const customerId = idOf(request.params.id)
    await revokeStatementLink(db, signedIn(request).act, customerId, idOf(request.params.statement))
    leaveFlash(reply, phrase('The link is revoked. Whoever opens it sees nothing from now on.'))
    return redirect(reply, paths.statements(customerId))
  })
}

async function showLinks(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  customerId: number,
  made: { href: string; replaces: boolean } | null = null,
) {
  const { member, partner, format } = signedIn(request)
  const canMake = allows(member.role, 'issue')
  const customer = await findCustomer(db, partner.id, customerId)
  // After a link was made, nothing in the address may stand between it and whoever made it.
  const query = readFilters({}, made ? {} : request.query)
  const found = query.values
    ? await listStatementLinks(db, partner.id, customerId, query.position)
    : EMPTY_PAGE
  return listPage(reply, 'statements/links', {
    filters: {},
    query,
    path: paths.statements(customerId),
    found,
    pagerLabels: ['Newer', 'Older'],
    data: { customer, made, canMake, rows: found.rows.map((row) => inList(row, format, canMake)) },
  })
}

function inList(row: StatementLink, { t, at }: Format, canRevoke: boolean) {
  const { id, createdAt, createdByName, openedAt, revokedAt, revokedByName } = row
  return {
    id,
    made: t('{at} by {name}', { at: at(createdAt), name: createdByName ?? t('Scrip') }),
    opened: openedAt === null ? t('Never') : at(openedAt),
    status:
      revokedAt === null
        ? { word: 'active', label: t('Active') }
        : { word: 'withdrawn', label: t('Revoked') },
    revoked:
      revokedAt === null ? '' : t('{at} by {name}', { at: at(revokedAt), name: revokedByName ?? t('Scrip') }),
    revocable: canRevoke && revokedAt === null,
  }
}
