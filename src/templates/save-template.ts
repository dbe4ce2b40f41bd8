import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, Problem } from '../errors.ts'
import { dayOf } from '../time/instant.ts'
import { checkTerms, type Terms } from './template.ts'
import { findTemplate, listProductChoices } from './template-queries.ts'

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
 * @throws InvalidInput as `completeTerms`; Problem NOT_FOUND, and TEMPLATE_FROZEN once it was issued
 */
export async function saveTemplate(
  trx: Db,
  act: Act,
  partner: { id: number; timeZone: string },
  templateId: number | null,
  input: Terms,
): Promise<number> {
  const { terms, productIds } = await completeTerms(trx, partner, input, act.at)
  const { products: _, ...columns } = terms
  const before = templateId === null ? undefined : await findTemplate(trx, partner.id, templateId)
  if (before?.frozenAt) throw new Problem('TEMPLATE_FROZEN', { template: before.id })
  const id = before ? await change(trx, before.id, columns) : await insert(trx, act, columns)
  if (productIds.length > 0) {
    const rows = productIds.map((productId) => ({ templateId: id, productId }))
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

async function insert(trx: Db, act: Act, columns: Omit<Terms, 'products'>): Promise<number> {
  const { id } = await trx
    .insertInto('templates')
    .values({ ...columns, partnerId: act.partnerId, createdBy: act.memberId, createdAt: act.at, frozenAt: null, archivedAt: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function change(trx: Db, id: number, columns: Omit<Terms, 'products'>): Promise<number> {
  await trx.updateTable('templates').set(columns).where('id', '=', id).execute()
  await trx.deleteFrom('templateProducts').where('templateId', '=', id).execute()
  return id
}

/** Archives a template: nothing more is issued from it. Doing it again changes nothing. */
export function archiveTemplate(db: Db, act: Act, id: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const template = await findTemplate(trx, act.partnerId, id)
    if (template.archivedAt !== null) return
    await trx.updateTable('templates').set({ archivedAt: act.at }).where('id', '=', id).execute()
    await recordEvent(trx, act, { action: 'template.archived', subject: `template ${id}` })
  })
}
