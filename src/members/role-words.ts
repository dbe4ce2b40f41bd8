import type { Sentence } from '../languages/sentences.ts'
import type { Translate } from '../languages/words.ts'
import { ROLES, type Role } from './roles.ts'

/** Each role's name, and in a sentence what it may do. */
const WORDS: Record<Role, readonly [label: Sentence, may: Sentence]> = {
  owner: ['Owner', 'May do everything: also members, settings, the budget and API tokens.'],
  issuer: [
    'Issuer',
    'Keeps customers, products and templates, issues and withdraws vouchers, posts charges and bills.',
  ],
  reviewer: ['Reviewer', 'Approves or rejects what waits for a review, and reads everything else.'],
  viewer: ['Viewer', 'Reads everything, and changes nothing.'],
}

/** What a role is called. */
export function roleLabel(role: Role, t: Translate): string {
  return t(WORDS[role][0])
}

/** What a role may do, in a sentence. */
export function roleSentence(role: Role, t: Translate): string {
  return t(WORDS[role][1])
}

/** The roles as the options of a choice: value, label and hint. */
export function roleOptions(t: Translate): [Role, string, string][] {
  return ROLES.map((role) => [role, roleLabel(role, t), roleSentence(role, t)])
}
