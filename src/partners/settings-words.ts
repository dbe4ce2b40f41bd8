import type { Sentence } from '../languages/sentences.ts'
import { currencyOf } from '../money/currency.ts'
import { formatMoney } from '../money/format-amount.ts'
import type { Format } from '../web/format.ts'
import type { PartnerSettings } from './settings.ts'
import { SETTINGS_LABELS } from './settings-form.ts'

export type Setting = keyof PartnerSettings

/** What each setting is called, in English, in the order of the form. */
const SETTINGS: readonly (readonly [Setting, Sentence])[] = [
  ['name', SETTINGS_LABELS.name],
  ['currency', SETTINGS_LABELS.currency],
  ['timeZone', SETTINGS_LABELS.timeZone],
  ['graceDays', SETTINGS_LABELS.graceDays],
  ['refundsReturn', SETTINGS_LABELS.refundsReturn],
  ['withdrawPartUsed', SETTINGS_LABELS.withdrawPartUsed],
  ['withdrawnReturns', SETTINGS_LABELS.withdrawnReturns],
  ['expiredReturns', SETTINGS_LABELS.expiredReturns],
  ['reviewThresholdMinor', SETTINGS_LABELS.reviewThreshold],
  ['twoStepRequired', SETTINGS_LABELS.twoStepRequired],
]

/** A setting that changes, and how it reads before and after. */
interface SettingChange {
  setting: Setting
  label: string
  before: string
  after: string
}

/** The settings that read differently, in the order of the form: also a threshold that is in another currency. */
export function changedSettings(
  before: PartnerSettings,
  after: PartnerSettings,
  format: Format,
): SettingChange[] {
  return SETTINGS.map(([setting, label]) => ({
    setting,
    label: format.t(label),
    before: inWords(setting, before, format),
    after: inWords(setting, after, format),
  })).filter((change) => change.before !== change.after)
}

function inWords(setting: Setting, settings: PartnerSettings, { t, count }: Format): string {
  if (setting === 'name' || setting === 'currency' || setting === 'timeZone') return settings[setting]
  if (setting === 'graceDays') {
    return settings.graceDays === 1 ? t('1 day') : t('{count} days', { count: count(settings.graceDays) })
  }
  if (setting === 'reviewThresholdMinor') {
    const { reviewThresholdMinor, currency } = settings
    return reviewThresholdMinor === null ? t('None') : formatMoney(reviewThresholdMinor, currencyOf(currency))
  }
  return settings[setting] === 1 ? t('Yes') : t('No')
}
