import { type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { contains, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { Problem } from '../errors.ts'
import { dayOf, type On, startOfDay } from '../time/instant.ts'
import { choiceFilter, dayFilter, type FilterValues, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import type { TemplateStatus, Terms } from './template.ts'
import {
  FUNDING_OPTIONS,
  PAYMENT_MODE_OPTIONS,
  SCOPE_OPTIONS,
  TEMPLATE_STATUS_OPTIONS,
  USAGE_OPTIONS,
} from './template-words.ts'

/** A stored template: its terms, and what became of it. */
export interface Template extends Terms {
  id: number
  createdAt: string
  frozenAt: string | null
  archivedAt: string | null
  issuedCount: number
  issuedMinor: number
}

/** @throws Problem NOT_FOUND for another partner's, too */
export async function findTemplate(db: Db, partnerId: number, id: number): Promise<Template> {
  const row = await db
    .selectFrom('templates')
    .selectAll()
    .where('id', '=', id)
    .where('partnerId', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  const products = await db
    .selectFrom('templateProducts')
    .innerJoin('products', 'products.id', 'templateProducts.productId')
    .select('products.code')
    .where('templateProducts.templateId', '=', id)
    .orderBy('products.code')
    .execute()
  return { ...row, products: products.map(({ code }) => code) }
}

/** Whether the partner has a template of this id. */
export async function hasTemplate(db: Db, partnerId: number, id: number): Promise<boolean> {
  const query = db
    .selectFrom('templates')
    .select('id')
    .where('id', '=', id)
    .where('partnerId', '=', partnerId)
  return (await query.executeTakeFirst()) !== undefined
}

/** A row of the templates list. */
export interface TemplateRow extends Omit<Template, 'products'> {
  /** As many of the codes as were asked for, and how many there are. */
  firstProducts: string[]
  productCount: number
}

export const templateFilters = {
  name: textFilter('Name'),
  type: choiceFilter('Voucher type', SCOPE_OPTIONS),
  usage: choiceFilter('Usage', USAGE_OPTIONS),
  status: choiceFilter('Status', TEMPLATE_STATUS_OPTIONS),
  payment_mode: choiceFilter('Payment mode', PAYMENT_MODE_OPTIONS),
  product: textFilter('Pays for product (code)'),
  funding: choiceFilter('Funding', FUNDING_OPTIONS),
  created_from: dayFilter('Created from'),
  created_before: dayFilter('Created before'),
}

/** The same as the database answers it: the codes are a JSON array. */
type AnsweredRow = Omit<TemplateRow, 'firstProducts'> & { firstProducts: string }

const NEWEST_FIRST: Order<AnsweredRow> = {
  keys: [{ column: 'templates.id', of: (row) => row.id }],
  descending: true,
}

/**
 * One page of the partner's templates, newest first.
 * @param clock the instant and the time zone that decide which day it is
 * @param size how many rows the page has
 * @param codes how many codes of products a row has; all of them where it is negative
 */
export async function listTemplates(
  db: Db,
  partnerId: number,
  filters: FilterValues<typeof templateFilters>,
  position: Position,
  clock: { at: string; timeZone: string },
  size?: number,
  codes = 3,
): Promise<Page<TemplateRow>> {
  const query = db
    .selectFrom('templates')
    .selectAll('templates')
    .select([firstProducts(codes).as('firstProducts'), PRODUCT_COUNT.as('productCount')])
    .where('templates.partnerId', '=', partnerId)
    .where((eb) => matches(eb, partnerId, filters, clock))
  const { rows, ...cursors } = await takePage(query, NEWEST_FIRST, position, size)
  return {
    rows: rows.map((row) => ({ ...row, firstProducts: JSON.parse(row.firstProducts) as string[] })),
    ...cursors,
  }
}

function firstProducts(codes: number): RawBuilder<string> {
  return sql`(
    SELECT json_group_array(code) FROM (
      SELECT products.code FROM template_products JOIN products ON products.id = template_products.product_id
      WHERE template_products.template_id = templates.id ORDER BY products.code LIMIT ${codes}))`
}

const PRODUCT_COUNT = sql<number>`(SELECT count(*) FROM template_products WHERE template_id = templates.id)`

function matches(
  eb: ExpressionBuilder<Tables, 'templates'>,
  partnerId: number,
  filters: FilterValues<typeof templateFilters>,
  { at, timeZone }: { at: string; timeZone: string },
) {
  const { name, type, usage, payment_mode, product, funding, status, created_from, created_before } = filters
  return every(
    name !== null && contains('templates.name', name),
    type !== null && eb('scope', '=', type),
    usage !== null && eb('usage', '=', usage),
    payment_mode !== null && eb('paymentMode', '=', payment_mode),
    product !== null && paysFor(partnerId, product),
    funding !== null && eb('funding', '=', funding),
    status !== null && hasStatus(eb, status, dayOf(at, timeZone)),
    created_from !== null && eb('templates.createdAt', '>=', startOfDay(created_from, timeZone)),
    created_before !== null && eb('templates.createdAt', '<', startOfDay(created_before, timeZone)),
  )
}

/** Whether the terms of the row in `templates` let a voucher pay for a product. @param code the product's */
export function paysFor(partnerId: number, code: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(
    EXISTS (SELECT 1 FROM products WHERE partner_id = ${partnerId} AND code = ${code})
    AND (templates.scope = 'allowlist') = EXISTS (
      SELECT 1 FROM template_products JOIN products ON products.id = template_products.product_id
      WHERE template_products.template_id = templates.id
        AND products.partner_id = ${partnerId} AND products.code = ${code}))`
}

/** The same as `templateStatus`, for the database. */
function hasStatus(eb: ExpressionBuilder<Tables, 'templates'>, status: TemplateStatus, today: On) {
  if (status === 'archived') return eb('archivedAt', 'is not', null)
  const over = eb('lastDayOn', '<', today)
  const running = eb.or([eb('lastDayOn', 'is', null), eb('lastDayOn', '>=', today)])
  return eb.and([eb('archivedAt', 'is', null), status === 'ended' ? over : running])
}

/** The issuances of a template, newest first. */
export function listIssuances(db: Db, templateId: number, limit: number) {
  return db
    .selectFrom('issuances')
    .leftJoin('members', 'members.id', 'issuances.requestedBy')
    .select([
      'issuances.id',
      'issuances.reason',
      'issuances.voucherCount',
      'issuances.totalMinor',
      'issuances.status',
      'issuances.requestedAt',
      'members.name as requestedByName',
    ])
    .where('templateId', '=', templateId)
    .orderBy('issuances.id', 'desc')
    .limit(limit)
    .execute()
}

/** Every product of the catalogue, as the form of a template offers it. */
export function listProductChoices(db: Db, partnerId: number) {
  return db
    .selectFrom('products')
    .select(['id', 'code', 'name', 'excludedFromGeneral', 'eligibleForSpecific'])
    .where('partnerId', '=', partnerId)
    .orderBy('code')
    .execute()
}
