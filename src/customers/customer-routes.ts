import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { importRoutes } from '../imports/import-routes.ts'
import { allows } from '../members/roles.ts'
import { asking, signedIn } from '../partners/signed-in.ts'
import { downloadRoutes } from '../web/downloads.ts'
import { parse } from '../web/fields.ts'
import { readFilters } from '../web/filters.ts'
import { leaveFlash } from '../web/flash.ts'
import type { Format } from '../web/format.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { listPage } from '../web/list-page.ts'
import { EMPTY_PAGE } from '../web/paging.ts'
import { idOf, paths } from '../web/paths.ts'
import { fingerprint, requireUnchanged } from '../web/seen.ts'
import { page, redirect } from '../web/views.ts'
import { customerDownload } from './customer-download.ts'
import { CUSTOMER_LABELS, customerChangeForm, NEW_CUSTOMER_VALUES, newCustomerForm } from './customer-form.ts'
import { customerImport } from './customer-import.ts'
import {
  CUSTOMER_STATUS_OPTIONS,
  customerFilters,
  findCustomer,
  listCustomers,
  type StoredCustomer,
} from './customer-queries.ts'
import { addCustomer, changeCustomer } from './save-customer.ts'

interface ById {
  Params: { id: string }
}

/** The list of customers, its downloads and import, adding one and changing one. */
export function customerRoutes(app: FastifyInstance, db: Db): void {
  importRoutes(app, db, customerImport)

  app.get('/customers', { config: { needs: 'read' } }, async (request, reply) => {
    const { member, partner, format } = signedIn(request)
    const query = readFilters(customerFilters, request.query)
    const found = query.values
      ? await listCustomers(db, partner.id, query.values, query.position)
      : EMPTY_PAGE
    return listPage(reply, 'customers/list', {
      filters: customerFilters,
      query,
      path: paths.customers(),
      found,
      data: {
        canChange: allows(member.role, 'issue'),
        rows: found.rows.map((customer) => inList(customer, format)),
      },
    })
  })

  downloadRoutes(app, db, customerDownload, {
    path: paths.customers(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })

  app.get('/customers/new', { config: { needs: 'issue' } }, (_request, reply) =>
    page(reply, 'customers/form', {
      form: form(CUSTOMER_LABELS, NEW_CUSTOMER_VALUES),
      ...ADDING,
    }),
  )

  app.post('/customers', { config: { needs: 'issue' } }, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const customer = parse(newCustomerForm, request.body)
        const id = await addCustomer(db, signedIn(request).act, customer)
        const { accountId } = customer
        leaveFlash(reply, phrase('Customer {accountId} is added.', { accountId }), linkTo(id, accountId))
        return redirect(reply, paths.customers())
      },
      (errors) =>
        page(reply.code(422), 'customers/form', {
          form: form(CUSTOMER_LABELS, fieldsOf(request.body, CUSTOMER_LABELS), errors),
          ...ADDING,
        }),
    ),
  )

  app.get<ById>('/customers/:id', { config: { needs: 'read' } }, async (request, reply) => {
    const { member, partner } = signedIn(request)
    const customer = await findCustomer(db, partner.id, idOf(request.params.id))
    return page(reply, 'customers/form', {
      form: form(CUSTOMER_LABELS, customer),
      ...changing(customer, allows(member.role, 'issue')),
    })
  })

  app.post<ById>('/customers/:id', { config: { needs: 'issue' } }, async (request, reply) => {
    const { partner, act } = signedIn(request)
    const customer = await findCustomer(db, partner.id, idOf(request.params.id))
    return orAgain<unknown>(
      async () => {
        requireUnchanged(request.body, customer)
        await changeCustomer(db, act, customer.id, parse(customerChangeForm, request.body))
        const { id, accountId } = customer
        leaveFlash(reply, phrase('Customer {accountId} is saved.', { accountId }), linkTo(id, accountId))
        return redirect(reply, paths.customers())
      },
      (errors) =>
        page(reply.code(422), 'customers/form', {
          form: form(CUSTOMER_LABELS, fieldsOf(request.body, CUSTOMER_LABELS), errors),
          ...changing(customer, true),
        }),
    )
  })
}

function linkTo(id: number, accountId: string) {
  return { href: paths.customer(id), label: phrase('Open customer {accountId}', { accountId }) }
}

/** What the form's page needs beside the form: whom it is about, where it goes, and whether one may send it. */
const ADDING = { accountId: null, action: paths.customers(), canChange: true, seen: '' }

function changing(customer: StoredCustomer, canChange: boolean) {
  const { id, accountId } = customer
  const statements = paths.statements(id)
  return { accountId, action: paths.customer(id), statements, canChange, seen: fingerprint(customer) }
}

function inList({ id, accountId, name, email, active }: StoredCustomer, { t }: Format) {
  const [word, label] = CUSTOMER_STATUS_OPTIONS[active ? 0 : 1]
  return { id, accountId, name, email, status: { word, label: t(label) } }
}
