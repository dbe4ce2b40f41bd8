import type { Sentence } from '../languages/sentences.ts'
import type { Format } from '../web/format.ts'
import type { Terms } from './template.ts'
import { validInWords } from './template-words.ts'

/** How many products the sentence names; all of them stand among the answers below it. */
const NAMED = 3

/** The terms of a template in one sentence, as the check page begins. */
export function termsSentence(terms: Terms, format: Format): string {
  const { t, money } = format
  const values = {
    amount: money(terms.amountMinor),
    validity: validInWords(terms, format),
    fees: feesInWords(terms, format),
  }
  return terms.funding === 'sponsored'
    ? t(
        'Each voucher is worth {amount}, is valid {validity} and pays {fees}; it waits for a review when it is issued. Nothing is issued yet.',
        values,
      )
    : t(
        'Each voucher is worth {amount} at your own cost, is valid {validity} and pays {fees}. Nothing is issued yet.',
        values,
      )
}

const FEES = { all: 'fees', prepaid: 'prepaid fees', postpaid: 'postpaid fees' } as const satisfies Record<
  Terms['paymentMode'],
  Sentence
>

/** Which fees a voucher pays, as a part of a sentence. */
function feesInWords({ scope, products, paymentMode, minimumSpendMinor }: Terms, format: Format): string {
  const { t, money } = format
  const values = {
    fees: t(FEES[paymentMode]),
    codes: codesInWords(products, format),
    minimum: money(minimumSpendMinor),
  }
  if (products.length === 0) {
    return minimumSpendMinor === 0
      ? t('{fees} for every product', values)
      : t('{fees} of {minimum} or more for every product', values)
  }
  if (scope === 'allowlist') {
    return minimumSpendMinor === 0
      ? t('{fees} for {codes}', values)
      : t('{fees} of {minimum} or more for {codes}', values)
  }
  return minimumSpendMinor === 0
    ? t('{fees} for every product but {codes}', values)
    : t('{fees} of {minimum} or more for every product but {codes}', values)
}

function codesInWords(products: readonly string[], { t, count }: Format): string {
  const codes = products.slice(0, NAMED).join(', ')
  const more = products.length - NAMED
  return more > 0 ? t('{codes} and {more} more', { codes, more: count(more) }) : codes
}
