import { type BudgetChange, changeBudget } from '../budget/change-budget.ts'
import { findPartnerSettings, type Settings } from '../partners/settings.ts'
import { changeSettings } from '../partners/settings-change.ts'
import type { Sample, Step } from './sample.ts'

const SETTINGS: readonly { daysAgo: number; changed: Partial<Settings> }[] = [
  { daysAgo: 216, changed: { graceDays: 3, reviewThresholdMinor: 15_000_00 } },
  { daysAgo: 155, changed: { reviewThresholdMinor: 10_000_00 } },
  { daysAgo: 95, changed: { expiredReturns: 1 } },
]

const BUDGET: readonly (BudgetChange & { daysAgo: number })[] = [
  { daysAgo: 215, kind: 'allocate', amountMinor: 40_000_00, reason: 'Agreed with finance for the half-year' },
  { daysAgo: 135, kind: 'allocate', amountMinor: 60_000_00, reason: 'Moves from the old data centre' },
  { daysAgo: 63, kind: 'reclaim', amountMinor: 7_500_00, reason: 'Left over from the anniversary campaign' },
  { daysAgo: 28, kind: 'allocate', amountMinor: 35_000_00, reason: 'GPU launch and loyalty credits' },
]

/** What the owner decided: settings, and what may be issued in all. */
export function policySteps(sample: Sample): Step[] {
  const settings = SETTINGS.map(({ daysAgo, changed }) => ({
    daysAgo,
    run: () => set(sample, daysAgo, changed),
  }))
  const budget = BUDGET.map(({ daysAgo, ...change }) => ({
    daysAgo,
    run: () => move(sample, daysAgo, change),
  }))
  return [...settings, ...budget]
}

function set({ db, partner, act }: Sample, daysAgo: number, changed: Partial<Settings>): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const before = await findPartnerSettings(trx, partner.id)
    await changeSettings(trx, act('owner', daysAgo), before, { ...before, ...changed })
  })
}

function move({ db, partner, act }: Sample, daysAgo: number, change: BudgetChange): Promise<void> {
  return db.transaction().execute((trx) => changeBudget(trx, act('owner', daysAgo), change, partner.currency))
}
