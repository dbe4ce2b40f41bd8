import { sql } from 'kysely'
import type { Check } from './check.ts'

/** Every entry follows from the one before it, belongs where it says, and pays only what the terms allow. */
export const ENTRIES: Check = {
  records: 'Ledger entries',
  table: 'ledger_entries',
  size: 1000,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT entry.id AS entry, entry.kind, entry.balance_after_minor, abs(entry.amount_minor) AS moved_minor,
      entry.amount_minor,
      coalesce(vouchers.number, entry.voucher_id) AS voucher, vouchers.face_minor, vouchers.customer_id,
      entry.issuance_id AS issuance, vouchers.issuance_id AS issued_by,
      prior.id IS NULL AS is_first,
      coalesce(prior.balance_after_minor, 0) + entry.amount_minor AS left_minor,
      (entry.kind = 'deduct' AND EXISTS (SELECT 1 FROM ledger_entries AS ending
        WHERE ending.voucher_id = entry.voucher_id AND ending.id < entry.id
          AND ending.kind IN ('withdraw', 'expire'))) AS is_after_its_end,
      (vouchers.partner_id IS NOT entry.partner_id
        OR (entry.issuance_id IS NOT NULL AND issuances.partner_id IS NOT entry.partner_id)
        OR (entry.withdrawal_id IS NOT NULL AND withdrawals.partner_id IS NOT entry.partner_id)
        OR (entry.charge_id IS NOT NULL AND charges.partner_id IS NOT entry.partner_id)) AS is_elsewhere,
      charges.charge_id AS charge, charges.customer_id AS charged_customer_id, refunds.refund_id AS refund,
      (entry.kind = 'refund' AND refunds.charge_id IS NOT entry.charge_id) AS is_of_another_charge,
      CASE entry.kind WHEN 'refund' THEN coalesce((SELECT -sum(paid.amount_minor) FROM ledger_entries AS paid
        WHERE paid.voucher_id = entry.voucher_id AND paid.charge_id = entry.charge_id AND paid.id < entry.id), 0)
      END AS paid_minor,
      products.code AS product, charges.amount_minor AS charge_minor, charges.payment_mode AS charged_mode,
      charges.occurred_at, templates.payment_mode, templates.minimum_spend_minor, vouchers.valid_from_at,
      vouchers.expires_at,
      (templates.scope = 'allowlist') IS NOT EXISTS (SELECT 1 FROM template_products
        WHERE template_id = templates.id AND product_id = charges.product_id) AS is_out_of_scope
    FROM ledger_entries AS entry
    LEFT JOIN ledger_entries AS prior ON prior.id = (SELECT max(id) FROM ledger_entries
      WHERE voucher_id = entry.voucher_id AND id < entry.id)
    LEFT JOIN vouchers ON vouchers.id = entry.voucher_id
    LEFT JOIN templates ON templates.id = vouchers.template_id
    LEFT JOIN issuances ON issuances.id = entry.issuance_id
    LEFT JOIN withdrawals ON withdrawals.id = entry.withdrawal_id
    LEFT JOIN charges ON charges.id = entry.charge_id
    LEFT JOIN products ON products.id = charges.product_id
    LEFT JOIN refunds ON refunds.id = entry.refund_id
    WHERE entry.partner_id = ${partnerId} AND entry.id > ${after} AND entry.id <= ${upTo}`,
  rules: [
    {
      broken: 'balance_after_minor IS NOT left_minor',
      sentence:
        'Ledger entry {entry} should leave voucher {voucher} with {leftMinor}, and says {balanceAfterMinor}.',
    },
    {
      broken: `is_first AND kind <> 'issue'`,
      sentence:
        'Voucher {voucher} should begin with its issue, and begins with ledger entry {entry}: {kind}.',
    },
    {
      broken: `NOT is_first AND kind = 'issue'`,
      sentence: 'Voucher {voucher} should be issued once, and ledger entry {entry} issues it again.',
    },
    {
      broken: `kind = 'issue' AND amount_minor <> face_minor`,
      sentence:
        'Ledger entry {entry} should issue the {faceMinor} of voucher {voucher}, and issues {movedMinor}.',
    },
    {
      broken: `kind = 'issue' AND issuance <> issued_by`,
      sentence:
        'Ledger entry {entry} should be of issuance {issuedBy} like voucher {voucher}, and is of {issuance}.',
    },
    {
      broken: `kind IN ('withdraw', 'expire') AND balance_after_minor <> 0`,
      sentence:
        'Ledger entry {entry} should take all that voucher {voucher} held, and leaves {balanceAfterMinor}.',
    },
    {
      broken: 'is_after_its_end',
      sentence:
        'Voucher {voucher} should pay nothing after its end, and ledger entry {entry} deducts {movedMinor}.',
    },
    {
      broken: 'is_elsewhere',
      sentence:
        'Ledger entry {entry} of voucher {voucher} should be of one partner, and names records of another.',
    },
    {
      broken: 'charge IS NOT NULL AND charged_customer_id IS NOT customer_id',
      sentence:
        'Voucher {voucher} should pay for its own customer, and ledger entry {entry} is for charge {charge}.',
    },
    {
      broken: 'is_of_another_charge',
      sentence: 'Ledger entry {entry} should be of a refund of charge {charge}, and names refund {refund}.',
    },
    {
      broken: `kind = 'refund' AND amount_minor > paid_minor`,
      sentence:
        'Ledger entry {entry} should give voucher {voucher} back at most the {paidMinor} that it had paid of charge {charge}, and gives {movedMinor}.',
    },
    {
      broken: `kind = 'deduct' AND is_out_of_scope`,
      sentence:
        'Voucher {voucher} should not pay for product {product}, and ledger entry {entry} deducts {movedMinor} for charge {charge}.',
    },
    {
      broken: `kind = 'deduct' AND payment_mode <> 'all' AND payment_mode <> charged_mode`,
      sentence:
        'Voucher {voucher} should pay {paymentMode} charges alone, and ledger entry {entry} deducts {movedMinor} for charge {charge}, which is {chargedMode}.',
    },
    {
      broken: `kind = 'deduct' AND charge_minor < minimum_spend_minor`,
      sentence:
        'Voucher {voucher} should pay charges of {minimumSpendMinor} or more, and ledger entry {entry} deducts {movedMinor} for charge {charge} of {chargeMinor}.',
    },
    {
      broken: `kind = 'deduct' AND (occurred_at < valid_from_at OR occurred_at >= expires_at)`,
      sentence:
        'Voucher {voucher} should pay what arose from {validFromAt} until before {expiresAt}, and ledger entry {entry} deducts {movedMinor} for charge {charge} of {occurredAt}.',
    },
  ],
}
