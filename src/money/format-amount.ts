import { remembering } from '../remembering.ts'
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
 * Writes an amount as people read it in a column whose head names the currency: "1,234.50".
 * @param minor an integer in minor units, negative too
 */
export function formatAmount(minor: number | bigint, currency: Currency, locale = 'en'): string {
  return amountIn(decimal(minor, currency), String(currency.decimals), locale)
}

// Face values are few, and what is left of them is often all or nothing.
const amountIn = remembering((amount: string, decimals: string, locale: string) =>
  // Intl takes a decimal string exactly (ECMA-402, Intl mathematical values), so no float is in between.
  amountFormat(locale, Number(decimals)).format(amount as Intl.StringNumericLiteral),
)

/** Writes an amount in a sentence, with its currency: "USD 1,234.50". */
export function formatMoney(minor: number | bigint, currency: Currency, locale = 'en'): string {
  return `${currency.code} ${formatAmount(minor, currency, locale)}`
}

/** Writes a number of things: "12,345". */
export function formatCount(count: number, locale = 'en'): string {
  return amountFormat(locale, 0).format(count)
}

const formats = new Map<string, Intl.NumberFormat>()

function amountFormat(locale: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`
  const known = formats.get(key)
  if (known) return known
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  formats.set(key, format)
  return format
}
