import { sql } from 'kysely'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, Problem, readAll } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { templateStatus } from '../templates/template.ts'
import { findTemplate, type Template } from '../templates/template-queries.ts'
import { type At, dayOf } from '../time/instant.ts'
import { checkLines, type IssuableCustomer, type IssuanceLine, MOST_LINES, readLines } from './issuance.ts'
import { type IssuanceDraft, readReason } from './issuance-form.ts'

/** What is to be issued, checked. */
export interface Issuance {
  template: Template
  lines: IssuanceLine[]
  reason: string
}

/**
 * Finds a template that vouchers can be issued from.
 * @throws Problem NOT_FOUND, TEMPLATE_ARCHIVED, TEMPLATE_ENDED
 */
export async function findIssuable(
  db: Db,
  partner: { id: number; timeZone: string },
  templateId: number,
  at: At,
): Promise<Template> {
  const template = await findTemplate(db, partner.id, templateId)
  const status = templateStatus(template, dayOf(at, partner.timeZone))
  if (status === 'archived') throw new Problem('TEMPLATE_ARCHIVED', { template: templateId })
  if (status === 'ended') throw new Problem('TEMPLATE_ENDED', { template: templateId })
  return template
}

/**
 * Reads what was typed against what the database holds now. The check page and the confirmation both come
 * here, so that nothing is issued which the check would refuse.
 *
 * @throws InvalidInput that names every bad line; the Problems of `findIssuable`
 */
export async function readIssuance(
  db: Db,
  partner: { id: number; timeZone: string; currency: Currency },
  { templateId, form }: IssuanceDraft,
  at: At,
): Promise<Issuance> {
  const template = await findIssuable(db, partner, templateId, at)
  const [lines, reason] = await readAll<[IssuanceLine[], string]>(
    () => readCustomers(db, partner, template, form.customers),
    () => readReason(form),
  )
  return { template, lines, reason }
}

async function readCustomers(
  db: Db,
  partner: { id: number; currency: Currency },
  template: Template,
  text: string,
): Promise<IssuanceLine[]> {
  const written = readLines(text)
  const accountIds = [...new Set(written.slice(0, MOST_LINES).map(({ accountId }) => accountId))]
  const customers = await findCustomers(db, partner.id, template.id, accountIds)
  const { lines, errors } = checkLines(written, template, template, customers, partner.currency)
  if (errors.length > 0) throw new InvalidInput(errors)
  return lines
}

async function findCustomers(
  db: Db,
  partnerId: number,
  templateId: number,
  accountIds: readonly string[],
): Promise<Map<string, IssuableCustomer>> {
  const found = new Map<string, IssuableCustomer>()
  for (const chunk of chunks(accountIds)) {
    const rows = await db
      .selectFrom('customers')
      .select(['customers.id', 'customers.accountId', 'customers.name', 'customers.active'])
      .select(
        sql<number>`(SELECT count(*) FROM vouchers
          WHERE template_id = ${templateId} AND customer_id = customers.id)`.as('issuedBefore'),
      )
      .where('customers.partnerId', '=', partnerId)
      .where('customers.accountId', 'in', chunk)
      .execute()
    for (const row of rows) found.set(row.accountId, row)
  }
  return found
}
