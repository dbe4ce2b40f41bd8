import { sql } from 'kysely'
import type { Check } from './check.ts'

/** Every charge is covered and refunded by as much as its entries and refunds come to, and never by more than it is. */
export const CHARGES: Check = {
  records: 'Charges',
  table: 'charges',
  size: 1000,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT charges.charge_id AS charge, charges.amount_minor, charges.covered_minor, charges.refunded_minor,
      coalesce((SELECT -sum(amount_minor) FROM ledger_entries WHERE charge_id = charges.id), 0) AS paid_minor,
      coalesce((SELECT -sum(amount_minor) FROM ledger_entries WHERE charge_id = charges.id
        AND kind = 'deduct'), 0) AS deducted_minor,
      coalesce((SELECT sum(amount_minor) FROM refunds WHERE charge_id = charges.id), 0) AS returned_minor,
      (customers.partner_id IS NOT charges.partner_id
        OR products.partner_id IS NOT charges.partner_id) AS is_elsewhere
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
      broken: 'deducted_minor > amount_minor',
      sentence:
        'Charge {charge} should take at most its {amountMinor} from vouchers, and took {deductedMinor}.',
    },
    {
      broken: 'paid_minor + returned_minor > amount_minor',
      sentence:
        'Charge {charge} of {amountMinor} should not be overpaid, and has {paidMinor} from vouchers and {returnedMinor} refunded.',
    },
    {
      broken: 'is_elsewhere',
      sentence: 'Charge {charge} should be of one partner, and names records of another.',
    },
  ],
}

/** Every refund gave vouchers back its amount, or all that they still covered where that was less. */
export const REFUNDS: Check = {
  records: 'Refunds',
  table: 'refunds',
  size: 1000,
  rows: ({ partnerId, after, upTo }) => sql`
    WITH sums AS (
      SELECT refunds.refund_id AS refund, charges.charge_id AS charge, refunds.amount_minor,
        charges.partner_id IS NOT refunds.partner_id AS is_elsewhere,
        coalesce((SELECT sum(amount_minor) FROM ledger_entries
          WHERE charge_id = refunds.charge_id AND refund_id = refunds.id), 0) AS returned_minor,
        coalesce((SELECT -sum(amount_minor) FROM ledger_entries
          WHERE charge_id = refunds.charge_id AND (kind = 'deduct' OR refund_id < refunds.id)), 0) AS covered_minor
      FROM refunds
      LEFT JOIN charges ON charges.id = refunds.charge_id
      WHERE refunds.partner_id = ${partnerId} AND refunds.id > ${after} AND refunds.id <= ${upTo}
    )
    SELECT sums.*, CASE WHEN amount_minor < covered_minor THEN amount_minor ELSE covered_minor END AS due_minor
    FROM sums`,
  rules: [
    {
      broken: 'returned_minor IS NOT due_minor',
      sentence:
        'Refund {refund} of charge {charge} should give vouchers back {dueMinor}, and gives {returnedMinor}.',
    },
    {
      broken: 'is_elsewhere',
      sentence: 'Refund {refund} should be of one partner, and names a charge of another.',
    },
  ],
}

/**
 * What the bills of a customer for a product come to is what they posted. Charges do not name their billing
 * period, so it is all periods together that are compared.
 */
export const BILLED_FEES: Check = {
  records: 'Customers with their billed fees',
  table: 'customers',
  size: 200,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT customers.account_id AS customer, products.code AS product, fees.payment_mode,
      sum(fees.posted_minor) AS posted_minor, sum(fees.charged_minor) AS charged_minor
    FROM (
      SELECT customer_id, product_id, payment_mode, posted_minor, 0 AS charged_minor FROM billed_fees
      WHERE partner_id = ${partnerId} AND customer_id > ${after} AND customer_id <= ${upTo}
      UNION ALL
      SELECT customer_id, product_id, payment_mode, 0, amount_minor - coalesce((SELECT sum(amount_minor)
        FROM refunds WHERE charge_id = charges.id AND bill_id IS NOT NULL), 0) FROM charges
      WHERE partner_id = ${partnerId} AND customer_id > ${after} AND customer_id <= ${upTo} AND source = 'bill'
    ) AS fees
    LEFT JOIN customers ON customers.id = fees.customer_id
    LEFT JOIN products ON products.id = fees.product_id
    GROUP BY fees.customer_id, fees.product_id, fees.payment_mode, customers.account_id, products.code`,
  rules: [
    {
      broken: 'posted_minor IS NOT charged_minor',
      sentence:
        'The bills of customer {customer} for product {product} ({paymentMode}) should have posted {postedMinor}, and posted {chargedMinor}.',
    },
  ],
}
