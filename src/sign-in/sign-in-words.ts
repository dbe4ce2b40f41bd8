import type { Option } from '../web/filters.ts'

/** What a member showed to sign in, in words. */
export const SHOWN_OPTIONS = [
  ['password', 'Password'],
  ['password and code', 'Password and code'],
  ['password and recovery code', 'Password and recovery code'],
] as const satisfies readonly Option[]
