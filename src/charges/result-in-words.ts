import { phrase } from '../errors.ts'
import { labelOf } from '../templates/template-words.ts'
import type { Done } from '../web/confirm.ts'
import type { Format } from '../web/format.ts'
import { paths } from '../web/paths.ts'
import type { ChargeResult } from './charge-result.ts'
import { REFUSAL_OPTIONS } from './charge-words.ts'

/**
 * What posting a charge would do, in words: which voucher pays what in which order, and why others do not.
 * @param names whose charge it is and for what, as a sentence names them
 */
export function resultInWords(
  result: ChargeResult,
  names: { customer: string; product: string },
  format: Format,
) {
  const { t, amount } = format
  return {
    lead: leadOf(result, { ...names, ...valuesOf(result, format) }, t),
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

/** What posting a charge did, in a sentence. */
export function postedInWords(result: ChargeResult, format: Format): Done {
  const { chargeId: charge, deductions } = result
  const values = { charge, ...valuesOf(result, format) }
  return {
    path: paths.charge(charge),
    said:
      deductions.length === 0
        ? phrase('Charge {charge} is posted. No voucher pays it: {payable} stay payable.', values)
        : phrase('Charge {charge} is posted: vouchers pay {covered} of {amount}.', values),
    link: { href: paths.newCharge(), label: phrase('Record another charge') },
  }
}

function valuesOf({ amountMinor, coveredMinor, deductions }: ChargeResult, { money, count }: Format) {
  return {
    amount: money(amountMinor),
    covered: money(coveredMinor),
    payable: money(amountMinor - coveredMinor),
    count: count(deductions.length),
  }
}

function leadOf(
  { deductions, amountMinor, coveredMinor }: ChargeResult,
  values: Record<string, string>,
  t: Format['t'],
) {
  if (deductions.length === 0) {
    return t('No voucher of {customer} pays for {product}: {payable} stay payable.', values)
  }
  if (coveredMinor === amountMinor) {
    return deductions.length === 1
      ? t('1 voucher of {customer} pays all of the {amount} for {product}.', values)
      : t('{count} vouchers of {customer} pay all of the {amount} for {product}.', values)
  }
  return deductions.length === 1
    ? t(
        '1 voucher of {customer} pays {covered} of the {amount} for {product}; {payable} stay payable.',
        values,
      )
    : t(
        '{count} vouchers of {customer} pay {covered} of the {amount} for {product}; {payable} stay payable.',
        values,
      )
}
