import type { Translate } from '../languages/words.ts'
import type { Option } from '../web/filters.ts'
import { COMMAND_LINE } from './act.ts'

/** What was done, in words, by the action that is on record. Who adds an action adds it here, too: a test holds it. */
export const ACTION_OPTIONS = [
  ['partner.created', 'Set up the partner'],
  ['settings.changed', 'Changed the settings'],
  ['member.joined', 'Joined by an invitation'],
  ['member.role_changed', 'Changed the role of a member'],
  ['member.deactivated', 'Deactivated a member'],
  ['member.activated', 'Activated a member'],
  ['invitation.made', 'Invited a person'],
  ['invitation.revoked', 'Revoked an invitation'],
  ['password.changed', 'Changed their password'],
  ['password.reset', 'Chose a new password by a link'],
  ['password_reset.made', 'Made a link to choose a new password'],
  ['password_reset.revoked', 'Revoked a link to choose a new password'],
  ['language.changed', 'Chose the language of their pages'],
  ['two_step.turned_on', 'Turned two-step sign-in on'],
  ['two_step.replaced', 'Moved two-step sign-in to another device'],
  ['two_step.turned_off', 'Turned two-step sign-in off'],
  ['recovery_codes.made', 'Made recovery codes'],
  ['session.started', 'Signed in'],
  ['session.ended', 'Ended sessions'],
  ['token.made', 'Made an API token'],
  ['token.revoked', 'Revoked an API token'],
  ['customer.added', 'Added a customer'],
  ['customer.changed', 'Changed a customer'],
  ['customers.added', 'Added customers from a bill'],
  ['customers.imported', 'Imported customers'],
  ['statement.made', 'Made a statement link'],
  ['statement.revoked', 'Revoked a statement link'],
  ['product.added', 'Added a product'],
  ['product.changed', 'Changed a product'],
  ['products.added', 'Added products from a bill'],
  ['products.imported', 'Imported products'],
  ['template.created', 'Created a template'],
  ['template.changed', 'Changed a template'],
  ['template.archived', 'Archived a template'],
  ['issuance.asked', 'Asked for an issuance'],
  ['issuance.issued', 'Issued vouchers'],
  ['issuance.approved', 'Approved an issuance'],
  ['issuance.rejected', 'Rejected an issuance'],
  ['issuance.cancelled', 'Cancelled an issuance'],
  ['vouchers.withdrawn', 'Withdrew vouchers'],
  ['vouchers.expired', 'Let vouchers expire'],
  ['budget.allocated', 'Allocated budget'],
  ['budget.reclaimed', 'Reclaimed budget'],
  ['charge.posted', 'Posted a charge'],
  ['refund.posted', 'Posted a refund'],
  ['bill.posted', 'Imported a bill'],
  ['bill_columns.remembered', 'Said which column of a bill is which'],
] as const satisfies readonly Option[]

/** What was done, in words; as it is on record where nobody gave it words. */
export function actionInWords(action: string, t: Translate): string {
  const label = ACTION_OPTIONS.find(([known]) => known === action)?.[1]
  return label === undefined ? action : t(label)
}

/** What billing systems do with a token, for which nobody signs in. The column `actor` of the table says the same. */
export const DONE_BY_TOKEN = ['charge.posted', 'refund.posted']

/** Who acts without being a member. */
export const OTHER_ACTOR_OPTIONS = [
  ['scrip', 'Scrip'],
  ['command_line', 'Command line'],
  ['token', 'API token'],
] as const satisfies readonly Option[]

/** Who did something, as it is on record. */
interface Actor {
  memberName: string | null
  /** Of the token it was done with, where it is on record. */
  tokenName: string | null
  address: string
  action: string
}

/** Who did it: a member by name, or whatever acts without one. */
export function actorInWords({ memberName, tokenName, address, action }: Actor, t: Translate): string {
  if (memberName !== null) return memberName
  if (address === 'Scrip') return t('Scrip')
  if (address === COMMAND_LINE) return t('Command line')
  if (tokenName !== null) return t('API token “{name}”', { name: tokenName })
  return DONE_BY_TOKEN.includes(action) ? t('API token') : t('Nobody signed in')
}
