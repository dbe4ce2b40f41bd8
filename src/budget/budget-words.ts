import type { Option } from '../web/filters.ts'

// What changes a budget, in English.

export const BUDGET_KIND_OPTIONS = [
  ['allocate', 'Allocated'],
  ['reclaim', 'Reclaimed'],
  ['issue', 'Issued'],
  ['withdraw', 'Withdrawn'],
  ['expire', 'Expired'],
] as const satisfies readonly Option[]
