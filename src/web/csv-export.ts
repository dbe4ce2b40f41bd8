import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { FastifyReply } from 'fastify'
import { guarded, isPlainLine } from './csv-guard.ts'

/**
 * Answers with a CSV file, written as its rows come.
 *
 * @param name what the browser saves it as, without `.csv`: letters, digits and hyphens
 * @param header the names of the columns
 * @param pages the rows, some at a time
 * @param toCells makes a row's finished cells
 */
export function sendCsv<Row>(
  reply: FastifyReply,
  name: string,
  header: readonly string[],
  pages: AsyncIterable<Row[]> | Iterable<Row[]>,
  toCells: (row: Row) => string[],
): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(toCsv(header, pages, toCells)))
}

/**
 * Writes rows as CSV, some at a time; what a spreadsheet would take for a formula is guarded.
 * @param toCells makes a row's finished cells
 */
export async function* toCsv<Row>(
  header: readonly string[],
  pages: AsyncIterable<Row[]> | Iterable<Row[]>,
  toCells: (row: Row) => string[],
): AsyncGenerator<string> {
  yield toLine(header)
  for await (const rows of pages) yield rows.map((row) => toLine(toCells(row))).join('')
}

/** A line of the file. Of plain cells it is what stands between the commas: nearly every line is. */
function toLine(cells: readonly string[]): string {
  const line = cells.join(',')
  return isPlainLine(line, cells.length) ? `${line}\n` : stringify([cells.map(guarded)])
}
