import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { type Phrase, phrase } from '../errors.ts'
import type { Progress } from '../progress.ts'

/**
 * Looks at one record of a file.
 * @param cells as they are written, their outer spaces included
 * @param line where the record begins in the file, from 1
 * @returns false to hear of no more
 */
export type VisitRecord = (cells: string[], line: number) => boolean

/** A CSV file, wherever it comes from. */
interface CsvSource {
  /** Its first bytes: all of the first line, if that is no longer than LONGEST_LINE. */
  beginning: Buffer
  /** All of its bytes, a part at a time, each read and visited in one go. */
  parts(): AsyncIterable<Buffer>
}

/** How long a line may be, in bytes: as a bill has them, with all tags of a resource. */
export const LONGEST_LINE = 256 * 1024
const STOPPED = new Error('no more records are wanted')
const ENDLESS = new Error('a line without an end')

/** What is said of files that are no CSV files at all. */
const NO_CSV = {
  archive: phrase('This is a workbook or an archive, whatever its name says. Save it as CSV first.'),
  otherEncoding: phrase('It is not in UTF-8. In Excel, save it as "CSV UTF-8".'),
  noText: phrase('This is not a text file, whatever its name says. Save it as CSV first.'),
  empty: phrase('There is nothing in it.'),
} as const

/**
 * Reads a CSV file of any size, record by record, the header being the first: comma, semicolon or tab; UTF-8,
 * with or without a byte order mark; any line ends; quoted line breaks. Empty records are passed over. However
 * large the file, the memory it takes is that of one record.
 *
 * @param longestRecord about how many bytes a record may have
 * @param progress hears how many bytes were read
 * @returns nothing, or what is wrong with the file as a whole; some records may have been visited by then
 */
export async function readRecords(
  { beginning, parts }: CsvSource,
  visit: VisitRecord,
  longestRecord: number,
  progress: Progress = () => {},
): Promise<Phrase | undefined> {
  if (isArchive(beginning)) return NO_CSV.archive
  let lastLine = 0
  let visited = 0
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(beginning.toString('latin1').replace(/^ï»¿/, '').replace(/\r\n?/g, '\n')),
    record_delimiter: '\n',
    relax_column_count: true,
    skip_records_with_empty_values: true,
    max_record_size: longestRecord,
    // Records are taken here, not from the stream's other end, which would double the time.
    on_record(cells: string[], { lines }) {
      visited++
      const firstLine = lines - lastLine > 1 ? lines - breaksIn(cells) : lines
      lastLine = lines
      if (!visit(cells, firstLine)) throw STOPPED
    },
  })
  try {
    await pipeline(
      parts,
      (all: AsyncIterable<Buffer>) => checked(all, progress),
      withOneLineEnd,
      parser.resume(),
    )
  } catch (error) {
    if (error === STOPPED) return undefined
    return reasonOf(error, lastLine + 1)
  }
  return visited === 0 ? NO_CSV.empty : undefined
}

/** What workbooks (.xlsx, .ods) and archives begin with: zip and gzip. */
const ARCHIVES = [Buffer.from('PK\x03\x04'), Buffer.from([0x1f, 0x8b])]

function isArchive(beginning: Buffer): boolean {
  return ARCHIVES.some((magic) => beginning.subarray(0, magic.length).equals(magic))
}

/** Excel separates by semicolons wherever the comma is the decimal point. The first line shows which it is. */
function delimiterOf(text: string): string {
  const firstLine = text.trimStart().split('\n', 1)[0] ?? ''
  const outsideQuotes = firstLine.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => outsideQuotes.split(delimiter).length
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best))
}

/** Why the bytes are no CSV file, thrown across the streams. */
class NoCsv extends Error {
  readonly reason: Phrase

  constructor(reason: Phrase) {
    super(reason.sentence)
    this.reason = reason
  }
}

/** Passes on bytes that are UTF-8 text, in lines of a bearable length. */
async function* checked(parts: AsyncIterable<Buffer>, progress: Progress): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let sinceBreak = 0
  let bytes = 0
  for await (const chunk of parts) {
    bytes += chunk.length
    progress(bytes)
    decode(decoder, chunk)
    if (chunk.includes(0)) throw new NoCsv(NO_CSV.noText)
    const lastBreak = Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR))
    sinceBreak = lastBreak === -1 ? sinceBreak + chunk.length : chunk.length - lastBreak
    // A million empty cells are short for the parser, which counts what stands in them.
    if (sinceBreak > LONGEST_LINE) throw ENDLESS
    yield chunk
  }
  decode(decoder)
}

const LF = 10
const CR = 13

function decode(decoder: TextDecoder, chunk?: Buffer): void {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
  } catch {
    throw new NoCsv(NO_CSV.otherEncoding)
  }
}

/** Makes every line end, inside quotes too, the one that lines are counted by. */
async function* withOneLineEnd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = ''
  for await (const chunk of chunks) {
    if (held === '' && !chunk.includes(CR)) {
      yield chunk
      continue
    }
    const text = held + chunk.toString('latin1')
    held = text.endsWith('\r') ? '\r' : ''
    yield Buffer.from(text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n'), 'latin1')
  }
  if (held !== '') yield Buffer.from('\n')
}

function breaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
}

/** @throws what went wrong, where that is not the file's fault */
function reasonOf(error: unknown, line: number): Phrase {
  if (error instanceof NoCsv) return error.reason
  if (error === ENDLESS || (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE')) {
    return phrase('Line {line} is too long, or a quotation mark in it is never closed.', { line })
  }
  if (!(error instanceof CsvError)) throw error
  return phrase('Line {line} has a quotation mark too many, or one that is never closed.', { line })
}
