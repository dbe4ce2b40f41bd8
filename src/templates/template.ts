import { type FieldError, phrase } from '../errors.ts'
import type { On } from '../time/instant.ts'

export const USAGES = ['product_trial', 'customer_offer'] as const
export const SCOPES = ['general', 'allowlist', 'blocklist'] as const
export const PAYMENT_MODES = ['all', 'prepaid', 'postpaid'] as const
export const VALIDITIES = ['fixed', 'days'] as const
export const FUNDINGS = ['own_cost', 'sponsored'] as const

/** The terms a voucher is issued on. Amounts in minor units of the partner's currency, days as YYYY-MM-DD. */
export interface Terms {
  name: string
  usage: (typeof USAGES)[number]
  scope: (typeof SCOPES)[number]
  /** Codes: what an allowlist pays, what a blocklist does not pay. Empty for a general template. */
  products: string[]
  paymentMode: (typeof PAYMENT_MODES)[number]
  amountMinor: number
  /** 0: none. */
  minimumSpendMinor: number
  validity: (typeof VALIDITIES)[number]
  /** With fixed dates; the last day is included. */
  firstDayOn: On | null
  lastDayOn: On | null
  /** With days from issue; the day of issue is the first. */
  validDays: number | null
  funding: (typeof FUNDINGS)[number]
  /** Limits; `null`: none. */
  maxVouchers: number | null
  maxVouchersPerCustomer: number | null
  maxTotalMinor: number | null
  note: string
}

export type TemplateStatus = 'active' | 'ended' | 'archived'

/**
 * The status of a template on a day: archived by a person, ended by the calendar, or active.
 * @param today the day in the partner's time zone
 */
export function templateStatus(
  template: { archivedAt: string | null; lastDayOn: On | null },
  today: On,
): TemplateStatus {
  if (template.archivedAt !== null) return 'archived'
  return template.lastDayOn !== null && template.lastDayOn < today ? 'ended' : 'active'
}

/**
 * What contradicts itself, or the catalogue, in terms whose fields are each fine alone.
 *
 * @param today the day in the partner's time zone
 * @param eligible of each listed product the catalogue has, whether an allowlist may name it
 */
export function checkTerms(terms: Terms, today: On, eligible: ReadonlyMap<string, boolean>): FieldError[] {
  return [...checkDays(terms, today), ...checkLimits(terms), ...checkProducts(terms, eligible)]
}

function checkDays({ firstDayOn, lastDayOn }: Terms, today: On): FieldError[] {
  if (firstDayOn === null || lastDayOn === null) return []
  if (lastDayOn < firstDayOn) {
    return [{ field: 'lastDay', phrase: phrase('The last day is before the first day.') }]
  }
  if (lastDayOn < today) return [{ field: 'lastDay', phrase: phrase('The last day is over already.') }]
  // A slip of the pen such as 2206, and the year 9999, whose end has no four digits.
  if (lastDayOn > inACentury(today)) {
    return [{ field: 'lastDay', phrase: phrase('The last day is more than 100 years away.') }]
  }
  return []
}

function inACentury(today: On): On {
  return `${Number(today.slice(0, 4)) + 100}${today.slice(4)}`
}

function checkLimits({
  amountMinor,
  maxTotalMinor,
  maxVouchers,
  maxVouchersPerCustomer,
}: Terms): FieldError[] {
  const errors: FieldError[] = []
  if (maxTotalMinor !== null && maxTotalMinor < amountMinor) {
    errors.push({ field: 'maxTotal', phrase: phrase('This is less than the amount of one voucher.') })
  }
  if (maxVouchers !== null && maxVouchersPerCustomer !== null && maxVouchersPerCustomer > maxVouchers) {
    errors.push({
      field: 'maxVouchersPerCustomer',
      phrase: phrase('This is more than the vouchers in all.'),
    })
  }
  return errors
}

function checkProducts({ scope, products }: Terms, eligible: ReadonlyMap<string, boolean>): FieldError[] {
  if (scope === 'general') return []
  if (products.length === 0) return [{ field: 'products', phrase: phrase('Tick at least one product.') }]
  const unknown = products.filter((code) => !eligible.has(code))
  if (unknown.length > 0) {
    const values = { codes: unknown.join(', ') }
    return [{ field: 'products', phrase: phrase('The catalogue has no product {codes}.', values) }]
  }
  const barred = scope === 'allowlist' ? products.filter((code) => !eligible.get(code)) : []
  if (barred.length === 0) return []
  return [
    {
      field: 'products',
      phrase: phrase(
        'Not eligible for a specific voucher: {codes}. Untick it, or change it under Products.',
        {
          codes: barred.join(', '),
        },
      ),
    },
  ]
}
