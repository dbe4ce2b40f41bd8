import { z } from 'zod'
import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import {
  amount,
  anything,
  choice,
  day,
  field,
  line,
  lines,
  many,
  optional,
  parse,
  wholeNumber,
} from '../web/fields.ts'
import { FUNDINGS, PAYMENT_MODES, SCOPES, type Terms, USAGES, VALIDITIES } from './template.ts'

export const TEMPLATE_LABELS = {
  name: 'Template name',
  usage: 'Usage',
  scope: 'Voucher type',
  products: 'Products',
  paymentMode: 'Payment mode',
  amount: 'Amount',
  minimumSpend: 'Minimum spend',
  validity: 'Validity',
  firstDay: 'First day',
  lastDay: 'Last day',
  days: 'Number of days',
  funding: 'Funding',
  maxVouchers: 'Vouchers in all',
  maxVouchersPerCustomer: 'Vouchers per customer',
  maxTotal: 'Total amount',
  note: 'Note',
} as const

const LONGEST_DAYS = 3650
const MOST_VOUCHERS = 1_000_000_000

/**
 * Reads the form into terms. Fields that do not apply to the choice made are ignored, whatever stands in them.
 * @throws InvalidInput with every field that is wrong
 */
export function readTemplateForm(body: unknown, currency: Currency): Terms {
  const { scope, validity } = (body ?? {}) as Record<string, unknown>
  const fixed = validity === 'fixed'
  const days = validity === 'days'
  const form = parse(
    z.object({
      name: line(100),
      usage: choice(USAGES),
      scope: choice(SCOPES),
      products: scope === 'general' ? anything().transform(() => []) : many(),
      paymentMode: choice(PAYMENT_MODES),
      amount: field(amount(currency, 1)),
      minimumSpend: optional(amount(currency, 0)),
      validity: choice(VALIDITIES),
      firstDay: fixed ? field(day) : ignored(),
      lastDay: fixed ? field(day) : ignored(),
      days: days ? field(wholeNumber(1, LONGEST_DAYS)) : ignored(),
      funding: choice(FUNDINGS),
      maxVouchers: optional(wholeNumber(1, MOST_VOUCHERS)),
      maxVouchersPerCustomer: optional(wholeNumber(1, MOST_VOUCHERS)),
      maxTotal: optional(amount(currency, 1)),
      note: lines(2000, { required: false }),
    }),
    body,
  )
  return {
    name: form.name,
    usage: form.usage,
    scope: form.scope,
    products: [...new Set<string>(form.products)].sort(),
    paymentMode: form.paymentMode,
    amountMinor: form.amount,
    minimumSpendMinor: form.minimumSpend ?? 0,
    validity: form.validity,
    firstDayOn: form.firstDay,
    lastDayOn: form.lastDay,
    validDays: form.days,
    funding: form.funding,
    maxVouchers: form.maxVouchers,
    maxVouchersPerCustomer: form.maxVouchersPerCustomer,
    maxTotalMinor: form.maxTotal,
    note: form.note,
  }
}

/** The same the other way: what stands in the form when stored terms are edited or copied. */
export function templateFormValues(terms: Terms, currency: Currency): Record<string, unknown> {
  return {
    ...terms,
    amount: decimal(terms.amountMinor, currency),
    minimumSpend: terms.minimumSpendMinor === 0 ? '' : decimal(terms.minimumSpendMinor, currency),
    firstDay: terms.firstDayOn ?? '',
    lastDay: terms.lastDayOn ?? '',
    days: terms.validDays ?? '',
    maxTotal: terms.maxTotalMinor === null ? '' : decimal(terms.maxTotalMinor, currency),
  }
}

/** What stands in a new form: the commonest choices, none that spends money. */
export const NEW_TEMPLATE_VALUES = {
  usage: 'customer_offer',
  scope: 'general',
  paymentMode: 'all',
  validity: 'days',
  days: '30',
  funding: 'own_cost',
}

function ignored(): z.ZodType<null> {
  return anything().transform(() => null)
}
