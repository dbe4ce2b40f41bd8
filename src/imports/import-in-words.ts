import { type Phrase, phrase } from '../errors.ts'
import { say } from '../languages/words.ts'
import type { Format } from '../web/format.ts'
import type { ImportedList, ImportedRow } from './imported-list.ts'
import { columnsOf, type ReadLines, type RefusedLine } from './read-lines.ts'
import { changesOf, type SortedLines } from './sort-lines.ts'

/** How many lines of each kind the check page names; of all it gives the number. */
const SHOWN = 300
/** The refused ones are what a person mends, so far more of them are named. */
const SHOWN_REFUSED = 2000

/** The columns a file may have, for the page that asks for it. */
export function columnsInWords<Row extends ImportedRow>(list: ImportedList<Row>, { t }: Format) {
  return columnsOf(list).map(([, { header, label, hint, otherwise }]) => ({
    header,
    label: t(label),
    hint: t(hint),
    needed: otherwise === undefined ? t('Yes') : t('No'),
  }))
}

/** What the check page shows: the numbers first, then line by line. */
export function checkInWords<Row extends ImportedRow>(
  list: ImportedList<Row>,
  read: ReadLines<Row>,
  { added, changed, unchanged, refused }: SortedLines<Row>,
  format: Format,
) {
  const { t, count } = format
  const counts = {
    lines: count(read.good.length + read.refused.length),
    added: count(added.length),
    changed: count(changed.length),
    unchanged: count(unchanged.length),
    refused: count(refused.length),
  }
  return {
    counts,
    sentence: t(
      read.good.length + read.refused.length === 1
        ? 'In one line: {added} to add, {changed} to change, {unchanged} without change, {refused} refused.'
        : 'In {lines} lines: {added} to add, {changed} to change, {unchanged} without change, {refused} refused.',
      counts,
    ),
    ignored: read.ignored.join(', '),
    worthConfirming: added.length + changed.length > 0,
    heads: columnsOf(list).map(([, { label }]) => t(label)),
    refused: someOf(refused, SHOWN_REFUSED, format, (line) => refusedInWords(list, line, format)),
    added: someOf(added, SHOWN, format, ({ line, row }) => ({ line, cells: cellsOf(list, row, format) })),
    changed: someOf(changed, SHOWN, format, ({ line, row, before }) => ({
      line,
      key: String(row[list.key]),
      changes: changesOf(list, before, row).map((name) => ({
        label: labelOf(list, name, format),
        before: inWords(before[name], format),
        after: inWords(row[name], format),
      })),
    })),
    unchanged: someOf(unchanged, SHOWN, format, (line) => line),
  }
}

/** What an import did, in a sentence. */
export function resultInWords<Row extends ImportedRow>(done: SortedLines<Row>, { count }: Format): Phrase {
  const added = count(done.added.length)
  const changed = count(done.changed.length)
  const refused = count(done.refused.length)
  return done.refused.length === 0
    ? phrase('Added {added}, changed {changed}.', { added, changed })
    : phrase('Added {added}, changed {changed}, left {refused} out.', { added, changed, refused })
}

function someOf<Line, Shown>(
  lines: readonly Line[],
  most: number,
  { t, count }: Format,
  show: (line: Line) => Shown,
) {
  const more = lines.length - most
  return {
    shown: lines.slice(0, most).map(show),
    more: more > 0 ? t('And {more} more.', { more: count(more) }) : '',
  }
}

function refusedInWords<Row extends ImportedRow>(
  list: ImportedList<Row>,
  { line, key, reasons }: RefusedLine,
  format: Format,
) {
  return {
    line,
    key,
    reasons: reasons.map((reason) => ({
      label: labelOf(list, reason.field, format),
      message: say(format.t, reason.phrase),
    })),
  }
}

function cellsOf<Row extends ImportedRow>(list: ImportedList<Row>, row: Row, format: Format): string[] {
  return columnsOf(list).map(([name]) => inWords(row[name], format))
}

function labelOf<Row extends ImportedRow>(list: ImportedList<Row>, name: string, { t }: Format): string {
  const label = columnsOf(list).find(([known]) => known === name)?.[1].label
  return label === undefined ? '' : t(label)
}

function inWords(value: string | boolean | undefined, { t }: Format): string {
  if (typeof value === 'boolean') return value ? t('Yes') : t('No')
  return value || t('(none)')
}
