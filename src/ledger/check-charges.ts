import { sql } from 'kysely'
import type { Check } from './check.ts'

/** Every charge is covered and refunded by as much as its entries and refunds come to, and never by more than it is. */
export const CHARGES: Check = {
  records: 'Charges',
  table: 'charges',
  size: 1000,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT charges.charge_id AS charge, charges.amount_minor, charges.covered_minor, charges.refunded_minor, charges.kept_minor,
      coalesce((SELECT -sum(amount_minor) FROM ledger_entries WHERE charge_id = charges.id), 0) AS paid_minor,
      coalesce((SELECT -sum(amount_minor) FROM ledger_entries WHERE charge_id = charges.id
        AND kind = 'deduct'), 0) AS deducted_minor,
      coalesce((SELECT sum(amount_minor) FROM refunds WHERE charge_id = charges.id), 0) AS returned_minor,
      coalesce((SELECT sum(kept_minor) FROM refunds WHERE charge_id = charges.id), 0) AS unreturned_minor,
      (customers.partner_id IS NOT charges.partner_id
        OR products.partner_id IS NOT charges.partner_id
        OR EXISTS (SELECT 1 FROM refunds WHERE charge_id = charges.id AND partner_id <> charges.partner_id)) AS is_elsewhere
    FROM charges
    LEFT JOIN customers ON customers.id = charges.customer_id
    LEFT JOIN products ON products.id = charges.product_id
    WHERE charges.partner_id = ${partnerId} AND charges.id > ${after} AND charges.id <= ${upTo}`,
  rules: [
    {
      broken: 'covered_minor IS NOT paid_minor',
      sentence: 'Charge {charge} should be covered by {paidMinor} after its ledger, and says {coveredMinor}.',
    },
    {
      broken: 'refunded_minor IS NOT returned_minor',
      sentence:
        'Charge {charge} should be refunded by {returnedMinor} after its refunds, and says {refundedMinor}.',
    },
    {
      broken: 'kept_minor IS NOT unreturned_minor',
      sentence:
        'Charge {charge} should have kept {unreturnedMinor} from vouchers after its refunds, and says {keptMinor}.',
    },
    {
      broken: 'deducted_minor > amount_minor',
      sentence:
        'Charge {charge} should take at most its {amountMinor} from vouchers, and took {deductedMinor}.',
    },
    {
      broken: 'paid_minor - unreturned_minor + returned_minor > amount_minor',
      sentence:
        'Charge {charge} of {amountMinor} should not be overpaid, and has {paidMinor} from vouchers and {returnedMinor} refunded.',
    },
    {
      broken: 'is_elsewhere',
      sentence: 'Charge {charge} should be of one partner, and names records of another.',
    },
  ],
}

/** Every refund gave vouchers back its amount, or all that they still covered where that was less, or kept as much. */
export const REFUNDS: Check = {
  records: 'Refunds',
  table: 'refunds',
  size: 1000,
  rows: ({ partnerId, after, upTo }) => sql`
    WITH sums AS (
      SELECT refunds.refund_id AS refund, charges.charge_id AS charge, refunds.amount_minor, refunds.kept_minor,
        charges.partner_id IS NOT refunds.partner_id AS is_elsewhere,
        coalesce((SELECT sum(amount_minor) FROM ledger_entries
          WHERE charge_id = refunds.charge_id AND refund_id = refunds.id), 0) AS returned_minor,
        coalesce((SELECT -sum(amount_minor) FROM ledger_entries
          WHERE charge_id = refunds.charge_id AND (kind = 'deduct' OR refund_id < refunds.id)), 0)
          - coalesce((SELECT sum(kept_minor) FROM refunds AS earlier
            WHERE earlier.charge_id = refunds.charge_id AND earlier.id < refunds.id), 0) AS covered_minor
      FROM refunds
      LEFT JOIN charges ON charges.id = refunds.charge_id
      WHERE refunds.partner_id = ${partnerId} AND refunds.id > ${after} AND refunds.id <= ${upTo}
    )
    SELECT sums.*, CASE WHEN amount_minor < covered_minor THEN amount_minor ELSE covered_minor END AS due_minor
    FROM sums`,
  rules: [
    {
      broken: 'kept_minor = 0 AND returned_minor IS NOT due_minor',
      sentence:
        'Refund {refund} of charge {charge} should give vouchers back {dueMinor}, and gives {returnedMinor}.',
    },
    {
      broken: 'kept_minor <> 0 AND returned_minor + kept_minor IS NOT due_minor',
      sentence:
        'Refund {refund} of charge {charge} should keep {dueMinor} from vouchers, and keeps {keptMinor} and gives back {returnedMinor}.',
    },
    {
      broken: 'is_elsewhere',
      sentence: 'Refund {refund} should be of one partner, and names a charge of another.',
    },
  ],
}

/** Every fee stands at what its bills charged less what they took back; refunds by hand are not theirs. */
export const BILLED_FEES: Check = {
  records: 'Billed fees',
  table: 'billed_fees',
  size: 1000,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT fee.period_start_at, fee.payment_mode, customers.account_id AS customer, products.code AS product,
      fee.posted_minor,
      coalesce((SELECT sum(amount_minor) FROM charges WHERE billed_fee_id = fee.id), 0)
        - coalesce((SELECT sum(refunds.amount_minor) FROM refunds JOIN charges ON charges.id = refunds.charge_id
          WHERE charges.billed_fee_id = fee.id AND refunds.bill_id IS NOT NULL), 0) AS charged_minor
    FROM billed_fees AS fee
    LEFT JOIN customers ON customers.id = fee.customer_id
    LEFT JOIN products ON products.id = fee.product_id
    WHERE fee.partner_id = ${partnerId} AND fee.id > ${after} AND fee.id <= ${upTo}`,
  rules: [
    {
      broken: 'posted_minor IS NOT charged_minor',
      sentence:
        'The fee of customer {customer} for product {product} ({paymentMode}) in the period from {periodStartAt} should stand at {chargedMinor} by its bills, and says {postedMinor}.',
    },
  ],
}
