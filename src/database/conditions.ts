import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'

/** Joins the conditions that apply; `false` stands for one that does not. None at all is always true. */
export function every(...conditions: (Expression<SqlBool> | false)[]): RawBuilder<SqlBool> {
  const applying = conditions.filter((condition) => condition !== false)
  return applying.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(applying, sql` AND `)}`
}

/**
 * That a column has a value.
 * @param column with its table, as in a Kysely query
 * @param isAlong whether the list may go along an index of the column; with a plus the database takes none
 */
export function equals(
  column: string,
  value: string | number | RawBuilder<unknown> | null,
  isAlong: boolean,
): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.raw(isAlong ? '' : '+')}${sql.ref(column)} = ${value}`
}

/** What stands behind IN: the ids in a text of JSON. One text, so that any number of them is the same statement. */
export function listed(ids: string | null): RawBuilder<unknown> {
  return sql`(SELECT value FROM json_each(${ids}))`
}

/**
 * Whether a column holds a text anywhere in it, in upper or lower case of any alphabet. The database's own lower()
 * knows ASCII alone, but takes a third of the time: it does for each value that is nothing else.
 */
export function contains(column: string, text: string): RawBuilder<SqlBool> {
  const value = sql.ref(column)
  const lower = sql`iif(length(${value}) = octet_length(${value}), lower(${value}), fold(${value}))`
  return sql<SqlBool>`instr(${lower}, ${text.toLowerCase()}) > 0`
}

/** Whether a column begins with a text; goes through the column's index. */
export function beginsWith(column: string, text: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} >= ${text} AND ${sql.ref(column)} < ${`${text}\u{10FFFF}`}`
}
