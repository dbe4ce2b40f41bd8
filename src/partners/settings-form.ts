import { z } from 'zod'
import { phrase } from '../errors.ts'
import { CURRENCIES, currencyOf } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import { amount, field, line, optional, parse, ticked, wholeNumber } from '../web/fields.ts'
import { setUpForm } from './set-up-form.ts'
import type { PartnerSettings } from './settings.ts'

export const SETTINGS_LABELS = {
  name: 'Partner name',
  currency: 'Currency',
  timeZone: 'Time zone',
  graceDays: 'Grace days',
  refundsReturn: 'Refunds return to vouchers',
  withdrawPartUsed: 'Part-used vouchers can be withdrawn',
  withdrawnReturns: 'Withdrawn amounts return to the budget',
  expiredReturns: 'Expired amounts return to the budget',
  reviewThreshold: 'Review threshold',
  twoStepRequired: 'Two-step sign-in for all',
} as const

/** What stands in the form when it is opened. */
export function settingsFormValues(stored: PartnerSettings): Record<keyof typeof SETTINGS_LABELS, string> {
  const { reviewThresholdMinor: threshold } = stored
  const tick = (flag: 0 | 1) => (flag === 1 ? 'yes' : '')
  return {
    name: stored.name,
    currency: stored.currency,
    timeZone: stored.timeZone,
    graceDays: String(stored.graceDays),
    refundsReturn: tick(stored.refundsReturn),
    withdrawPartUsed: tick(stored.withdrawPartUsed),
    withdrawnReturns: tick(stored.withdrawnReturns),
    expiredReturns: tick(stored.expiredReturns),
    reviewThreshold: threshold === null ? '' : decimal(threshold, currencyOf(stored.currency)),
    twoStepRequired: tick(stored.twoStepRequired),
  }
}

/**
 * Reads the form. The threshold is in the currency that is chosen beside it.
 *
 * @param isCurrencyFixed whether the currency stays as it is stored; the form need not send it then
 * @throws InvalidInput with every field that is wrong
 */
export function readSettingsForm(
  form: Record<string, unknown>,
  stored: PartnerSettings,
  isCurrencyFixed: boolean,
): PartnerSettings {
  const thresholdCurrency = CURRENCIES.get(String(form.currency)) ?? currencyOf(stored.currency)
  const { reviewThreshold, ...settings } = parse(
    z.object({
      name: line(100),
      currency: isCurrencyFixed ? unchangedCurrency(stored.currency) : setUpForm.shape.currency,
      timeZone: setUpForm.shape.timeZone,
      graceDays: field(wholeNumber(0, 366)),
      refundsReturn: flag(),
      withdrawPartUsed: flag(),
      withdrawnReturns: flag(),
      expiredReturns: flag(),
      reviewThreshold: optional(amount(thresholdCurrency, 0)),
      twoStepRequired: flag(),
    }),
    form,
  )
  return { ...settings, reviewThresholdMinor: reviewThreshold }
}

function unchangedCurrency(stored: string) {
  return field((text) =>
    text === '' || text === stored
      ? stored
      : phrase('The currency can no longer change: there are templates, charges or a budget in {currency}.', {
          currency: stored,
        }),
  )
}

function flag() {
  return ticked().transform((on): 0 | 1 => (on ? 1 : 0))
}
