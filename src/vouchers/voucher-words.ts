import type { Option } from '../web/filters.ts'

export const VOUCHER_STATUS_OPTIONS = [
  ['unused', 'Unused'],
  ['part_used', 'Part used'],
  ['used_up', 'Used up'],
  ['expired', 'Expired'],
  ['withdrawn', 'Withdrawn'],
] as const satisfies readonly Option[]

export const ENTRY_KIND_OPTIONS = [
  ['issue', 'Issued'],
  ['deduct', 'Deducted'],
  ['refund', 'Refunded'],
  ['withdraw', 'Withdrawn'],
  ['expire', 'Expired'],
] as const satisfies readonly Option[]
