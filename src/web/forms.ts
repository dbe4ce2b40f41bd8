import { type FieldError, InvalidInput } from '../errors.ts'
import { isDay } from '../time/instant.ts'
import { isMonth } from '../time/month.ts'
import { say, t } from './words.ts'

/** A form as its view needs it: what each field is called, what stands in it, what is wrong with it. */
export interface Form {
  labels: Readonly<Record<string, string>>
  values: Record<string, unknown>
  errors: Record<string, string>
  /** The errors in order, for the summary at the top; each links to its field. */
  summary: { field: string; label: string; message: string }[]
}

/** A list of ten thousand lines can be wrong ten thousand times; who reads the first hundred knows enough. */
const MOST_ERRORS = 100

/**
 * Builds the view's form.
 * @param labels what each field is called, in English
 * @param values what stands in each field: what was typed, or what is stored
 * @param errors what was wrong; none for a fresh form
 */
export function form(
  labels: Readonly<Record<string, string>>,
  values: unknown,
  errors: readonly FieldError[] = [],
): Form {
  const summary = errors.map((error) => ({
    field: error.field,
    label: labelOf(labels, error.field),
    message: messageOf(error),
  }))
  const shown = summary.slice(0, MOST_ERRORS)
  const more = summary.length - shown.length
  if (more > 0) {
    shown.push({ field: shown[0]?.field ?? '', label: '', message: t('And {count} more.', { count: more }) })
  }
  return {
    labels: Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, t(label)])),
    values: isRecord(values) ? values : {},
    errors: Object.fromEntries(summary.map(({ field, message }) => [field, message]).reverse()),
    summary: shown,
  }
}

/**
 * The type that an input has for a value. Browsers empty a field for days that holds no day: what was typed there, where
 * a browser has no such field or another form was filled in, stays in sight in a field for text.
 */
export function inputType(type = 'text', value: unknown): string {
  const fits = { date: isDay, month: isMonth }[type]
  return value && fits && !fits(String(value)) ? 'text' : type
}

/** What was typed into the fields of a form, and nothing else that was sent along. */
export function fieldsOf(body: unknown, labels: Readonly<Record<string, string>>): Record<string, unknown> {
  const sent = isRecord(body) ? body : {}
  return Object.fromEntries(Object.keys(labels).map((name) => [name, sent[name]]))
}

/** Runs a handler's work; where the input was wrong, answers what `again` makes of the errors instead. */
export async function orAgain<T>(
  work: () => Promise<T>,
  again: (errors: FieldError[]) => T | Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InvalidInput) return again(error.errors)
    throw error
  }
}

/** '' for what is no field of the form: a query may hold any name, `toString` too. */
function labelOf(labels: Readonly<Record<string, string>>, field: string): string {
  return Object.hasOwn(labels, field) ? t(labels[field] ?? '') : ''
}

function messageOf({ phrase, line }: FieldError): string {
  const message = say(t, phrase)
  return line === undefined ? message : t('Line {line}: {message}', { line, message })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
