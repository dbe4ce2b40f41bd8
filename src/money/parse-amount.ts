import { type Phrase, phrase } from '../errors.ts'
import type { Currency } from './currency.ts'

/** The largest amount, in minor units: what a double holds exactly, and what the database accepts. */
export const LARGEST_MINOR = Number.MAX_SAFE_INTEGER

/**
 * Reads an amount that a person or a machine wrote, digit by digit and never through a float.
 *
 * Accepts digits with an optional point and at most the currency's decimals: "12", "12.5", "12.50". No
 * thousands separators and no comma, because "1,500" means two different things to two people.
 *
 * @returns the amount in minor units, 0 to LARGEST_MINOR, or the phrase that says what is wrong with it
 */
export function parseAmount(text: string, currency: Currency): number | Phrase {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (!match) {
    return phrase('Write the amount in digits with a point for decimals, such as {example}.', {
      example: currency.decimals === 0 ? '1500' : `1500.${'50'.padEnd(currency.decimals, '0')}`,
    })
  }
  const [, whole = '', decimals = ''] = match
  if (decimals.length > currency.decimals) {
    return currency.decimals === 0
      ? phrase('{currency} has no decimals. Write a whole amount.', { currency: currency.code })
      : phrase('{currency} has {decimals} decimals. Write no more than that.', {
          currency: currency.code,
          decimals: currency.decimals,
        })
  }
  // Long runs of digits are refused before BigInt reads them: its time grows with the square of the length.
  const digits = (whole + decimals.padEnd(currency.decimals, '0')).replace(/^0+(?=\d)/, '')
  if (digits.length > 16 || BigInt(digits) > BigInt(LARGEST_MINOR)) {
    return phrase('The amount is larger than Scrip can hold.')
  }
  return Number(digits)
}
