import type { Option } from '../web/filters.ts'

// What a charge's values are called, in English.

export const CHARGE_MODE_OPTIONS = [
  ['prepaid', 'Prepaid'],
  ['postpaid', 'Postpaid'],
] as const satisfies readonly Option[]

export const COVER_OPTIONS = [
  ['fully', 'Fully'],
  ['partly', 'Partly'],
  ['not_at_all', 'Not at all'],
] as const satisfies readonly Option[]

export const SOURCE_OPTIONS = [
  ['api', 'By machine'],
  ['bill', 'By file'],
  ['hand', 'By hand'],
] as const satisfies readonly Option[]

export const REFUSAL_OPTIONS = [
  ['wrong_product', 'It does not pay for this product.'],
  ['payment_mode', 'It does not pay fees of this payment mode.'],
  ['minimum_spend', 'The fee is below its minimum spend.'],
  ['not_yet_valid', 'It was not valid yet.'],
  ['expired', 'It has expired.'],
  ['used_up', 'It is used up.'],
  ['withdrawn', 'It was withdrawn.'],
  ['nothing_left_to_pay', 'Nothing was left to pay.'],
] as const satisfies readonly Option[]
