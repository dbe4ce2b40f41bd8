import { z } from 'zod'
import { type FieldError, InvalidInput } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import type { Currency } from '../money/currency.ts'
import { rememberingOf } from '../remembering.ts'
import { amount, day, field, line, month, optional, optionalChoice, parse, wholeNumber } from './fields.ts'
import type { Position } from './paging.ts'

/** A value and what it is called, in English. */
export type Option<T extends string = string> = readonly [value: T, label: Sentence]

/** One filter of a list: what it is called, how it is asked for, how it is read. */
interface Filter<T> {
  label: Sentence
  control: 'text' | 'date' | 'month' | 'choice'
  options: readonly Option[]
  /** Values that have names of their own, as records do. */
  named: readonly (readonly [value: string, name: string])[]
  /** What a choice says where none is made. */
  any: Sentence
  /** False for the order, which leaves nothing out. */
  narrows: boolean
  read: z.ZodType<T | null>
}

export type Filters = Record<string, Filter<unknown>>

/** The values of a list's filters; `null` where one is not used. */
export type FilterValues<F extends Filters> = {
  [Name in keyof F]: F[Name] extends Filter<infer T> ? T | null : never
}

/** A list's query, read: either values to search by, or what is wrong with them. */
export interface ListQuery<F extends Filters> {
  /** `null` where something is wrong: nothing is searched by half a query. */
  values: FilterValues<F> | null
  position: Position
  /** What stands in the address, for the form and the links. */
  given: Record<string, string>
  errors: FieldError[]
}

/** Asks for a text. */
export function textFilter(label: Sentence): Filter<string> {
  const read = line(200, { required: false })
  return {
    label,
    control: 'text',
    options: [],
    named: [],
    any: 'Any',
    narrows: true,
    read: read.transform((text) => text || null),
  }
}

/** Asks for one of a few values. @param any what the choice says where none is made */
export function choiceFilter<const T extends string>(
  label: Sentence,
  options: readonly Option<T>[],
  any: Sentence = 'Any',
): Filter<T> {
  return {
    label,
    control: 'choice',
    options,
    named: [],
    any,
    narrows: true,
    read: optionalChoice(options.map(([value]) => value)),
  }
}

/** Asks for one of some records, or for one of a few values beside them. @param named the records, by their names */
export function recordFilter(
  label: Sentence,
  named: readonly (readonly [value: string, name: string])[],
  options: readonly Option[],
): Filter<string> {
  const read = optionalChoice([...named, ...options].map(([value]) => value))
  return { ...choiceFilter(label, options), named, read }
}

/** Asks for the order of a list. @param usual the order where none is chosen */
export function orderChoice<const T extends string>(
  label: Sentence,
  options: readonly Option<T>[],
  usual: Sentence,
): Filter<T> {
  return { ...choiceFilter(label, options, usual), narrows: false }
}

/** Asks for a day. */
export function dayFilter(label: Sentence): Filter<string> {
  return { label, control: 'date', options: [], named: [], any: 'Any', narrows: true, read: optional(day) }
}

/** Asks for a month: a field of the browser's own, or a text where it has none. It leaves nothing out of a list. */
export function monthFilter(label: Sentence): Filter<string> {
  return {
    label,
    control: 'month',
    options: [],
    named: [],
    any: 'Any',
    narrows: false,
    read: optional(month),
  }
}

/** Asks for an amount; reads it in minor units. */
export function amountFilter(label: Sentence, currency: Currency): Filter<number> {
  return {
    label,
    control: 'text',
    options: [],
    named: [],
    any: 'Any',
    narrows: true,
    read: optional(amount(currency, 0)),
  }
}

/** Asks for the id of a record. */
export function idFilter(label: Sentence): Filter<number> {
  const read = optional(wholeNumber(1, Number.MAX_SAFE_INTEGER))
  return { label, control: 'text', options: [], named: [], any: 'Any', narrows: true, read }
}

/** Reads a list's query. A name that is no filter, or a value that is none, is said and not ignored. */
export function readFilters<F extends Filters>(filters: F, query: unknown): ListQuery<F> {
  const reader = readerOf(filters)
  if (!isEmpty(query)) return readBy(reader.schema, query) as ListQuery<F>
  // What most ask for, and the same for all of them.
  reader.unused ??= readBy(reader.schema, {})
  return reader.unused as ListQuery<F>
}

interface Reader {
  schema: z.ZodType
  /** What comes of a query without any of them, once somebody asked so. */
  unused?: ListQuery<Filters>
}

/** Of filters that are made once, so is what reads them. */
const readerOf = rememberingOf((filters: Filters): Reader => {
  const cursor = field((text) => text || null)
  const shape = Object.fromEntries(Object.entries(filters).map(([name, { read }]) => [name, read]))
  return { schema: z.strictObject({ ...shape, after: cursor, before: cursor }) }
})

function readBy(schema: z.ZodType, query: unknown): ListQuery<Filters> {
  const given = givenTexts(query)
  try {
    const { after, before, ...values } = parse(schema, query) as FilterValues<Filters> & Position
    return { values, position: { after, before }, given, errors: [] }
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return { values: null, position: { after: null, before: null }, given, errors: error.errors }
  }
}

/** The values of a list's filters, for a download. @throws InvalidInput as the list itself would say it */
export function filterValues<F extends Filters>(filters: F, query: unknown): FilterValues<F> {
  const { values, errors } = readFilters(filters, query)
  if (values === null) throw new InvalidInput(errors)
  return values
}

function isEmpty(query: unknown): boolean {
  return Object.keys(query ?? {}).length === 0
}

function givenTexts(query: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    ),
  )
}
