import { type Phrase, phrase } from '../errors.ts'

/** An amount of any precision: `units` divided by ten to the power of `scale`. Bills go far below a cent. */
export interface Exact {
  units: bigint
  /** 0 or more. */
  scale: number
}

export const EXACTLY_NOTHING: Exact = { units: 0n, scale: 0 }

const DECIMAL = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/
/** More than any bill writes, and few enough for BigInt, whose time grows with the square of the length. */
const LONGEST_TEXT = 100
/** No single line is worth 10^17, whatever the currency; and none is measured more finely than this. */
const MOST_WHOLE_DIGITS = 17
const LARGEST_SCALE = 50

/**
 * Reads a decimal as machines write it, "-0.0000004" and "4E-7" alike, and never through a float.
 * @returns the amount, or the phrase that says what is wrong with it
 */
export function parseExact(text: string): Exact | Phrase {
  if (text.length > LONGEST_TEXT || !DECIMAL.test(text)) {
    return phrase('“{text}” is no amount. Write digits with a point for decimals, such as 1234.50 or 4E-7.', {
      text: shortened(text),
    })
  }
  const [mantissa = '', exponent = '0'] = text.split(/e/i)
  const [whole = '', decimals = ''] = mantissa.split('.')
  const units = BigInt(whole + decimals)
  if (units === 0n) return EXACTLY_NOTHING
  const scale = decimals.length - Number(exponent)
  if (digitsOf(units) - scale > MOST_WHOLE_DIGITS) {
    return phrase('“{text}” is larger than Scrip can hold.', { text: shortened(text) })
  }
  if (scale > LARGEST_SCALE) {
    return phrase('“{text}” has more decimals than Scrip can hold.', { text: shortened(text) })
  }
  return scale < 0 ? { units: units * tenTo(-scale), scale: 0 } : { units, scale }
}

/** The sum, to the last digit. */
export function addExact(a: Exact, b: Exact): Exact {
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale }
  return a.scale > b.scale
    ? { units: a.units + b.units * tenTo(a.scale - b.scale), scale: a.scale }
    : { units: a.units * tenTo(b.scale - a.scale) + b.units, scale: b.scale }
}

/** The difference, to the last digit. */
export function subtractExact(a: Exact, b: Exact): Exact {
  return addExact(a, { units: -b.units, scale: b.scale })
}

/**
 * Rounds to so many decimals, half up: 0.005 is 0.01. Below nothing it mirrors that: -0.005 is -0.01.
 * @returns the amount in units of the last decimal, such as cents
 */
export function roundHalfUp({ units, scale }: Exact, decimals: number): bigint {
  if (scale <= decimals) return units * tenTo(decimals - scale)
  const step = tenTo(scale - decimals)
  const rounded = ((units < 0n ? -units : units) + step / 2n) / step
  return units < 0n ? -rounded : rounded
}

/** Writes an amount with all the decimals it has and no more: "13.5747215333". `storedExact` reads it back. */
export function formatExact({ units, scale }: Exact): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${whole}${decimals && `.${decimals}`}`
}

/**
 * Reads an amount that `formatExact` wrote, however large a sum it is.
 * @throws RangeError for anything else
 */
export function storedExact(text: string): Exact {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) throw new RangeError(`${text} is no stored amount`)
  const [whole = '', decimals = ''] = text.split('.')
  return { units: BigInt(whole + decimals), scale: decimals.length }
}

const powers: bigint[] = []

function tenTo(power: number): bigint {
  const known = powers[power]
  if (known !== undefined) return known
  const value = 10n ** BigInt(power)
  powers[power] = value
  return value
}

function digitsOf(units: bigint): number {
  return String(units).length - (units < 0n ? 1 : 0)
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
