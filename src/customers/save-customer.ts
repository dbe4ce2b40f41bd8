import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import type { Customer } from './customer.ts'
import { findCustomer } from './customer-queries.ts'

/** Adds a customer. @returns its id @throws InvalidInput when the partner has one of this account id already */
export function addCustomer(db: Db, act: Act, customer: Customer): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const added = await trx
      .insertInto('customers')
      .values(toRow(act, customer))
      .onConflict((conflict) => conflict.columns(['partnerId', 'accountId']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) {
      const sentence = 'There is a customer {accountId} already.'
      throw new InvalidInput([
        { field: 'accountId', phrase: phrase(sentence, { accountId: customer.accountId }) },
      ])
    }
    await recordEvent(trx, act, {
      action: 'customer.added',
      subject: `customer ${added.id}`,
      after: customer,
    })
    return added.id
  })
}

/**
 * Changes a customer; the account id stays.
 * @throws Problem NOT_FOUND for another partner's, too
 */
export function changeCustomer(
  db: Db,
  act: Act,
  id: number,
  change: Omit<Customer, 'accountId'>,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const { id: _, ...before } = await findCustomer(trx, act.partnerId, id)
    const after = { ...before, ...change }
    const { partnerId: _partner, accountId: _account, createdAt: _created, ...columns } = toRow(act, after)
    await trx.updateTable('customers').set(columns).where('id', '=', id).execute()
    await recordEvent(trx, act, { action: 'customer.changed', subject: `customer ${id}`, before, after })
  })
}

/** A customer as its table holds it. */
export function toRow(act: Act, { accountId, name, email, active }: Customer) {
  return {
    partnerId: act.partnerId,
    accountId,
    name,
    email,
    active: active ? (1 as const) : (0 as const),
    createdAt: act.at,
  }
}
