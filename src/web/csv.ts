import { CsvError, parse } from 'csv-parse/sync'
import { type Phrase, phrase } from '../errors.ts'
import { unguarded } from './csv-guard.ts'

/** A CSV file, read: the names in its first line, and the lines below. */
export interface Csv {
  /** The cells of the first line in lower case, words joined by underscores: "Account ID" is `account_id`. */
  header: string[]
  /** The first line as it is written: in a file without a header it is a record, too. */
  first: CsvLine
  lines: CsvLine[]
}

/** One record. A shorter line than the header has fewer cells. */
export interface CsvLine {
  /** Where it begins in the file; the header is line 1. */
  number: number
  cells: string[]
}

/** How many records a file may hold, besides its header. */
const MOST_LINES = 50_000
const LONGEST_RECORD = 20_000

/**
 * Reads a CSV file: comma, semicolon or tab; UTF-8, with or without a byte order mark; any line ends; quoted
 * line breaks. Empty lines are passed over, and the apostrophes that our own downloads put before formulas go.
 *
 * @param source the file's bytes, or text that was pasted
 * @returns the file, or what is wrong with it as a whole
 */
export function readCsv(source: Buffer | string): Csv | Phrase {
  const text = toText(source)
  if (typeof text !== 'string') return text
  let lastRead = 0
  try {
    const [first, ...lines] = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
      max_record_size: LONGEST_RECORD,
      to: MOST_LINES + 2,
      on_record(record, context) {
        lastRead = context.lines
        return record
      },
    }).map(toLine)
    if (!first) return phrase('There is nothing in it.')
    if (lines.length > MOST_LINES) {
      return phrase('It has more than {max} lines. Send it in parts.', {
        max: MOST_LINES.toLocaleString('en'),
      })
    }
    return { header: first.cells.map(toName), first, lines }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return phrase('Line {line} is too long, or has a quotation mark too many or one that is never closed.', {
      line: lastRead + 1,
    })
  }
}

/** What is said of files that are no CSV files at all. */
export const NO_CSV = {
  archive: phrase('This is a workbook or an archive, whatever its name says. Save it as CSV first.'),
  otherEncoding: phrase('It is not in UTF-8. In Excel, save it as "CSV UTF-8".'),
  noText: phrase('This is not a text file, whatever its name says. Save it as CSV first.'),
  empty: phrase('There is nothing in it.'),
} as const

function toText(source: Buffer | string): string | Phrase {
  if (typeof source !== 'string' && isArchive(source)) return NO_CSV.archive
  const text = typeof source === 'string' ? source.replace(/^\uFEFF/, '') : decoded(source)
  if (text === undefined) return NO_CSV.otherEncoding
  if (text.includes('\0')) return NO_CSV.noText
  if (text.trim() === '') return NO_CSV.empty
  return text.replace(/\r\n?/g, '\n')
}

/** What workbooks (.xlsx, .ods) and archives begin with: zip and gzip. */
const ARCHIVES = [Buffer.from('PK\x03\x04'), Buffer.from([0x1f, 0x8b])]

/** Whether a file is a workbook or an archive. @param beginning its first bytes */
export function isArchive(beginning: Buffer): boolean {
  return ARCHIVES.some((magic) => beginning.subarray(0, magic.length).equals(magic))
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Excel separates by semicolons wherever the comma is the decimal point. The first line shows which it is. */
export function delimiterOf(text: string): string {
  const firstLine = text.trimStart().split('\n', 1)[0] ?? ''
  const outsideQuotes = firstLine.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => outsideQuotes.split(delimiter).length
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best))
}

/** With `info: true` csv-parse answers such pairs; its types do not say so. */
function toLine(parsed: unknown): CsvLine {
  const { record, info } = parsed as { record: string[]; info: { lines: number } }
  const breaksInside = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
  return { number: info.lines - breaksInside, cells: record.map((cell) => unguarded(cell.trim())) }
}

function toName(cell: string): string {
  return cell.toLowerCase().replace(/[\s_-]+/g, '_')
}
