export const statements = [
  // What a refund does not give back, where the partner's policy is that refunds do not return.
  `ALTER TABLE refunds ADD COLUMN kept_minor INTEGER NOT NULL DEFAULT 0 CHECK (kept_minor BETWEEN 0 AND amount_minor)
    /* what vouchers had covered of it and did not get back: it stays spent */`,
  `ALTER TABLE charges ADD COLUMN kept_minor INTEGER NOT NULL DEFAULT 0 CHECK (kept_minor BETWEEN 0 AND covered_minor)
    /* of what vouchers paid, by its refunds */`,
  // What is kept covers no part of the charge any more.
  `ALTER TABLE charges ADD COLUMN returnable_minor INTEGER AS (covered_minor - kept_minor)
    /* what vouchers cover of the charge as it stands, and can get back */`,
  `ALTER TABLE charges ADD COLUMN payable_minor INTEGER AS (amount_minor - refunded_minor - covered_minor + kept_minor)
    /* what the customer pays */`,

  'DROP TRIGGER charges_begin_uncovered',
  `CREATE TRIGGER charges_begin_uncovered BEFORE INSERT ON charges
WHEN NEW.covered_minor <> 0 OR NEW.refunded_minor <> 0 OR NEW.kept_minor <> 0
  OR NOT EXISTS (SELECT 1 FROM customers WHERE id = NEW.customer_id AND partner_id = NEW.partner_id)
  OR NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.product_id AND partner_id = NEW.partner_id)
  OR EXISTS (SELECT 1 FROM charges WHERE id = NEW.id OR (partner_id = NEW.partner_id AND charge_id = NEW.charge_id))
BEGIN SELECT RAISE(ABORT, 'a charge begins uncovered, with an id of its own, for a customer and a product of its partner'); END`,

  'DROP TRIGGER charges_change_only_with_the_ledger',
  `CREATE TRIGGER charges_change_only_with_the_ledger BEFORE UPDATE ON charges
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.charge_id <> OLD.charge_id
  OR NEW.customer_id <> OLD.customer_id OR NEW.product_id <> OLD.product_id OR NEW.payment_mode <> OLD.payment_mode
  OR NEW.amount_minor <> OLD.amount_minor OR NEW.exact_amount IS NOT OLD.exact_amount
  OR NEW.occurred_at <> OLD.occurred_at OR NEW.description <> OLD.description OR NEW.source <> OLD.source
  OR NEW.bill_id IS NOT OLD.bill_id OR NEW.billed_fee_id IS NOT OLD.billed_fee_id OR NEW.fingerprint <> OLD.fingerprint OR NEW.refused <> OLD.refused
  OR NEW.member_id IS NOT OLD.member_id OR NEW.token_id IS NOT OLD.token_id OR NEW.posted_at <> OLD.posted_at
  OR NEW.covered_minor <> (SELECT -coalesce(sum(amount_minor), 0) FROM ledger_entries WHERE charge_id = OLD.id)
  OR NEW.refunded_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE charge_id = OLD.id)
  OR NEW.kept_minor <> (SELECT coalesce(sum(kept_minor), 0) FROM refunds WHERE charge_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a charge changes only by way of the ledger and its refunds'); END`,

  'DROP TRIGGER refunds_belong_to_their_partner',
  `CREATE TRIGGER refunds_belong_to_their_partner BEFORE INSERT ON refunds
WHEN NOT EXISTS (SELECT 1 FROM charges WHERE id = NEW.charge_id AND partner_id = NEW.partner_id
    AND refunded_minor + NEW.amount_minor <= amount_minor
    -- All of the vouchers' part stays spent, or nothing of it.
    AND NEW.kept_minor IN (0, min(NEW.amount_minor, returnable_minor)))
  OR EXISTS (SELECT 1 FROM refunds WHERE id = NEW.id OR (partner_id = NEW.partner_id AND refund_id = NEW.refund_id))
BEGIN SELECT RAISE(ABORT, 'a refund has an id of its own, belongs to a charge of its partner, is not more than is left of it, and keeps what vouchers covered or nothing'); END`,

  'DROP TRIGGER refunds_lower_their_charge',
  `CREATE TRIGGER refunds_lower_their_charge AFTER INSERT ON refunds
BEGIN UPDATE charges SET refunded_minor = refunded_minor + NEW.amount_minor, kept_minor = kept_minor + NEW.kept_minor
  WHERE id = NEW.charge_id; END`,

  'DROP TRIGGER ledger_entries_belong_to_their_charge',
  `CREATE TRIGGER ledger_entries_belong_to_their_charge BEFORE INSERT ON ledger_entries
WHEN NEW.charge_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM charges JOIN vouchers ON vouchers.id = NEW.voucher_id
  WHERE charges.id = NEW.charge_id AND charges.partner_id = NEW.partner_id
    AND charges.customer_id = vouchers.customer_id
    AND charges.covered_minor - NEW.amount_minor BETWEEN charges.kept_minor AND charges.amount_minor
    -- A refund that gives back goes to a voucher that paid the charge, and never more than it paid.
    AND (NEW.kind = 'deduct' OR (
      EXISTS (SELECT 1 FROM refunds WHERE id = NEW.refund_id AND charge_id = NEW.charge_id AND kept_minor = 0)
      AND NEW.amount_minor <= (SELECT -coalesce(sum(amount_minor), 0) FROM ledger_entries
        WHERE charge_id = NEW.charge_id AND voucher_id = NEW.voucher_id))))
BEGIN SELECT RAISE(ABORT, 'a deduction or refund belongs to a charge of the same customer, covers no more than it, and gives no voucher more than it paid'); END`,
]
