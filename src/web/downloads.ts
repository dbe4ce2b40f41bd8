import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import type { Act } from '../audit/act.ts'
import { partsInSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { sendCsv } from './csv-export.ts'
import { type Filters, type FilterValues, filterValues, readFilters } from './filters.ts'
import { allPages, type Page, type Position } from './paging.ts'

/** Rows that a file's reader reads at a time, between which others get their turn. */
const ROWS_AT_A_TIME = 1000

/** Whose list is read, and when: a member's who signed in, a token's, or the command line's. */
export interface Reader {
  partner: { id: number; currency: Currency; timeZone: string }
  act: Act
}

/** A list that can be downloaded, whoever asks for it and in whatever form. */
export interface Download<F extends Filters, Row, Column extends string> {
  /** Names the file, and the rows in the JSON. */
  name: string
  /** The names of a record's values, in their order. */
  columns: readonly Column[]
  /** What it can be narrowed by. */
  filters(db: Db, reader: Reader): F | Promise<F>
  /** The list as it is for a reader. @param db what to read it from: a snapshot, where it is read in parts */
  open(db: Db, reader: Reader): OpenDownload<F, Row, Column>
}

interface OpenDownload<F extends Filters, Row, Column extends string> {
  /** @param size how many rows the page has; as many as the console's, unless told */
  take(values: FilterValues<F>, position: Position, size?: number): Promise<Page<Row>>
  toRecord(row: Row): Record<Column, string | boolean>
}

/** Where a list is served, and to whom. */
interface ServedDownload {
  /** Where it lives, such as `/vouchers`. */
  path: string
  /** What the downloads need of whoever asks. */
  access: FastifyContextConfig
  reader(request: FastifyRequest): Reader
}

/**
 * Serves a list as `.csv`, which holds all of it as it is at one moment, and as `.json`, a page at a time. Both
 * take the params of the list's own page, and answer 422 to those that it would say something about.
 */
export function downloadRoutes<F extends Filters, Row, Column extends string>(
  app: FastifyInstance,
  db: Db,
  download: Download<F, Row, Column>,
  { path, access, reader }: ServedDownload,
): void {
  const { name, columns } = download

  app.get(`${path}.csv`, { config: access }, async (request, reply) => {
    const records = await readRecords(db, download, reader(request), request.query)
    return sendCsv(reply, name, columns, records, (record) => toCells(columns, record))
  })

  app.get(`${path}.json`, { config: access }, async (request) => {
    const who = reader(request)
    const { values, position, errors } = readFilters(await download.filters(db, who), request.query)
    if (values === null) throw new InvalidInput(errors)
    const { take, toRecord } = download.open(db, who)
    const { rows, before, after } = await take(values, position)
    return { [name]: rows.map(toRecord), before, after }
  })
}

/**
 * Reads all of a list as it is at one moment, some records at a time.
 * @param query the params of the list's page
 * @throws InvalidInput for a param that is no filter of it, before anything is read
 */
export async function readRecords<F extends Filters, Row, Column extends string>(
  db: Db,
  download: Download<F, Row, Column>,
  reader: Reader,
  query: unknown,
): Promise<AsyncGenerator<Record<Column, string | boolean>[]>> {
  const values = filterValues(await download.filters(db, reader), query)
  return partsInSnapshot(db, async function* (snapshot) {
    const { take, toRecord } = download.open(snapshot, reader)
    for await (const rows of allPages((position) => take(values, position, ROWS_AT_A_TIME))) {
      yield rows.map(toRecord)
    }
  })
}

/** The values of a record as a person fills them into a file, and as an import reads them back. */
export function toCells<Column extends string>(
  columns: readonly Column[],
  record: Record<Column, string | boolean>,
): string[] {
  return columns.map((column) => inCell(record[column]))
}

function inCell(value: string | boolean): string {
  if (typeof value === 'string') return value
  return value ? 'yes' : 'no'
}
