import { FEW, remembering } from '../remembering.ts'
import type { Currency } from './currency.ts'

/**
 * Writes an amount as machines read it: plain digits, a point, every decimal. `decimal(1250, USD)` is "12.50".
 * @param minor an integer in minor units, negative too; a bigint for sums past what a number holds
 */
export function decimal(minor: number | bigint, currency: Currency): string {
  const digits = String(minor < 0 ? -minor : minor).padStart(currency.decimals + 1, '0')
  const whole = digits.slice(0, digits.length - currency.decimals)
  const sign = minor < 0 ? '-' : ''
  return currency.decimals === 0
    ? `${sign}${whole}`
    : `${sign}${whole}.${digits.slice(digits.length - currency.decimals)}`
}

/**
 * Writes amounts as people read them in a column whose head names the currency: `amountsIn('en')(USD)` makes 123450
 * "1,234.50". What it wrote is remembered, as face values are few, and what is left of them is often all or nothing.
 * The amounts are integers in minor units, negative too.
 */
export const amountsIn = remembering((locale: string) =>
  remembering((currency: Currency) => {
    const format = amountFormat(locale, currency.decimals)
    // Intl takes a decimal string exactly (ECMA-402, Intl mathematical values), so no float is in between.
    return remembering((minor: number | bigint) =>
      format.format(decimal(minor, currency) as Intl.StringNumericLiteral),
    )
  }, FEW),
)

/** Writes an amount in a sentence, with its currency: "USD 1,234.50". */
export function formatMoney(minor: number | bigint, currency: Currency, locale = 'en'): string {
  return `${currency.code} ${amountsIn(locale)(currency)(minor)}`
}

/** Writes a number of things: "12,345". */
export function formatCount(count: number, locale = 'en'): string {
  return countsIn(locale)(count)
}

const countsIn = remembering((locale: string) => {
  const format = amountFormat(locale, 0)
  return remembering((count: number) => format.format(count))
})

function amountFormat(locale: string, decimals: number): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
}
