import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, Problem } from '../errors.ts'
import { requireStill } from '../members/member-queries.ts'
import { dayOf } from '../time/instant.ts'
import { checkTerms, type Terms } from './template.ts'
import { findTemplate, listProductChoices, type Template } from './template-queries.ts'

/**
 * Completes the terms of a form from the catalogue and checks them: a general template lists what the
 * catalogue excludes at this moment, and keeps that list whatever becomes of the catalogue.
 *
 * @throws InvalidInput where the terms contradict themselves or the catalogue
 */
export async function completeTerms(
  db: Db,
  partner: { id: number; timeZone: string },
  terms: Terms,
  at: string,
): Promise<{ terms: Terms; productIds: number[] }> {
  const catalogue = await listProductChoices(db, partner.id)
  const eligible = new Map(catalogue.map((product) => [product.code, product.eligibleForSpecific === 1]))
  const errors = checkTerms(terms, dayOf(at, partner.timeZone), eligible)
  if (errors.length > 0) throw new InvalidInput(errors)
  const listed = new Set(terms.products)
  const products = catalogue.filter(({ code, excludedFromGeneral }) =>
    terms.scope === 'general' ? excludedFromGeneral === 1 : listed.has(code),
  )
  return {
    terms: { ...terms, products: products.map(({ code }) => code) },
    productIds: products.map(({ id }) => id),
  }
}

/**
 * Stores a new template, or new terms of one that was never issued.
 *
 * @param templateId the template to change, `null` for a new one
 * @returns the template's id
 * @throws InvalidInput as `completeTerms`; the Problems of `findEditable`; Problem NOT_ALLOWED where whoever acts may not
 *   do so any more
 */
export async function saveTemplate(
  trx: Db,
  act: Act,
  partner: { id: number; timeZone: string },
  templateId: number | null,
  input: Terms,
): Promise<number> {
  await requireStill(trx, act, 'issue')
  const { terms, productIds } = await completeTerms(trx, partner, input, act.at)
  const { products: _, ...columns } = terms
  const before = templateId === null ? undefined : await findEditable(trx, partner.id, templateId)
  const id = before ? await change(trx, before.id, columns) : await insert(trx, act, columns)
  for await (const chunk of chunks(productIds)) {
    const rows = chunk.map((productId) => ({ templateId: id, productId }))
    await trx.insertInto('templateProducts').values(rows).execute()
  }
  await recordEvent(trx, act, {
    action: before ? 'template.changed' : 'template.created',
    subject: `template ${id}`,
    before,
    after: terms,
  })
  return id
}

/**
 * Finds a template whose terms can still be changed.
 * @throws Problem NOT_FOUND; TEMPLATE_FROZEN once it was issued, TEMPLATE_ARCHIVED once it was archived
 */
export async function findEditable(db: Db, partnerId: number, id: number): Promise<Template> {
  const template = await findTemplate(db, partnerId, id)
  if (template.frozenAt !== null) throw new Problem('TEMPLATE_FROZEN', { template: id })
  if (template.archivedAt !== null) throw new Problem('TEMPLATE_ARCHIVED', { template: id })
  return template
}

async function insert(trx: Db, act: Act, columns: Omit<Terms, 'products'>): Promise<number> {
  const { id } = await trx
    .insertInto('templates')
    .values({
      ...columns,
      partnerId: act.partnerId,
      createdBy: act.memberId,
      createdAt: act.at,
      frozenAt: null,
      archivedAt: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function change(trx: Db, id: number, columns: Omit<Terms, 'products'>): Promise<number> {
  await trx.updateTable('templates').set(columns).where('id', '=', id).execute()
  await trx.deleteFrom('templateProducts').where('templateId', '=', id).execute()
  return id
}

/**
 * Archives a template: nothing more is issued from it. Doing it again changes nothing.
 * @throws Problem NOT_FOUND; NOT_ALLOWED where whoever acts may not do so any more
 */
export function archiveTemplate(db: Db, act: Act, id: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await requireStill(trx, act, 'issue')
    const template = await findTemplate(trx, act.partnerId, id)
    if (template.archivedAt !== null) return
    await trx.updateTable('templates').set({ archivedAt: act.at }).where('id', '=', id).execute()
    await recordEvent(trx, act, {
      action: 'template.archived',
      subject: `template ${id}`,
      before: { archivedAt: null },
      after: { archivedAt: act.at },
    })
  })
}
