import { z } from 'zod'
import { type FieldError, InvalidInput, type Phrase, phrase } from '../errors.ts'
import { givingWay } from '../giving-way.ts'
import type { Sentence } from '../languages/sentences.ts'
import { type Csv, type CsvLine, readCsv } from '../web/csv.ts'
import { parse } from '../web/fields.ts'
import type { ImportedColumn, ImportedList, ImportedRow } from './imported-list.ts'

/** What the lines of a file say, before anything is looked up: this is what a draft keeps. */
export interface ReadLines<Row extends ImportedRow> {
  good: GoodLine<Row>[]
  refused: RefusedLine[]
  /** Columns of the file that the list does not have. */
  ignored: string[]
}

/** A line that can be read. `given` holds what it says, and nothing else. */
export interface GoodLine<Row extends ImportedRow> {
  line: number
  key: string
  given: Partial<Row>
}

/** A line that cannot be imported, and all that is wrong with it. */
export interface RefusedLine {
  line: number
  /** What stands where the key should. */
  key: string
  reasons: FieldError[]
}

/**
 * Reads a file for a list. Each line stands for itself: a bad one does not spoil the others. While it reads, others
 * have their turn at the event loop.
 *
 * @param source the file's bytes, or text that was pasted
 * @returns the lines, or what is wrong with the file as a whole
 */
export async function readLines<Row extends ImportedRow>(
  list: ImportedList<Row>,
  source: Buffer | string,
): Promise<ReadLines<Row> | Phrase> {
  const csv = await readCsv(source)
  if (!('header' in csv)) return csv
  const wrong = checkHeader(list, csv)
  if (wrong) return wrong
  const known = csv.header.map((header) => columnCalled(list, header)?.name)
  const schema = z.object(
    Object.fromEntries(
      columnsOf(list).map(([name, { read }]) => [name, name === list.key ? read : read.optional()]),
    ),
  )
  const read: ReadLines<Row> = { good: [], refused: [], ignored: ignoredOf(list, csv) }
  const seen = new Map<string, number>()
  const giveWay = givingWay()
  for (const csvLine of csv.lines) {
    await giveWay()
    const cells = cellsByName(csvLine, known)
    const key = cells[list.key] ?? ''
    try {
      if (csvLine.cells.length > csv.header.length)
        throw refused('This line has more cells than the first line.')
      const given = withoutNulls(parse(schema, cells)) as Partial<Row>
      const id = String(given[list.key])
      const earlier = seen.get(id)
      if (earlier !== undefined) throw refused('Line {line} has the same.', { line: earlier }, list.key)
      seen.set(id, csvLine.number)
      read.good.push({ line: csvLine.number, key: id, given })
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      read.refused.push({ line: csvLine.number, key, reasons: error.errors })
    }
  }
  return read
}

/** The columns of a list with the names of their values, in order. */
export function columnsOf<Row extends ImportedRow>(
  list: ImportedList<Row>,
): [name: string, column: ImportedColumn<string | boolean>][] {
  return Object.entries(list.columns)
}

function columnCalled<Row extends ImportedRow>(list: ImportedList<Row>, header: string) {
  const found = columnsOf(list).find(([, column]) => column.header === header)
  return found && { name: found[0], column: found[1] }
}

function checkHeader<Row extends ImportedRow>(
  list: ImportedList<Row>,
  { header, lines }: Csv,
): Phrase | undefined {
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index)
  if (twice) return phrase('The column {column} is there twice.', { column: twice })
  const keyHeader = list.columns[list.key].header
  if (!header.includes(keyHeader)) {
    return phrase('The first line must name the columns, and {column} must be one of them.', {
      column: keyHeader,
    })
  }
  return lines.length === 0 ? phrase('There is no line below the names of the columns.') : undefined
}

function ignoredOf<Row extends ImportedRow>(list: ImportedList<Row>, { header }: Csv): string[] {
  return header.filter((name) => name !== '' && !columnCalled(list, name))
}

function cellsByName({ cells }: CsvLine, known: (string | undefined)[]): Record<string, string> {
  return Object.fromEntries(
    cells.flatMap((cell, index) => (known[index] === undefined ? [] : [[known[index], cell]])),
  )
}

function withoutNulls(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  )
}

function refused(sentence: Sentence, values: Record<string, string | number> = {}, field = ''): InvalidInput {
  return new InvalidInput([{ field, phrase: phrase(sentence, values) }])
}
