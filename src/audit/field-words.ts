import { CUSTOMER_LABELS } from '../customers/customer-form.ts'
import { SETTINGS_LABELS } from '../partners/settings-form.ts'
import { PRODUCT_LABELS } from '../products/product-form.ts'
import { TEMPLATE_LABELS } from '../templates/template-form.ts'
import type { Translate } from '../web/words.ts'

type Labels = Record<string, string>

/** What the pages call the values of a record, by the first word of what is done with it. */
const LABELS: Record<string, Labels> = {
  customer: CUSTOMER_LABELS,
  partner: SETTINGS_LABELS,
  product: PRODUCT_LABELS,
  settings: SETTINGS_LABELS,
  template: { ...TEMPLATE_LABELS, validDays: TEMPLATE_LABELS.days },
}

/** What is recorded of more than one kind, or stands in no form. */
const OTHERS: Labels = {
  accountId: 'Account id',
  active: 'Active',
  added: 'Added',
  amount: 'Amount',
  archived: 'Archived',
  changed: 'Changed',
  covered: 'Paid by vouchers',
  covers: 'Covers',
  email: 'Email',
  expires: 'Expires',
  fees: 'Fees',
  fileHash: 'SHA-256 of the file',
  fileName: 'File',
  how: 'By',
  invitation: 'Invitation',
  issued: 'Issued',
  kept: 'Stays spent',
  leftOut: 'Left out',
  leftOutCount: 'Lines left out',
  lineCount: 'Lines',
  name: 'Name',
  owner: 'Owner',
  reason: 'Reason',
  refund: 'Refund',
  remaining: 'Remaining',
  role: 'Role',
  scopes: 'Scopes',
  sessions: 'Sessions',
  shown: 'By',
  source: 'Source',
  statement: 'Statement link',
  status: 'Status',
  template: 'Template',
  token: 'API token',
  total: 'Sum',
  twoStep: 'Two-step sign-in',
  vouchers: 'Vouchers',
}

/**
 * What the pages call a value that an event recorded: "maxTotalMinor" of a template is its "Total amount".
 * What has no such name reads as its own: "Some thing" for "someThingAt".
 */
export function fieldInWords(action: string, name: string, t: Translate): string {
  const field = name.replace(/(Minor|At|On)$/, '')
  const labels = { ...OTHERS, ...LABELS[action.split('.', 1)[0] ?? ''] }
  if (Object.hasOwn(labels, field)) return t(labels[field] ?? '')
  const words = field.replace(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
