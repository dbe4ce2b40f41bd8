import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type CustomerFilterValues, customerFilters, listCustomers } from '../customers/customer-queries.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import { signedIn } from '../partners/signed-in.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { many, parse, ticked } from '../web/fields.ts'
import { readFilters } from '../web/filters.ts'
import { listPage } from '../web/list-page.ts'
import { allPages, EMPTY_PAGE } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { redirect } from '../web/views.ts'
import { MOST_LINES } from './issuance.ts'
import { addCustomers, type IssuanceDraft } from './issuance-form.ts'
import { issuanceOf } from './issuance-form-routes.ts'

const picked = z.object({ customer: many(), all: ticked() })

/** Ten thousand ticked account ids. */
const LONGEST_FORM_BYTES = 2 * 1024 * 1024

interface ById {
  Params: { id: string }
}

/** Ticking customers in the list, on the way of an issuance's form: what was typed waits in its draft. */
export function pickCustomersRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>('/issuances/drafts/:id/customers', { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { id, content } = await findDraft<IssuanceDraft>(db, issuanceOf(who), request.params.id)
    const query = readFilters(activeFilters, request.query)
    const found = query.values
      ? await listCustomers(db, who.partner.id, activeOnly(query.values), query.position)
      : EMPTY_PAGE
    return listPage(reply, 'issuances/pick-customers', {
      filters: activeFilters,
      query,
      path: paths.issuanceCustomers(id),
      found,
      data: {
        rows: found.rows,
        action: request.url,
        back: paths.newIssuance(content.templateId, id),
        isPaged: found.before !== null || found.after !== null,
      },
    })
  })

  const options = { config: { needs: 'issue' }, bodyLimit: LONGEST_FORM_BYTES } as const
  app.post<ById>('/issuances/drafts/:id/customers', options, async (request, reply) => {
    const who = signedIn(request)
    const draft = await findDraft<IssuanceDraft>(db, issuanceOf(who), request.params.id)
    const { customer, all } = parse(picked, request.body)
    const accountIds = all ? await listMatching(db, who.partner.id, request) : customer
    const { templateId, form } = draft.content
    const content = { templateId, form: { ...form, customers: addCustomers(form.customers, accountIds) } }
    // A new draft, so that the back button finds the form as it was before.
    const id = await keepDraft(db, issuanceOf(who), content, who.act.at)
    return redirect(reply, paths.newIssuance(templateId, id))
  })
}

/** Nothing is issued to customers who are not active, so they are not offered. */
const { account_id, name } = customerFilters
const activeFilters = { account_id, name }

function activeOnly(values: Omit<CustomerFilterValues, 'status'>): CustomerFilterValues {
  return { ...values, status: 'active' }
}

/** The account ids of all who match the list's filter, to one more than can be issued to in one go. */
async function listMatching(db: Db, partnerId: number, request: FastifyRequest): Promise<string[]> {
  const { values, errors } = readFilters(activeFilters, request.query)
  if (!values) throw new InvalidInput(errors)
  const accountIds: string[] = []
  for await (const rows of allPages((position) =>
    listCustomers(db, partnerId, activeOnly(values), position, MOST_LINES),
  )) {
    accountIds.push(...rows.map(({ accountId }) => accountId))
    if (accountIds.length > MOST_LINES) break
  }
  return accountIds.slice(0, MOST_LINES + 1)
}
