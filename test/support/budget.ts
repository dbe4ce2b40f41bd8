import { changeBudget } from '../../src/budget/change-budget.ts'
import type { Db } from '../../src/database/open.ts'
import { currencyOf } from '../../src/money/currency.ts'
import type { Desk } from './desk.ts'
import { actOf } from './stock.ts'

/** Allocates to the budget of a desk, or of another partner's, as an owner does. @param amountMinor minor units */
export function allocateNow(
  desk: Desk,
  amountMinor: number,
  who?: Parameters<typeof actOf>[1],
): Promise<void> {
  const change = { kind: 'allocate', amountMinor, reason: 'A new quarter' } as const
  return desk.db
    .transaction()
    .execute((trx) => changeBudget(trx, actOf(desk, who), change, currencyOf('USD')))
}

/** A partner's budget entries, oldest first: what, by how much, and what remains then, in minor units. */
export async function budgetEntries(db: Db, partnerId: number): Promise<[string, number, number][]> {
  const rows = await db
    .selectFrom('budgetEntries')
    .select(['kind', 'amountMinor', 'remainingMinor'])
    .where('partnerId', '=', partnerId)
    .orderBy('id')
    .execute()
  return rows.map(({ kind, amountMinor, remainingMinor }) => [kind, amountMinor, remainingMinor])
}
