import { z } from 'zod'
import { phrase } from '../errors.ts'
import { CURRENCIES } from '../money/currency.ts'
import { newPassword } from '../sign-in/password.ts'
import { isTimeZone } from '../time/instant.ts'
import { email, field, line, secret } from '../web/fields.ts'

export const SET_UP_LABELS = {
  partnerName: 'Partner name',
  currency: 'Currency',
  timeZone: 'Time zone',
  name: 'Your name',
  email: 'Email',
  password: 'Password',
} as const

export const setUpForm = z.object({
  partnerName: line(100),
  currency: field((text) => (CURRENCIES.has(text) ? text : phrase('Choose one of the options.'))),
  timeZone: field((text) =>
    isTimeZone(text) ? text : phrase('Choose a time zone from the list, such as Europe/Berlin.'),
  ),
  name: line(100),
  email: field(email),
  password: secret(newPassword),
})

/** The choices of the currency and time zone fields. @param locale in which the currencies are named */
export function setUpChoices(locale: string): { currencies: [string, string][]; timeZones: string[] } {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return {
    currencies: [...CURRENCIES.keys()].map((code) => [code, `${code} (${names.of(code)})`]),
    timeZones: ['UTC', ...Intl.supportedValuesOf('timeZone')],
  }
}
