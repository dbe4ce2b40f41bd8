import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from 'kysely'
import { remembering } from '../remembering.ts'

/** The code's `accountId` is the database's `account_id`. */
export class ColumnNames extends CamelCasePlugin {
  /** Rows of one result have the same columns: how they become the code's is made once, and not row by row. */
  override async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows
    if (!first) return result
    return { ...result, rows: result.rows.map(this.#naming(JSON.stringify(Object.keys(first)))) }
  }

  // Written out as a literal, `{"accountId":row["account_id"],…}`, it takes a fifth of the time of a loop over the
  // columns.
  readonly #naming = remembering((columns: string) => {
    const pairs = (JSON.parse(columns) as string[]).map(
      (column) => `${JSON.stringify(this.camelCase(column))}:row[${JSON.stringify(column)}]`,
    )
    return new Function('row', `return {${pairs.join()}}`) as (row: UnknownRow) => UnknownRow
  })
}
