import type { Act } from '../audit/act.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { findSettings } from '../partners/settings.ts'
import { findBudget } from './budget-queries.ts'
import { postBudgetEntry } from './post-budget-entry.ts'

/** Why balances come back: they were withdrawn, or they lapsed. */
type Cause = { kind: 'withdraw'; withdrawalId: number | null } | { kind: 'expire'; withdrawalId: null }

/** A voucher and what was taken from it, in minor units. */
interface Taken {
  id: number
  balanceMinor: number
}

/**
 * Brings what was just taken from vouchers back to the budget, in one entry, where the partner's settings say
 * so. Only what the budget had paid comes back: vouchers that were issued before there was one bring nothing.
 *
 * @param vouchers with what they held before; their entries of the ledger are written already
 */
export async function returnToBudget(
  trx: Db,
  act: Act,
  cause: Cause,
  vouchers: readonly Taken[],
): Promise<void> {
  const { withdrawnReturns, expiredReturns } = await findSettings(trx, act.partnerId)
  const returns = cause.kind === 'withdraw' ? withdrawnReturns : expiredReturns
  const budget = await findBudget(trx, act.partnerId)
  if (returns === 0 || budget === null) return
  const amountMinor = await sumPaid(trx, vouchers)
  if (amountMinor === 0) return
  const entry = { ...cause, amountMinor, reason: null }
  await postBudgetEntry(trx, act, entry, {
    ...budget,
    remainingMinor: budget.remainingMinor + amountMinor,
  })
}

/** What vouchers held whose issuances were paid from the budget. */
async function sumPaid(trx: Db, vouchers: readonly Taken[]): Promise<number> {
  let sum = 0
  for await (const chunk of chunks(vouchers)) {
    const paid = await trx
      .selectFrom('vouchers')
      .innerJoin('budgetEntries', 'budgetEntries.issuanceId', 'vouchers.issuanceId')
      .select('vouchers.id')
      .where(
        'vouchers.id',
        'in',
        chunk.map(({ id }) => id),
      )
      .execute()
    const ids = new Set(paid.map(({ id }) => id))
    sum += chunk.reduce((part, { id, balanceMinor }) => (ids.has(id) ? part + balanceMinor : part), 0)
  }
  return sum
}
