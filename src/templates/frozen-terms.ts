import { type SqlBool, sql } from 'kysely'
import { listed } from '../database/conditions.ts'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { rememberingOf } from '../remembering.ts'

/** What lists show of the terms that a voucher was issued on. */
export type FrozenTerms = Readonly<Pick<Tables['templates'], 'name' | 'scope' | 'paymentMode' | 'usage'>>

/** How many templates are remembered, before it begins anew. */
const MOST = 2000

/**
 * The terms of the templates of vouchers. The first issuance has frozen them, which the database sees to, so that they
 * are looked up once.
 *
 * @param ids of templates that vouchers were issued from
 * @returns tells the terms of each
 */
export async function frozenTerms(db: Db, ids: readonly number[]): Promise<(id: number) => FrozenTerms> {
  const memory = memoryOf(db)
  // Another one, and not this one emptied: by this one whoever asked meanwhile still tells.
  if (memory.known.size > MOST) memory.known = new Map()
  const { known } = memory
  const missing = new Set(ids.filter((id) => !known.has(id)))
  if (missing.size > 0) {
    const rows = await selectTerms(db, { ids: JSON.stringify([...missing]) })
    for (const { id, ...terms } of rows) known.set(id, terms)
  }
  return (id) => {
    const terms = known.get(id)
    if (!terms) throw new Error(`There is no template ${id}`)
    return terms
  }
}

const memoryOf = rememberingOf((_: Db) => ({ known: new Map<number, FrozenTerms>() }))

const selectTerms = often((db, { ids }: { ids: string }) =>
  db
    .selectFrom('templates')
    .select(['id', 'name', 'scope', 'paymentMode', 'usage'])
    .where(sql<SqlBool>`id IN ${listed(ids)}`),
)
