import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import { partsInSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import { sendCsv } from './csv-export.ts'
import { type Filters, type FilterValues, filterValues, readFilters } from './filters.ts'
import { allPages, type Page, type Position } from './paging.ts'

/** Rows that a CSV file reads at a time, between which others get their turn. */
const CSV_ROWS = 1000

/** Which list can be downloaded, and by whom. */
interface Downloads<F extends Filters, Row, Column extends string> {
  /** Where it lives, such as `/vouchers`: the last word names the file, and the rows in the JSON. */
  path: string
  /** What the downloads need of whoever asks. */
  access: FastifyContextConfig
  /** The names of a record's values, in their order. */
  columns: readonly Column[]
  /** What it can be narrowed by. */
  filters(request: FastifyRequest): F | Promise<F>
  /** The list as it is for whoever asks. @param db what to read it from: a snapshot, where it is read in parts */
  open(request: FastifyRequest, db: Db): Download<F, Row, Column>
}

/** A list as somebody downloads it: its pages, and each row as machines read it. */
interface Download<F extends Filters, Row, Column extends string> {
  /** @param size how many rows the page has; as many as the console's, unless told */
  take(values: FilterValues<F>, position: Position, size?: number): Promise<Page<Row>>
  toRecord(row: Row): Record<Column, string | boolean>
}

/**
 * Serves a list as `.csv`, which holds all of it as it is at one moment, and as `.json`, a page at a time. Both
 * take the params of the list's own page, and answer 422 to those that it would say something about.
 */
export function downloadRoutes<F extends Filters, Row, Column extends string>(
  app: FastifyInstance,
  db: Db,
  { path, access, columns, filters, open }: Downloads<F, Row, Column>,
): void {
  const name = path.slice(path.lastIndexOf('/') + 1)

  app.get(`${path}.csv`, { config: access }, async (request, reply) => {
    const values = filterValues(await filters(request), request.query)
    const { toRecord } = open(request, db)
    const pages = partsInSnapshot(db, (snapshot) => {
      const { take } = open(request, snapshot)
      return allPages((position) => take(values, position, CSV_ROWS))
    })
    return sendCsv(reply, name, columns, pages, (row) => {
      const record = toRecord(row)
      return columns.map((column) => inCell(record[column]))
    })
  })

  app.get(`${path}.json`, { config: access }, async (request) => {
    const { values, position, errors } = readFilters(await filters(request), request.query)
    if (values === null) throw new InvalidInput(errors)
    const { take, toRecord } = open(request, db)
    const { rows, before, after } = await take(values, position)
    return { [name]: rows.map(toRecord), before, after }
  })
}

/** A value as a person fills it into a file, and as an import reads it back. */
function inCell(value: string | boolean): string {
  if (typeof value === 'string') return value
  return value ? 'yes' : 'no'
}
