import { setImmediate } from 'node:timers/promises'
import { type Phrase, phrase } from '../errors.ts'
import { unguarded } from './csv-guard.ts'
import { LONGEST_LINE, readRecords } from './csv-records.ts'

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
/** About how many bytes. */
const LONGEST_RECORD = 20_000
/** A few milliseconds of work. */
const PART_BYTES = 16 * 1024

/**
 * Reads a CSV file that fits into the memory, as `readRecords` does. Outer spaces and the apostrophes that our own
 * downloads put before formulas go. While it reads, others have their turn at the event loop.
 *
 * @param source the file's bytes, or text that was pasted
 * @returns the file, or what is wrong with it as a whole
 */
export async function readCsv(source: Buffer | string): Promise<Csv | Phrase> {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source
  const found: CsvLine[] = []
  const wrong = await readRecords(
    { beginning: bytes.subarray(0, LONGEST_LINE), parts: () => inParts(bytes) },
    (cells, number) => {
      found.push({ number, cells: cells.map((cell) => unguarded(cell.trim())) })
      return found.length <= 1 + MOST_LINES
    },
    LONGEST_RECORD,
  )
  if (wrong) return wrong
  const [first, ...lines] = found
  if (!first) throw new Error('A file without a record is empty')
  if (lines.length > MOST_LINES) {
    return phrase('It has more than {max} lines. Send it in parts.', { max: MOST_LINES.toLocaleString('en') })
  }
  return { header: first.cells.map(toName), first, lines }
}

async function* inParts(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += PART_BYTES) {
    if (start > 0) await setImmediate()
    yield bytes.subarray(start, start + PART_BYTES)
  }
}

function toName(cell: string): string {
  return cell.toLowerCase().replace(/[\s_-]+/g, '_')
}
