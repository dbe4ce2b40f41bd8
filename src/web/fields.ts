import { z } from 'zod'
import { type FieldError, InvalidInput, type Phrase, phrase } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { formatMoney } from '../money/format-amount.ts'
import { parseAmount } from '../money/parse-amount.ts'
import { isDay, toAt } from '../time/instant.ts'
import { isMonth } from '../time/month.ts'

// The kinds of field that forms, filters and requests are made of. Each takes the raw value as it came,
// answers the typed one, and says in a sentence of its own what is wrong: the label stands beside it.

/** Whatever came, or nothing came: what every kind of field begins with. */
export function anything(): z.ZodType<unknown, unknown> {
  return z.unknown().optional()
}

/** A field that reads one text. Missing counts as empty; a repeated one is refused, never guessed at. */
export function field<T>(read: (text: string) => T | Phrase): z.ZodType<T> {
  return anything().transform((raw, context) => {
    return checked(raw, (text) => read(text.trim()), context)
  })
}

/** The same for a password: its outer spaces are part of it. */
export function secret<T>(read: (text: string) => T | Phrase): z.ZodType<T> {
  return anything().transform((raw, context) => checked(raw, read, context))
}

function checked<T>(raw: unknown, read: (text: string) => T | Phrase, context: z.RefinementCtx): T {
  const isText = typeof raw === 'string' || raw === undefined
  const result = isText ? read((raw ?? '').normalize('NFC')) : notOneText(raw)
  if (!isPhrase(result)) return result
  context.addIssue({ code: 'custom', message: result.sentence, params: { phrase: result } })
  return z.NEVER
}

/** The same field, where nothing filled in means `null`. */
export function optional<T>(read: (text: string) => T | Phrase): z.ZodType<T | null> {
  return field((text) => (text === '' ? null : read(text)))
}

/** One line of text. @param max the longest it may be, in characters */
export function line(max: number, { required = true } = {}): z.ZodType<string> {
  return field((text) => {
    if (isBlank(text) && required) return phrase('Fill this in.')
    if (text.length > max) return phrase('Write at most {max} characters.', { max })
    return UNPRINTABLE.test(text) ? phrase('Remove the line breaks and control characters.') : text
  })
}

/** Text of several lines, with one kind of line end. @param max the longest it may be, in characters */
export function lines(max: number, { required = true } = {}): z.ZodType<string> {
  return field((raw) => {
    const text = raw.replace(/\r\n?/g, '\n')
    if (text === '' && required) return phrase('Fill this in.')
    if (text.length > max) return phrase('Write at most {max} characters.', { max })
    return UNPRINTABLE.test(text.replace(/[\n\t]/g, '')) ? phrase('Remove the control characters.') : text
  })
}

/** One of a few values. */
export function choice<const T extends string>(values: readonly T[]): z.ZodType<T> {
  return field((text) => oneOf(values, text))
}

/** One of a few values, or none. */
export function optionalChoice<const T extends string>(values: readonly T[]): z.ZodType<T | null> {
  return optional((text) => oneOf(values, text))
}

/** A tick box: ticked or not. */
export function ticked(): z.ZodType<boolean> {
  return field((text) => text !== '')
}

/** Any number of values under one name: ticked rows, a select of several. */
export function many(): z.ZodType<string[]> {
  return anything()
    .transform((raw) => (raw === undefined ? [] : Array.isArray(raw) ? raw : [raw]))
    .pipe(z.array(z.string()))
}

/** Reads an email address into lower case; for `field` and `optional`. */
export function email(text: string): string | Phrase {
  return /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/.test(text) && !INVISIBLE.test(text)
    ? text.toLowerCase()
    : phrase('Write an email address, such as name@example.com.')
}

/** Reads a whole number; for `field` and `optional`. */
export function wholeNumber(min: number, max: number): (text: string) => number | Phrase {
  return (text) => {
    const number = Number(text)
    return /^\d{1,15}$/.test(text) && number >= min && number <= max
      ? number
      : phrase('Write a whole number from {min} to {max}.', { min, max })
  }
}

/** Reads an amount into minor units; for `field` and `optional`. @param min the least it may be, minor units */
export function amount(currency: Currency, min: number): (text: string) => number | Phrase {
  return (text) => {
    if (text === '') return phrase('Fill this in.')
    const minor = parseAmount(text, currency)
    if (typeof minor === 'number' && minor < min) {
      return phrase('The least is {amount}.', { amount: formatMoney(min, currency) })
    }
    return minor
  }
}

/** Reads a day, as date fields send it; for `field` and `optional`. */
export function day(text: string): string | Phrase {
  if (text === '') return phrase('Fill this in.')
  return isDay(text) ? text : phrase('Write a day that exists as year-month-day, such as 2026-12-31.')
}

/** Reads a month, as month fields send it; for `field` and `optional`. */
export function month(text: string): string | Phrase {
  return isMonth(text) ? text : phrase('Write a month that exists as year-month, such as 2026-11.')
}

/** Reads an instant with its offset from UTC; for `field` and `optional`. @returns UTC, with milliseconds */
export function instant(text: string): string | Phrase {
  try {
    // Four digits of a year and no more: other years sort before or after all of these as text.
    if (/^\d{4}-[^[]*$/.test(text)) return toAt(Temporal.Instant.from(text))
  } catch {
    // Said below.
  }
  return phrase('Write a time with its offset from UTC, such as 2026-11-23T14:05:00Z.')
}

/**
 * Reads a form, a query or a request body.
 * @throws InvalidInput with every field that is wrong, not only the first
 */
export function parse<T extends z.ZodType>(schema: T, raw: unknown): z.infer<T> {
  const { read, errors } = tryToParse(schema, raw)
  if (read === undefined) throw new InvalidInput(errors)
  return read
}

/** The same for who has more to find out before all that is wrong is said. @returns `read`, unless there are errors */
export function tryToParse<T extends z.ZodType>(schema: T, raw: unknown): Parsed<z.infer<T>> {
  const { data, error } = schema.safeParse(raw ?? {})
  return error ? { read: undefined, errors: error.issues.flatMap(toFieldErrors) } : { read: data, errors: [] }
}

interface Parsed<Read> {
  read: Read | undefined
  errors: FieldError[]
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: key,
      phrase: phrase('There is no filter called {name}.', { name: key }),
    }))
  }
  const known = issue.code === 'custom' ? (issue.params?.phrase as Phrase | undefined) : undefined
  return [{ field: issue.path.map(String).join('.'), phrase: known ?? phrase('This value cannot be read.') }]
}

// Control characters, line separators, and the marks of direction that can make a name read as another.
const UNPRINTABLE = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u

// In an address nothing unseen has a place: it would pass for another one.
const INVISIBLE = /[\p{Cc}\p{Cf}]/u

/** Whether nothing of a text can be seen: spaces, joiners, and the letters that are blank by design. */
function isBlank(text: string): boolean {
  return /^[\s\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]*$/u.test(text)
}

function oneOf<T extends string>(values: readonly T[], text: string): T | Phrase {
  return (
    values.find((value) => value === text) ??
    phrase('Choose one of the options.', { options: values.join(', ') })
  )
}

function notOneText(raw: unknown): Phrase {
  return Array.isArray(raw) ? phrase('Give this only once.') : phrase('Write this as text.')
}

function isPhrase(value: unknown): value is Phrase {
  return typeof value === 'object' && value !== null && 'sentence' in value
}
