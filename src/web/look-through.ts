import { setImmediate } from 'node:timers/promises'
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { narrow, type Order, type Page, type Position, pageAt } from './paging.ts'

/** How many rows are looked through at a time: nobody else is served while they are. */
const AT_A_TIME = 5000

/**
 * Reads one page of what no index knows, such as a part of a name: looks through the list from the page's place on,
 * some rows at a time, between which others have their turn.
 *
 * @param list all there is, in the order of an index
 * @param matches what is looked for
 * @throws InvalidInput as `takePage`
 */
export async function lookThrough<DB, TB extends keyof DB, Row>(
  list: SelectQueryBuilder<DB, TB, Row>,
  matches: Expression<SqlBool>,
  order: Order<Row>,
  position: Position,
  size?: number,
  atATime = AT_A_TIME,
): Promise<Page<Row>> {
  const { toPage, ...place } = pageAt(order, position, size)
  const found: Row[] = []
  for (let { behind } = place; ; ) {
    const end = await narrow(list, order, { ...place, behind, limit: 1 })
      .offset(atATime - 1)
      .executeTakeFirst()
    const upTo = end && order.keys.map((key) => key.of(end as Row))
    const some = upTo ? list.where(isUpTo(order, upTo, place.descending)) : list
    const rest = { ...place, behind, limit: place.limit - found.length }
    found.push(...(await narrow(some.where(matches), order, rest).execute()))
    if (!upTo || found.length === place.limit) return toPage(found)
    behind = upTo
    await setImmediate()
  }
}

/** That a row does not come behind another one. */
function isUpTo<Row>({ keys }: Order<Row>, last: readonly (string | number)[], descending: boolean) {
  const columns = sql.join(keys.map(({ column }) => sql.ref(column)))
  return sql<SqlBool>`(${columns}) ${sql.raw(descending ? '>=' : '<=')} (${sql.join([...last])})`
}
