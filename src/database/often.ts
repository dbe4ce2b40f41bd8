import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './open.ts'

type Value = string | number | null

/** Stands for a value while the text of a query is built. */
class Place {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** What a query is built from before there is any value: a place for each name that it asks for. */
const PLACES: object = new Proxy({}, { get: (_, name) => new Place(String(name)) })

/**
 * A query that runs at every charge or every page: building it costs more than the database takes to answer it, so it
 * is built once, and only its values change.
 *
 * @param build makes the query; it passes each value on as it is, and nothing but them may differ from time to time
 * @returns runs it, in the transaction it is given or outside, and resolves to its rows
 */
export function often<Values extends { [Name in keyof Values]: Value }, Row>(
  build: (db: Db, values: Values) => Compilable<Row>,
): (db: Db, values: Values) => Promise<Row[]> {
  let built: CompiledQuery<Row> | undefined
  return async (db, values) => {
    built ??= build(db, PLACES as Values).compile()
    const parameters = built.parameters.map((one) =>
      one instanceof Place ? values[one.name as keyof Values] : one,
    )
    return (await db.executeQuery<Row>({ ...built, parameters })).rows
  }
}
