import { type FieldError, phrase } from '../errors.ts'
import { givingWay } from '../giving-way.ts'
import type { ImportedList, ImportedRow } from './imported-list.ts'
import { columnsOf, type GoodLine, type ReadLines, type RefusedLine } from './read-lines.ts'

/** What an import would do, line by line. */
export interface SortedLines<Row extends ImportedRow> {
  added: { line: number; row: Row }[]
  changed: { line: number; row: Row; before: Row }[]
  unchanged: { line: number; key: string }[]
  refused: RefusedLine[]
}

/**
 * Sorts the lines of a file by what they would do to the rows that are stored now. What a line does not say
 * stays as it is, or takes the column's usual value in a new row. While it sorts, others have their turn.
 *
 * @param stored the rows of the lines' keys, by key
 */
export async function sortLines<Row extends ImportedRow>(
  list: ImportedList<Row>,
  read: ReadLines<Row>,
  stored: ReadonlyMap<string, Row>,
): Promise<SortedLines<Row>> {
  const giveWay = givingWay()
  const sorted: SortedLines<Row> = { added: [], changed: [], unchanged: [], refused: [...read.refused] }
  for (const good of read.good) {
    await giveWay()
    const { line, key, given } = good
    const before = stored.get(key)
    const missing = before ? [] : missingIn(list, good)
    const row = { ...(before ?? usualValues(list)), ...given } as Row
    if (missing.length > 0) sorted.refused.push({ line, key, reasons: missing })
    else if (!before) sorted.added.push({ line, row })
    else if (changesOf(list, before, row).length > 0) sorted.changed.push({ line, row, before })
    else sorted.unchanged.push({ line, key })
  }
  sorted.refused.sort((a, b) => a.line - b.line)
  return sorted
}

/** The columns in which two rows differ. */
export function changesOf<Row extends ImportedRow>(
  list: ImportedList<Row>,
  before: Row,
  after: Row,
): string[] {
  return columnsOf(list).flatMap(([name]) => (before[name] === after[name] ? [] : [name]))
}

function missingIn<Row extends ImportedRow>(list: ImportedList<Row>, { given }: GoodLine<Row>): FieldError[] {
  return columnsOf(list).flatMap(([name, { header, otherwise }]) =>
    otherwise === undefined && given[name] === undefined
      ? [{ field: name, phrase: phrase('This line is new, so it must give {column}.', { column: header }) }]
      : [],
  )
}

function usualValues<Row extends ImportedRow>(list: ImportedList<Row>): Partial<Row> {
  return Object.fromEntries(columnsOf(list).map(([name, { otherwise }]) => [name, otherwise])) as Partial<Row>
}
