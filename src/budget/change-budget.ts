import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, type Phrase, phrase } from '../errors.ts'
import { requireStill } from '../members/member-queries.ts'
import type { Currency } from '../money/currency.ts'
import { formatMoney } from '../money/format-amount.ts'
import { LARGEST_MINOR } from '../money/parse-amount.ts'
import { type Budget, findBudget } from './budget-queries.ts'
import { postBudgetEntry } from './post-budget-entry.ts'

/** What an owner does to the budget. */
export interface BudgetChange {
  kind: 'allocate' | 'reclaim'
  /** Minor units, 1 or more. */
  amountMinor: number
  reason: string
}

/**
 * The budget as a change would leave it.
 *
 * @param before `null` where there is none yet
 * @throws InvalidInput for more than remains to be reclaimed, and for more than an amount can hold
 */
export function budgetAfter(before: Budget | null, change: BudgetChange, currency: Currency): Budget {
  const wrong =
    change.kind === 'allocate' ? overflow(before, change, currency) : lack(before, change, currency)
  if (wrong) throw new InvalidInput([{ field: 'amount', phrase: wrong }])
  const { totalMinor, issuedMinor, remainingMinor } = before ?? NOTHING
  const moved = signed(change)
  return { totalMinor: totalMinor + moved, issuedMinor, remainingMinor: remainingMinor + moved }
}

/**
 * Allocates to the budget or reclaims from it, and starts it where there is none: from its first allocation on,
 * what is issued counts.
 *
 * @throws InvalidInput as `budgetAfter` does; Problem NOT_ALLOWED where whoever acts is no owner any more
 */
export async function changeBudget(
  trx: Db,
  act: Act,
  change: BudgetChange,
  currency: Currency,
): Promise<void> {
  await requireStill(trx, act, 'own')
  const before = await findBudget(trx, act.partnerId)
  const after = budgetAfter(before, change, currency)
  const { kind, reason } = change
  const entry = { kind, amountMinor: signed(change), reason, withdrawalId: null }
  await postBudgetEntry(trx, act, entry, after)
  await recordEvent(trx, act, {
    action: kind === 'allocate' ? 'budget.allocated' : 'budget.reclaimed',
    subject: `partner ${act.partnerId}`,
    ...(before && { before }),
    after: { ...after, reason },
  })
}

const NOTHING: Budget = { totalMinor: 0, issuedMinor: 0, remainingMinor: 0 }

function signed({ kind, amountMinor }: BudgetChange): number {
  return kind === 'allocate' ? amountMinor : -amountMinor
}

function overflow(
  before: Budget | null,
  { amountMinor }: BudgetChange,
  currency: Currency,
): Phrase | undefined {
  const most = LARGEST_MINOR - (before?.totalMinor ?? 0)
  if (amountMinor <= most) return undefined
  return phrase('The budget would be larger than Scrip can hold. At most {most} can be allocated.', {
    most: formatMoney(most, currency),
  })
}

function lack(before: Budget | null, { amountMinor }: BudgetChange, currency: Currency): Phrase | undefined {
  if (before === null) return phrase('No budget is set, so there is nothing to reclaim.')
  if (amountMinor <= before.remainingMinor) return undefined
  return phrase('Of the budget of {total}, {issued} is issued. Only {remaining} can be reclaimed.', {
    total: formatMoney(before.totalMinor, currency),
    issued: formatMoney(before.issuedMinor, currency),
    remaining: formatMoney(before.remainingMinor, currency),
  })
}
