import { type RawBuilder, sql } from 'kysely'

/**
 * The sum of a column of integers, for `readWholeSum`. It is added up in two halves, as many amounts together may
 * be larger than an integer of the database.
 */
export function wholeSum(column: string): RawBuilder<string> {
  const amount = sql.ref(column)
  return sql<string>`coalesce(sum(${amount} >> 32) || ' ' || sum(${amount} & 4294967295), '0 0')`
}

/** What a `wholeSum` comes to; nothing adds up to 0. */
export function readWholeSum(halves: string): bigint {
  const [high = '', low = ''] = halves.split(' ')
  return (BigInt(high) << 32n) + BigInt(low)
}
