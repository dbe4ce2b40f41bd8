import { type FieldError, InvalidInput } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { say, type Translate } from '../languages/words.ts'
import { remembering, rememberingOf } from '../remembering.ts'
import { isDay } from '../time/instant.ts'
import { isMonth } from '../time/month.ts'

/** What each field of a form is called, in English, in the order in which the fields stand there. */
export type Labels = Readonly<Record<string, Sentence>>

/** A form as a handler gives it to its page, which says it in the reader's language. */
export interface Form {
  labels: Labels
  values: unknown
  errors: readonly FieldError[]
}

/** A form as its view needs it: what each field is called, what stands in it, what is wrong with it. */
interface SaidForm {
  labels: Record<string, string>
  values: Record<string, unknown>
  errors: Record<string, string>
  /** The errors in the order of the fields, for the summary at the top; each links to its field. */
  summary: { field: string; label: string; message: string }[]
}

/** A list of ten thousand lines can be wrong ten thousand times; who reads the first hundred knows enough. */
const MOST_ERRORS = 100

/**
 * Builds the form of a page.
 * @param labels what each field is called, in English
 * @param values what stands in each field: what was typed, or what is stored
 * @param errors what was wrong; none for a fresh form
 */
export function form(labels: Labels, values: unknown, errors: readonly FieldError[] = []): Form {
  return { labels, values, errors }
}

/** Says a form in a language, for its view. */
export function said({ labels, values, errors }: Form, t: Translate): SaidForm {
  const called = calledIn(labels)(t)
  const summary = inOrder(errors, Object.keys(labels)).map((error) => ({
    field: error.field,
    // '' for what is no field of the form: a query may hold any name, `toString` too.
    label: Object.hasOwn(called, error.field) ? (called[error.field] ?? '') : '',
    message: messageOf(error, t),
  }))
  const shown = summary.slice(0, MOST_ERRORS)
  const more = summary.length - shown.length
  if (more > 0) {
    shown.push({ field: shown[0]?.field ?? '', label: '', message: t('And {count} more.', { count: more }) })
  }
  return {
    labels: called,
    values: isRecord(values) ? values : {},
    errors: Object.fromEntries(summary.map(({ field, message }) => [field, message]).reverse()),
    summary: shown,
  }
}

/** What the fields are called: their labels are mostly made once. */
const calledIn = rememberingOf((labels: Labels) =>
  remembering((t: Translate) =>
    Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, t(label)])),
  ),
)

/**
 * The type that an input has for a value. Browsers empty a field for days that holds no day: what was typed there, where
 * a browser has no such field or another form was filled in, stays in sight in a field for text.
 */
export function inputType(type = 'text', value: unknown): string {
  const fits = { date: isDay, month: isMonth }[type]
  return value && fits && !fits(String(value)) ? 'text' : type
}

/** What was typed into the fields of a form, and nothing else that was sent along. */
export function fieldsOf(body: unknown, labels: object): Record<string, unknown> {
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

/** Errors as one meets them going down the form, those that are of no field of it last. */
function inOrder(errors: readonly FieldError[], fields: readonly string[]): FieldError[] {
  const place = ({ field }: FieldError) => (fields.includes(field) ? fields.indexOf(field) : fields.length)
  return errors.toSorted((one, other) => place(one) - place(other))
}

function messageOf({ phrase, line }: FieldError, t: Translate): string {
  const message = say(t, phrase)
  return line === undefined ? message : t('Line {line}: {message}', { line, message })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
