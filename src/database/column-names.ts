import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from 'kysely'

/** The code's `accountId` is the database's `account_id`. */
export class ColumnNames extends CamelCasePlugin {
  /** Rows of one result have the same columns: they are named once, and not row by row. */
  override async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const columns = Object.keys(result.rows[0] ?? {})
    const names = columns.map((column) => this.camelCase(column))
    const rows = result.rows.map((found) => {
      const row: Record<string, unknown> = {}
      let index = 0
      for (const column of columns) row[names[index++] ?? ''] = found[column]
      return row
    })
    return { ...result, rows }
  }
}
