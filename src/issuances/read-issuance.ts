import { sql } from 'kysely'
import { findBudget } from '../budget/budget-queries.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, Problem, readAll } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { findSettings } from '../partners/settings.ts'
import { templateStatus } from '../templates/template.ts'
import { findTemplate, type Template } from '../templates/template-queries.ts'
import { type At, dayOf } from '../time/instant.ts'
import {
  type AskedLine,
  checkLines,
  type IssuableCustomer,
  type IssuanceLine,
  MOST_LINES,
  readAmounts,
  readLines,
  totalMinor,
} from './issuance.ts'
import { type IssuanceDraft, readReason } from './issuance-form.ts'
import { type ReviewReason, reviewNeeded } from './review-needed.ts'

/** What is to be issued, checked. */
export interface Issuance {
  template: Template
  lines: IssuanceLine[]
  reason: string
  /** Why it waits for a review; `null`: it is issued at once. */
  review: ReviewReason | null
  /** The partner's review threshold when this was read, in minor units. */
  reviewThresholdMinor: number | null
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
  const problem = whyNotIssuable(template, partner.timeZone, at)
  if (problem) throw problem
  return template
}

/** Why nothing can be issued from a template at an instant; `null` where it can. */
export function whyNotIssuable(template: Template, timeZone: string, at: At): Problem | null {
  const status = templateStatus(template, dayOf(at, timeZone))
  if (status === 'archived') return new Problem('TEMPLATE_ARCHIVED', { template: template.id })
  if (status === 'ended') return new Problem('TEMPLATE_ENDED', { template: template.id })
  return null
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
  const { reviewThresholdMinor } = await findSettings(db, partner.id)
  const [lines, reason] = await readAll<[IssuanceLine[], string]>(
    () => readCustomers(db, partner, template, form.customers),
    () => readReason(form),
  )
  const review = reviewNeeded(template.funding, totalMinor(lines), reviewThresholdMinor)
  return { template, lines, reason, review, reviewThresholdMinor }
}

async function readCustomers(
  db: Db,
  partner: { id: number; currency: Currency },
  template: Template,
  text: string,
): Promise<IssuanceLine[]> {
  const asked = readAmounts(readLines(text), template.amountMinor, partner.currency)
  const { lines, errors } = await checkAsked(db, partner, template, asked)
  if (errors.length > 0) throw new InvalidInput(errors)
  return lines
}

/**
 * Checks what is asked for against the customers, the limits and the budget as the database holds them now.
 * @returns the lines that can be issued, why others cannot, and what the budget leaves; `null`: there is none
 */
export async function checkAsked(
  db: Db,
  partner: { id: number; currency: Currency },
  template: Template,
  asked: readonly AskedLine[],
): Promise<{ lines: IssuanceLine[]; errors: FieldError[]; budgetLeftMinor: number | null }> {
  const budget = await findBudget(db, partner.id)
  const budgetLeftMinor = budget?.remainingMinor ?? null
  const accountIds = [...new Set(asked.slice(0, MOST_LINES).map(({ accountId }) => accountId))]
  const customers = await findCustomers(db, partner.id, template.id, accountIds)
  const limits = { ...template, budgetLeftMinor }
  return { ...checkLines(asked, limits, customers, partner.currency), budgetLeftMinor }
}

async function findCustomers(
  db: Db,
  partnerId: number,
  templateId: number,
  accountIds: readonly string[],
): Promise<Map<string, IssuableCustomer>> {
  const found = new Map<string, IssuableCustomer>()
  for await (const chunk of chunks(accountIds)) {
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
