import { COVERS_OPTIONS } from '../bills/bill-words.ts'
import { SOURCE_OPTIONS } from '../charges/charge-words.ts'
import type { Translate } from '../languages/words.ts'
import { roleLabel } from '../members/role-words.ts'
import { ROLES } from '../members/roles.ts'
import { SHOWN_OPTIONS } from '../sign-in/sign-in-words.ts'
import { ISSUANCE_STATUS_OPTIONS } from '../templates/issuance-words.ts'
import {
  FUNDING_OPTIONS,
  PAYMENT_MODE_OPTIONS,
  SCOPE_OPTIONS,
  USAGE_OPTIONS,
  VALIDITY_OPTIONS,
} from '../templates/template-words.ts'
import type { Option } from '../web/filters.ts'

/** What the pages call the words that are stored, by the name of the value that holds them. */
const LABELS = new Map<string, readonly Option[]>([
  ['covers', COVERS_OPTIONS],
  ['funding', FUNDING_OPTIONS],
  ['how', SHOWN_OPTIONS],
  ['paymentMode', PAYMENT_MODE_OPTIONS],
  ['scope', SCOPE_OPTIONS],
  ['source', SOURCE_OPTIONS],
  ['status', ISSUANCE_STATUS_OPTIONS],
  ['usage', USAGE_OPTIONS],
  ['validity', VALIDITY_OPTIONS],
])

/** What a stored word is called. @returns undefined for what is no such word */
export function storedWord(name: string, word: string, t: Translate): string | undefined {
  if (name === 'role') {
    const role = ROLES.find((known) => known === word)
    return role && roleLabel(role, t)
  }
  const label = LABELS.get(name)?.find(([known]) => known === word)?.[1]
  return label && t(label)
}
