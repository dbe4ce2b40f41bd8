import { z } from 'zod'
import type { Currency } from '../money/currency.ts'
import { amount, field, line, parse } from '../web/fields.ts'
import type { BudgetChange } from './change-budget.ts'

export const BUDGET_LABELS = { amount: 'Amount', reason: 'Reason' } as const

/** Reads the form of an allocation or a reclaim. @throws InvalidInput with every field that is wrong */
export function readBudgetForm(
  kind: BudgetChange['kind'],
  form: Record<string, unknown>,
  currency: Currency,
): BudgetChange {
  const schema = z.object({ amount: field(amount(currency, 1)), reason: line(200) })
  const read = parse(schema, form)
  return { kind, amountMinor: read.amount, reason: read.reason }
}
