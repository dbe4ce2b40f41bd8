import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { formatExact } from '../money/exact.ts'
import { findSettings } from '../partners/settings.ts'
import type { BillDraft } from './bill.ts'
import { type BilledFee, compareFees, type FeeChange } from './compare-fees.ts'
import { listBilledFees } from './fee-queries.ts'
import { type FileFee, isOwnCurrency, type LeftOut, matchGroups } from './match-groups.ts'

/** What a file would post as things stand now. */
export interface CheckedBill {
  /** In the order of posting. */
  changes: FeeChange[]
  leftOut: LeftOut[]
  /** Every fee that was imported of the file's providers and periods before. */
  billed: BilledFee[]
  /** Whether vouchers get back what they paid of a fee that falls. */
  refundsReturn: 0 | 1
}

/**
 * Reads a file's sums against what the database holds now. The check page and the confirmation both come here,
 * so that what is posted is what was seen.
 */
export async function checkBill(
  db: Db,
  partner: { id: number; currency: Currency },
  { groups, covers }: BillDraft,
): Promise<CheckedBill> {
  const { fees, leftOut } = await matchGroups(db, partner, groups)
  // Lines in another currency are another bill: they say nothing of what was imported in the partner's own.
  const billed = await listBilledFees(
    db,
    partner.id,
    groups.filter((group) => isOwnCurrency(group, partner.currency)),
  )
  const { changes, tooLarge } = compareFees(fees, billed, covers, partner.currency.decimals)
  const refused = tooLarge.map((fee) => tooLargeToCharge(fee, partner.currency))
  const { refundsReturn } = await findSettings(db, partner.id)
  return { changes, billed, leftOut: [...leftOut, ...refused], refundsReturn }
}

function tooLargeToCharge(fee: FileFee, currency: Currency): LeftOut {
  const { provider, periodStartAt, lastDayOn, paymentMode, customer, product, exact } = fee
  const group = {
    ...{ provider, periodStartAt, lastDayOn, paymentMode, lineCount: 0 },
    customer: customer.accountId,
    customerName: customer.name,
    product: product.code,
    currency: currency.code,
    exactAmount: formatExact(exact),
  }
  return { group, reason: phrase('It is larger than Scrip can hold.'), unknown: null }
}
