import type { At } from '../time/instant.ts'

export const VOUCHER_STATUSES = ['unused', 'part_used', 'used_up', 'expired', 'withdrawn'] as const
export type VoucherStatus = (typeof VOUCHER_STATUSES)[number]

/**
 * The status of a voucher at an instant. What is stored knows nothing of the clock; this does, so that a page
 * is right at that very second.
 *
 * @param voucher its stored state, and the first instant at which it is no longer valid
 */
export function voucherStatus(voucher: { state: VoucherStatus; expiresAt: At }, at: At): VoucherStatus {
  const lapses = voucher.state === 'unused' || voucher.state === 'part_used'
  return lapses && voucher.expiresAt <= at ? 'expired' : voucher.state
}

/** Whether a voucher of a status can be withdrawn. @param withdrawPartUsed the partner's policy */
export function canBeWithdrawn(status: VoucherStatus, withdrawPartUsed: 0 | 1): boolean {
  return status === 'unused' || (status === 'part_used' && withdrawPartUsed === 1)
}

// Crockford's base 32: no I, L, O and U, which are misread or misspelt.
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Writes a voucher number: twelve digits in groups of four, such as 7K2M-9QXC-4T0R.
 * @param random twelve random bytes; five bits of each are used, sixty in all
 */
export function voucherNumber(random: Uint8Array): string {
  return inGroups(Array.from(random.subarray(0, 12), (byte) => DIGITS[byte & 31]).join(''))
}

/**
 * Reads what somebody typed as a voucher number, or as the beginning of one: in upper or lower case, with or without
 * hyphens and spaces, and with the letters that are no digits for those they are mistaken for.
 * @returns what numbers begin with, such as 7K2M-9Q; `null` for what no number begins with, or too many do
 */
export function readNumber(text: string): string | null {
  const digits = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{4,12}$/.test(digits) ? inGroups(digits) : null
}

function inGroups(digits: string): string {
  return digits.replace(/.{4}(?=.)/g, '$&-')
}
