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
import { productDownload } from './product-download.ts'
import { NEW_PRODUCT_VALUES, newProductForm, PRODUCT_LABELS, productChangeForm } from './product-form.ts'
import { productImport } from './product-import.ts'
import {
  ELIGIBLE_OPTIONS,
  EXCLUDED_OPTIONS,
  findProduct,
  listProducts,
  productFilters,
  type StoredProduct,
} from './product-queries.ts'
import { addProduct, changeProduct } from './save-product.ts'

interface ById {
  Params: { id: string }
}

/** The catalogue of products, its downloads and import, adding one and changing one. */
export function productRoutes(app: FastifyInstance, db: Db): void {
  importRoutes(app, db, productImport)

  app.get('/products', { config: { needs: 'read' } }, async (request, reply) => {
    const { member, partner, format } = signedIn(request)
    const query = readFilters(productFilters, request.query)
    const found = query.values ? await listProducts(db, partner.id, query.values, query.position) : EMPTY_PAGE
    return listPage(reply, 'products/list', {
      filters: productFilters,
      query,
      path: paths.products(),
      found,
      data: {
        canChange: allows(member.role, 'issue'),
        rows: found.rows.map((product) => inList(product, format)),
      },
    })
  })

  downloadRoutes(app, db, productDownload, {
    path: paths.products(),
    access: { needs: 'read', scope: 'read' },
    reader: asking,
  })

  app.get('/products/new', { config: { needs: 'issue' } }, (_request, reply) =>
    page(reply, 'products/form', { form: form(PRODUCT_LABELS, NEW_PRODUCT_VALUES), ...ADDING }),
  )

  app.post('/products', { config: { needs: 'issue' } }, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const product = parse(newProductForm, request.body)
        const id = await addProduct(db, signedIn(request).act, product)
        leaveFlash(
          reply,
          phrase('Product {code} is added.', { code: product.code }),
          linkTo(id, product.code),
        )
        return redirect(reply, paths.products())
      },
      (errors) =>
        page(reply.code(422), 'products/form', {
          form: form(PRODUCT_LABELS, fieldsOf(request.body, PRODUCT_LABELS), errors),
          ...ADDING,
        }),
    ),
  )

  app.get<ById>('/products/:id', { config: { needs: 'read' } }, async (request, reply) => {
    const { member, partner } = signedIn(request)
    const product = await findProduct(db, partner.id, idOf(request.params.id))
    return page(reply, 'products/form', {
      form: form(PRODUCT_LABELS, product),
      ...changing(product, allows(member.role, 'issue')),
    })
  })

  app.post<ById>('/products/:id', { config: { needs: 'issue' } }, async (request, reply) => {
    const { partner, act } = signedIn(request)
    const product = await findProduct(db, partner.id, idOf(request.params.id))
    return orAgain<unknown>(
      async () => {
        requireUnchanged(request.body, product)
        await changeProduct(db, act, product.id, parse(productChangeForm, request.body))
        const { id, code } = product
        leaveFlash(reply, phrase('Product {code} is saved.', { code }), linkTo(id, code))
        return redirect(reply, paths.products())
      },
      (errors) =>
        page(reply.code(422), 'products/form', {
          form: form(PRODUCT_LABELS, fieldsOf(request.body, PRODUCT_LABELS), errors),
          ...changing(product, true),
        }),
    )
  })
}

function linkTo(id: number, code: string) {
  return { href: paths.product(id), label: phrase('Open product {code}', { code }) }
}

/** What the form's page needs beside the form: what it is about, where it goes, and whether one may send it. */
const ADDING = { code: null, action: paths.products(), canChange: true, seen: '' }

function changing(product: StoredProduct, canChange: boolean) {
  const { id, code } = product
  return { code, action: paths.product(id), canChange, seen: fingerprint(product) }
}

function inList(product: StoredProduct, { t }: Format) {
  const [excluded, excludedLabel] = EXCLUDED_OPTIONS[product.excludedFromGeneral ? 0 : 1]
  const [eligible, eligibleLabel] = ELIGIBLE_OPTIONS[product.eligibleForSpecific ? 0 : 1]
  return {
    id: product.id,
    code: product.code,
    name: product.name,
    category: product.category,
    general: { word: excluded === 'yes' ? 'excluded' : 'included', label: t(excludedLabel) },
    specific: { word: eligible === 'yes' ? 'eligible' : 'ineligible', label: t(eligibleLabel) },
  }
}
