import { type FieldError, type Phrase, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import type { Progress } from '../progress.ts'
import { readCsvFile } from '../web/csv-file.ts'
import type { BillDraft } from './bill.ts'
import { sumLines } from './group-lines.ts'
import type { ReadLine } from './read-line.ts'

/** The first line of a file, and what stands below it. */
export interface BillHead {
  /** The names of the columns, as they are written. */
  header: string[]
  /** The first lines below, for a person to see what each column holds. */
  examples: string[][]
}

const MOST_COLUMNS = 1000
const EXAMPLES = 2
const MOST_ERRORS = 20
const MOST_FEES = 20_000

/** Reads how a file begins. @returns that, or what is wrong with the file as a whole */
export async function readHead(path: string): Promise<BillHead | Phrase> {
  const records: string[][] = []
  const wrong = await readCsvFile(path, (cells) => records.push(cells) <= EXAMPLES)
  if (wrong) return wrong
  const [first = [], ...examples] = records
  const header = first.map((name) => name.trim())
  if (header.length > MOST_COLUMNS) {
    return phrase('It has {count} columns. A bill may have {max}.', {
      count: header.length,
      max: MOST_COLUMNS,
    })
  }
  if (header.length < 3) {
    return phrase('The first line must name the columns: at least one each for customer, product and amount.')
  }
  return examples.length === 0
    ? phrase('There is no line below the names of the columns.')
    : { header, examples }
}

/**
 * Reads a whole file and adds it up, in a memory that grows with its fees and not with its lines. One bad line
 * spoils the file: a bill in part is no bill.
 *
 * @param columns how many the header has
 * @returns the sums, or what is wrong: the first bad lines, or the file as a whole, which is said of no field
 */
export async function readBill(
  path: string,
  columns: number,
  readLine: ReadLine,
  progress?: Progress,
): Promise<Pick<BillDraft, 'lineCount' | 'groups'> | FieldError[]> {
  const sums = sumLines()
  const errors: FieldError[] = []
  let lineCount = -1
  const wrong = await readCsvFile(
    path,
    (cells, line) => {
      lineCount++
      if (lineCount === 0) return true
      const read = cells.length === columns ? readLine(cells) : [wrongLength(cells.length, columns)]
      if ('amount' in read) sums.add(read)
      else errors.push(...read.map((error) => ({ ...error, line })))
      return errors.length < MOST_ERRORS && sums.count() <= MOST_FEES
    },
    progress,
  )
  if (errors.length >= MOST_ERRORS) errors.push(unread('There may be more: the lines below were not read.'))
  if (errors.length > 0) return errors
  if (wrong) return [{ field: '', phrase: wrong }]
  if (sums.count() > MOST_FEES) {
    return [unread('It adds up to more than {max} fees. Import it in parts.', MOST_FEES.toLocaleString('en'))]
  }
  return { lineCount, groups: sums.groups() }
}

function wrongLength(cells: number, columns: number): FieldError {
  const sentence =
    'There are {cells} cells, and the first line names {columns} columns. Was the file cut off?'
  return { field: '', phrase: phrase(sentence, { cells, columns }) }
}

function unread(sentence: Sentence, max = ''): FieldError {
  return { field: '', phrase: phrase(sentence, { max }) }
}
