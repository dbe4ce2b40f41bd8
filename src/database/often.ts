import type { Compilable, CompiledQuery, InsertResult } from 'kysely'
import type { Db } from './open.ts'

type Value = string | number | null

/** How many texts of a query are kept: people combine few filters, and whoever tries them all fills no memory. */
const MOST = 200

/** Stands for a value while the text of a query is built. */
class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** How a query is made. It passes each value on as it is; see `often`. */
type Build<Values, Row, Words extends string[]> = (db: Db, values: Values, ...words: Words) => Compilable<Row>

/**
 * A query that runs at every charge or every page: building it costs more than the database takes to answer it, so it
 * is built once, and only its values change.
 *
 * @param build makes the query. It passes each value on as it is: it gets what stands for it. Only a value that is
 *   `null` is `null` to it, too, so that a filter that is not used can be left out
 * @returns runs it, in the transaction it is given or outside, and resolves to its rows. The words are what else the
 *   text of the query hangs on: it is built once for each of them, and for each set of values that are there
 */
export function often<Values extends { [Name in keyof Values]: Value }, Row, Words extends string[] = []>(
  build: Build<Values, Row, Words>,
): (db: Db, values: Values, ...words: Words) => Promise<Row[]> {
  const queryFor = compiling(build)
  return async (db, values, ...words) => (await db.executeQuery(queryFor(db, values, words))).rows
}

/**
 * The same for one row that is inserted. RETURNING would have SQLite make a table for what it returns, at each row.
 *
 * @param build makes the insert, which inserts or fails: where it may do nothing, the id would be that of a row before
 * @returns inserts the row, in the transaction it is given or outside, and resolves to its id
 */
export function oftenInserted<Values extends { [Name in keyof Values]: Value }>(
  build: Build<Values, InsertResult, []>,
): (db: Db, values: Values) => Promise<number> {
  const queryFor = compiling(build)
  return async (db, values) => Number((await db.executeQuery(queryFor(db, values, []))).insertId)
}

function compiling<Values extends { [Name in keyof Values]: Value }, Row, Words extends string[]>(
  build: Build<Values, Row, Words>,
): (db: Db, values: Values, words: Words) => CompiledQuery<Row> {
  const known = new Map<string, CompiledQuery<Row>>()
  return (db, values, words) => {
    const kind = kindOf(values, words)
    let built = known.get(kind)
    if (!built) {
      built = build(db, slotsOf(values), ...words).compile()
      if (known.size === MOST) known.clear()
      known.set(kind, built)
    }
    const parameters = built.parameters.map((one) =>
      one instanceof Slot ? values[one.name as keyof Values] : one,
    )
    return { ...built, parameters }
  }
}

/** What the text of a query hangs on. */
function kindOf<Values extends object>(values: Values, words: readonly string[]): string {
  let kind = words.join()
  for (const name in values) if (values[name] === null) kind += ` ${name}`
  return kind
}

function slotsOf<Values extends object>(values: Values): Values {
  const slots = Object.entries(values).map(([name, value]) => [name, value === null ? null : new Slot(name)])
  return Object.fromEntries(slots) as Values
}
