import type { Db } from '../database/open.ts'
import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import type { RefusalReason } from './plan-deductions.ts'

/** What posting a charge did, or would do. It never changes afterwards: refunds are told apart from it. */
export interface ChargeResult {
  chargeId: string
  amountMinor: number
  coveredMinor: number
  deductions: { number: string; amountMinor: number; balanceAfterMinor: number }[]
  refused: { number: string; reason: RefusalReason }[]
}

/** Reads from the rows what posting a charge did. @param id the row's, not the billing system's */
export async function findResult(db: Db, id: number): Promise<ChargeResult> {
  const charge = await db
    .selectFrom('charges')
    .select(['chargeId', 'amountMinor', 'refused'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const entries = await db
    .selectFrom('ledgerEntries')
    .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
    .select(['vouchers.number', 'ledgerEntries.amountMinor', 'ledgerEntries.balanceAfterMinor'])
    .where('ledgerEntries.chargeId', '=', id)
    .where('ledgerEntries.kind', '=', 'deduct')
    .orderBy('ledgerEntries.id')
    .execute()
  const deductions = entries.map((entry) => ({ ...entry, amountMinor: -entry.amountMinor }))
  return {
    chargeId: charge.chargeId,
    amountMinor: charge.amountMinor,
    coveredMinor: deductions.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    deductions,
    refused: JSON.parse(charge.refused) as ChargeResult['refused'],
  }
}

/** The result as machines read it: decimal strings. */
export function resultInJson(result: ChargeResult, currency: Currency) {
  return {
    charge_id: result.chargeId,
    currency: currency.code,
    amount: decimal(result.amountMinor, currency),
    covered: decimal(result.coveredMinor, currency),
    payable: decimal(result.amountMinor - result.coveredMinor, currency),
    deductions: result.deductions.map((deduction) => ({
      voucher: deduction.number,
      amount: decimal(deduction.amountMinor, currency),
      balance_after: decimal(deduction.balanceAfterMinor, currency),
    })),
    refused: result.refused.map(({ number, reason }) => ({ voucher: number, reason })),
  }
}
