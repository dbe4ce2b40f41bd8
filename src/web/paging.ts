import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { every } from '../database/conditions.ts'
import { InvalidInput, phrase } from '../errors.ts'

/** Where in a list one is: behind a row, before a row, or at its beginning. The texts are cursors. */
export interface Position {
  after: string | null
  before: string | null
}

/** One column of a list's order, and its value in a row. */
interface Key<Row> {
  /** The column with its table, as in a Kysely query: `vouchers.expiresAt`. */
  column: string
  of(row: Row): string | number
}

/** The order of a list. The last key is unique, so that every row has its one place. */
export interface Order<Row> {
  keys: readonly Key<Row>[]
  descending: boolean
}

/** A page of a list, and the cursors of its neighbours, where there are any. */
export interface Page<Row> {
  rows: Row[]
  before: string | null
  after: string | null
}

/** How many rows a page of the console shows. */
const PAGE_SIZE = 50

export const EMPTY_PAGE = { rows: [], before: null, after: null }

/**
 * Reads one page by keyset: the database goes straight to the place and no page gets slower than the first,
 * and rows that are added meanwhile neither repeat nor hide others.
 *
 * @param query has every key of the order among its columns
 * @throws InvalidInput for a cursor that is none of ours
 */
export async function takePage<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  order: Order<Row>,
  position: Position,
  size = PAGE_SIZE,
): Promise<Page<Row>> {
  const { toPage, ...place } = pageAt(order, position, size)
  return toPage(await narrow(query, order, place).execute())
}

/** Where a page begins, and which way it is read. */
export interface Place {
  /** The values of the order's keys in the row that it begins behind; `null` at the beginning of the list. */
  behind: readonly (string | number)[] | null
  /** Whether it is read from large keys to small ones: against the order, where one goes back. */
  descending: boolean
  /** How many rows are read: those of the page, and one more. */
  limit: number
}

/** A page that is still to be read, and what becomes of the rows that were read for it. */
interface PageAt<Row> extends Place {
  toPage(rows: Row[]): Page<Row>
}

/** The same in steps, for a list that is put together from several. @throws InvalidInput as `takePage` */
export function pageAt<Row>(order: Order<Row>, position: Position, size = PAGE_SIZE): PageAt<Row> {
  const backwards = position.after === null && position.before !== null
  const cursor = position.after ?? position.before
  return {
    behind: cursor === null ? null : readCursor(order, cursor),
    descending: order.descending !== backwards,
    limit: size + 1,
    toPage(rows) {
      const more = rows.length > size
      if (more) rows.pop()
      if (backwards) rows.reverse()
      const hasBefore = backwards ? more : position.after !== null
      const hasAfter = backwards || more
      return {
        rows,
        before: hasBefore ? cursorOf(order, rows[0]) : null,
        after: hasAfter ? cursorOf(order, rows.at(-1)) : null,
      }
    },
  }
}

/**
 * Leaves the rows of a page and one more, in order. A query inside another is narrowed by its own columns.
 * @param query has every key of the order among its columns
 */
export function narrow<DB, TB extends keyof DB, Found, Row>(
  query: SelectQueryBuilder<DB, TB, Found>,
  { keys }: Order<Row>,
  { behind, descending, limit }: Place,
): SelectQueryBuilder<DB, TB, Found> {
  const walks =
    behind === null ? [query] : partsBehind(behind, keys, descending).map((part) => query.where(part))
  let page = walks.reduce((merged, walk) => merged.unionAll(walk)).limit(limit)
  for (const { column } of keys) page = page.orderBy(sql.ref(column), descending ? 'desc' : 'asc')
  return page
}

/**
 * What comes behind a place: by the first key, by the second among those that tie in the first, and so on. The database
 * begins its walk through each at the place itself. Of `(balance_minor, id) < (0, 7)` it would look for the balance
 * alone, as the id is that of the row, and walk past all that tie.
 */
function partsBehind<Row>(
  behind: readonly (string | number)[],
  keys: readonly Key<Row>[],
  descending: boolean,
): RawBuilder<SqlBool>[] {
  const sign = sql.raw(descending ? '<' : '>')
  const ties = keys.map(({ column }, index) => sql<SqlBool>`${sql.ref(column)} = ${behind[index]}`)
  return keys.map(({ column }, index) =>
    every(...ties.slice(0, index), sql<SqlBool>`${sql.ref(column)} ${sign} ${behind[index]}`),
  )
}

/** Reads a whole list in pages, so that a long download neither fills the memory nor holds others up. */
export async function* allPages<Row>(
  take: (position: Position) => Promise<Page<Row>>,
): AsyncGenerator<Row[]> {
  let after: string | null = null
  do {
    const page: Page<Row> = await take({ after, before: null })
    yield page.rows
    after = page.after
  } while (after !== null)
}

/** A cursor is the row's keys, joined: a person can read it in the address bar. */
function cursorOf<Row>(order: Order<Row>, row: Row | undefined): string | null {
  return row === undefined ? null : order.keys.map((key) => key.of(row)).join('~')
}

function readCursor<Row>(order: Order<Row>, cursor: string): (string | number)[] {
  const parts = cursor.split('~')
  // What stands before the last keys is the first one's, whatever is in it.
  const values = [parts.splice(0, parts.length - order.keys.length + 1).join('~'), ...parts]
  return order.keys.map(({ column }, index) => {
    const value = readKey(column, values[index] ?? '')
    if (value !== undefined) return value
    throw new InvalidInput([
      { field: 'after', phrase: phrase('This link into the list is broken. Start from the first page.') },
    ])
  })
}

/** What is compared with a column, by its name: ids and amounts are numbers, instants and names texts. */
function readKey(column: string, text: string): string | number | undefined {
  if (/(\.id|Minor)$/.test(column)) return /^\d{1,16}$/.test(text) ? Number(text) : undefined
  if (column.endsWith('At')) return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? text : undefined
  return text
}
