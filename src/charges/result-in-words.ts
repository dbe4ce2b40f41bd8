import { labelOf } from '../templates/template-words.ts'
import type { Format } from '../web/format.ts'
import type { ChargeResult } from './charge-result.ts'
import { REFUSAL_OPTIONS } from './charge-words.ts'

/** What posting a charge would do, in words: which voucher pays what in which order, and why others do not. */
export function resultInWords(result: ChargeResult, format: Format) {
  const { t, money, amount } = format
  const values = {
    amount: money(result.amountMinor),
    covered: money(result.coveredMinor),
    payable: money(result.amountMinor - result.coveredMinor),
    count: format.count(result.deductions.length),
  }
  return {
    lead: leadOf(result, values, t),
    deductions: result.deductions.map((deduction, index) => ({
      order: index + 1,
      number: deduction.number,
      amount: amount(deduction.amountMinor),
      balanceAfter: amount(deduction.balanceAfterMinor),
    })),
    refused: result.refused.map(({ number, reason }) => ({
      number,
      reason: t(labelOf(REFUSAL_OPTIONS, reason)),
    })),
  }
}

function leadOf(
  { deductions, amountMinor, coveredMinor }: ChargeResult,
  values: Record<string, string>,
  t: Format['t'],
) {
  if (deductions.length === 0) return t('No voucher pays this charge: {payable} stay payable.', values)
  if (coveredMinor === amountMinor) {
    return deductions.length === 1
      ? t('1 voucher pays all of {amount}.', values)
      : t('{count} vouchers pay all of {amount}.', values)
  }
  return deductions.length === 1
    ? t('1 voucher pays {covered} of {amount}; {payable} stay payable.', values)
    : t('{count} vouchers pay {covered} of {amount}; {payable} stay payable.', values)
}
