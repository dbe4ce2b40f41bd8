import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import type { Product } from './product.ts'
import { findProduct } from './product-queries.ts'

/** Adds a product. @returns its id @throws InvalidInput when the partner has one of this code already */
export function addProduct(db: Db, act: Act, product: Product): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const added = await trx
      .insertInto('products')
      .values(toRow(act, product))
      .onConflict((conflict) => conflict.columns(['partnerId', 'code']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) {
      const sentence = 'There is a product {code} already.'
      throw new InvalidInput([{ field: 'code', phrase: phrase(sentence, { code: product.code }) }])
    }
    await recordEvent(trx, act, { action: 'product.added', subject: `product ${added.id}`, after: product })
    return added.id
  })
}

/**
 * Changes a product; the code stays. Templates that were saved before keep the terms they were saved with.
 * @throws Problem NOT_FOUND for another partner's, too
 */
export function changeProduct(db: Db, act: Act, id: number, change: Omit<Product, 'code'>): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const { id: _, ...before } = await findProduct(trx, act.partnerId, id)
    const after = { ...before, ...change }
    const { partnerId: _partner, code: _code, createdAt: _created, ...columns } = toRow(act, after)
    await trx.updateTable('products').set(columns).where('id', '=', id).execute()
    await recordEvent(trx, act, { action: 'product.changed', subject: `product ${id}`, before, after })
  })
}

/** A product as its table holds it. */
export function toRow(act: Act, product: Product) {
  return {
    ...product,
    partnerId: act.partnerId,
    excludedFromGeneral: toFlag(product.excludedFromGeneral),
    eligibleForSpecific: toFlag(product.eligibleForSpecific),
    createdAt: act.at,
  }
}

function toFlag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}
