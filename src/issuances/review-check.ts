import type { Db } from '../database/open.ts'
import type { FieldError } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { findTemplate, type Template } from '../templates/template-queries.ts'
import type { At } from '../time/instant.ts'
import type { IssuanceLine } from './issuance.ts'
import { type IssuanceRow, listAsked } from './issuance-queries.ts'
import { checkAsked, whyNotIssuable } from './read-issuance.ts'

/** What a reviewer decides on, as things are now. */
export interface Review {
  issuance: IssuanceRow
  template: Template
  /** The lines that could be issued now: all of them, where nothing is refused. */
  lines: IssuanceLine[]
  /** What would refuse its approval now, in the field `customers`. */
  refused: FieldError[]
  /** What the partner's budget leaves, in minor units; `null`: there is no budget. */
  budgetLeftMinor: number | null
}

/** Checks what waits against customers, limits and budget of now, by the same rules as what is typed. */
export async function checkReview(
  db: Db,
  partner: { id: number; timeZone: string; currency: Currency },
  issuance: IssuanceRow,
  at: At,
): Promise<Review> {
  const template = await findTemplate(db, partner.id, issuance.templateId)
  const asked = await listAsked(db, issuance.id)
  const { lines, errors, budgetLeftMinor } = await checkAsked(db, partner, template, asked)
  const problem = whyNotIssuable(template, partner.timeZone, at)
  const refused = problem ? [{ field: 'customers', phrase: problem.phrase }, ...errors] : errors
  return { issuance, template, lines, refused, budgetLeftMinor }
}
