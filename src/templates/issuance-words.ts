import type { Option } from '../web/filters.ts'

export const ISSUANCE_STATUS_OPTIONS = [
  ['in_review', 'In review'],
  ['issued', 'Issued'],
  ['rejected', 'Rejected'],
  ['cancelled', 'Cancelled'],
] as const satisfies readonly Option[]
