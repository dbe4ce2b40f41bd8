import type { Format } from '../web/format.ts'
import { fieldInWords } from './field-words.ts'
import { storedWord } from './stored-words.ts'

/** How many of a list's values a line names. */
const NAMED = 20
const LONGEST_VALUE = 300

/**
 * What an event changed, as lines such as "Amount: USD 80.00 → USD 90.00". What stayed as it was is left out.
 *
 * @param before what the event recorded, as JSON; `null` where it recorded nothing
 * @param after the same after it
 */
export function changesInWords(before: string | null, after: string | null, format: Format): string[] {
  const { t } = format
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return names.flatMap((name) => {
    const [was, is] = [valueIn(old, name, format), valueIn(now, name, format)]
    const field = fieldInWords(name, t)
    if (was === is) return []
    if (was === undefined) return [t('{field}: {after}', { field, after: is ?? '' })]
    if (is === undefined) return [t('{field} was {before}', { field, before: was })]
    return [t('{field}: {before} → {after}', { field, before: was, after: is })]
  })
}

function fieldsOf(json: string | null): Record<string, unknown> {
  const recorded: unknown = json === null ? {} : JSON.parse(json)
  if (typeof recorded === 'object' && recorded !== null && !Array.isArray(recorded)) return { ...recorded }
  return { value: recorded }
}

function valueIn(fields: Record<string, unknown>, name: string, format: Format): string | undefined {
  return Object.hasOwn(fields, name) ? valueInWords(name, fields[name], format) : undefined
}

function valueInWords(name: string, value: unknown, format: Format): string {
  const { t, count } = format
  if (value === null || value === '') return t('None')
  if (typeof value === 'boolean') return value ? t('Yes') : t('No')
  if (typeof value === 'number') return name.endsWith('Minor') ? format.money(value) : count(value)
  if (typeof value === 'string') return shortened(textInWords(name, value, format))
  if (!Array.isArray(value)) return shortened(JSON.stringify(value))
  if (value.length === 0) return t('None')
  const named = shortened(
    value
      .slice(0, NAMED)
      .map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
      .join(', '),
  )
  const more = value.length - NAMED
  return more > 0 ? t('{named} and {more} more', { named, more: count(more) }) : named
}

function textInWords(name: string, text: string, { t, at, day }: Format): string {
  if (/At$/.test(name) && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return at(text)
  if (/On$/.test(name) && /^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text)
  return storedWord(name, text, t) ?? text
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
}
