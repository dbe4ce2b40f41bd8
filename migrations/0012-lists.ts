/** Every list goes straight to its rows: `test/list-plans.test.ts` says which index each filter takes. */
export const statements = [
  'CREATE INDEX bills_of_partner ON bills (partner_id, id)',

  // New charges come in the order of their ids, so that nearly all of these grow at their ends alone.
  'CREATE INDEX charges_of_product ON charges (product_id, id)',
  'CREATE INDEX charges_by_source ON charges (partner_id, source, id)',
  'CREATE INDEX charges_by_payment_mode ON charges (partner_id, payment_mode, id)',
  'CREATE INDEX charges_by_time ON charges (partner_id, occurred_at, id)',
  `ALTER TABLE charges ADD COLUMN cover TEXT AS (CASE
    WHEN returnable_minor = 0 THEN 'not_at_all'
    WHEN payable_minor = 0 THEN 'fully'
    ELSE 'partly' END) /* how much of the charge as it stands vouchers cover */`,
  'CREATE INDEX charges_by_cover ON charges (partner_id, cover, id)',

  'CREATE INDEX customers_by_status ON customers (partner_id, active, account_id)',
  'CREATE INDEX budget_entries_by_time ON budget_entries (partner_id, posted_at, id)',

  // Billing systems act from any address, and from the same ones as anybody else who has not signed in.
  `ALTER TABLE audit_events ADD COLUMN actor TEXT AS (CASE
    WHEN member_id IS NOT NULL THEN 'member'
    WHEN address = 'Scrip' THEN 'scrip'
    WHEN address = 'command line' THEN 'command_line'
    WHEN action IN ('charge.posted', 'refund.posted') THEN 'token'
    ELSE 'nobody' END) /* who did it; nobody: somebody who was not signed in */`,
  'DROP INDEX audit_events_by_address',
  `CREATE INDEX audit_events_by_actor ON audit_events (partner_id, actor, at, id) WHERE member_id IS NULL`,

  // What a bill came to is kept as a sum, as its charges can be a hundred thousand.
  `CREATE TABLE bill_sums (
  -- What each bill posted; one that posted nothing has no row. Moved by triggers.
  bill_id        INTEGER PRIMARY KEY REFERENCES bills (id),
  charge_count   INTEGER NOT NULL DEFAULT 0 CHECK (charge_count >= 0),
  charged_minor  INTEGER NOT NULL DEFAULT 0 CHECK (charged_minor >= 0),
  refund_count   INTEGER NOT NULL DEFAULT 0 CHECK (refund_count >= 0),
  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0), -- of charges of this bill or of those before
  covered_minor  INTEGER NOT NULL DEFAULT 0, -- deducted for its charges less what its refunds gave back: below nothing where that was more
  kept_minor     INTEGER NOT NULL DEFAULT 0 CHECK (kept_minor >= 0) -- what its refunds did not give back: it stays spent
) STRICT`,
  `CREATE TRIGGER charges_add_to_their_bill AFTER INSERT ON charges WHEN NEW.bill_id IS NOT NULL
BEGIN
  INSERT INTO bill_sums (bill_id, charge_count, charged_minor) VALUES (NEW.bill_id, 1, NEW.amount_minor)
  ON CONFLICT DO UPDATE SET charge_count = charge_count + 1, charged_minor = charged_minor + NEW.amount_minor;
END`,
  `CREATE TRIGGER refunds_add_to_their_bill AFTER INSERT ON refunds WHEN NEW.bill_id IS NOT NULL
BEGIN
  INSERT INTO bill_sums (bill_id, refund_count, refunded_minor, kept_minor)
  VALUES (NEW.bill_id, 1, NEW.amount_minor, NEW.kept_minor)
  ON CONFLICT DO UPDATE SET refund_count = refund_count + 1, refunded_minor = refunded_minor + NEW.amount_minor,
    kept_minor = kept_minor + NEW.kept_minor;
END`,
  // A charge's cover rises by deductions alone, and falls by any refund: that of a bill counts for that bill.
  `CREATE TRIGGER charges_add_their_cover_to_their_bill AFTER UPDATE OF covered_minor ON charges
WHEN NEW.bill_id IS NOT NULL AND NEW.covered_minor > OLD.covered_minor
BEGIN
  UPDATE bill_sums SET covered_minor = covered_minor + NEW.covered_minor - OLD.covered_minor
  WHERE bill_id = NEW.bill_id;
END`,
  `CREATE TRIGGER ledger_entries_take_from_their_bill AFTER INSERT ON ledger_entries WHEN NEW.kind = 'refund'
BEGIN
  UPDATE bill_sums SET covered_minor = covered_minor - NEW.amount_minor
  WHERE bill_id = (SELECT bill_id FROM refunds WHERE id = NEW.refund_id);
END`,

  // What was there before.
  `INSERT INTO bill_sums (bill_id, charge_count, charged_minor)
  SELECT bill_id, count(*), sum(amount_minor) FROM charges WHERE bill_id IS NOT NULL GROUP BY bill_id`,
  `INSERT INTO bill_sums (bill_id, refund_count, refunded_minor, kept_minor)
  SELECT bill_id, count(*), sum(amount_minor), sum(kept_minor) FROM refunds WHERE bill_id IS NOT NULL GROUP BY bill_id
  ON CONFLICT DO UPDATE SET refund_count = excluded.refund_count, refunded_minor = excluded.refunded_minor,
    kept_minor = excluded.kept_minor`,
  `UPDATE bill_sums SET covered_minor = coalesce((SELECT -sum(entry.amount_minor) FROM charges
      JOIN ledger_entries AS entry ON entry.charge_id = charges.id AND entry.kind = 'deduct'
      WHERE charges.bill_id = bill_sums.bill_id), 0)
    - coalesce((SELECT sum(entry.amount_minor) FROM refunds
      JOIN ledger_entries AS entry ON entry.charge_id = refunds.charge_id AND entry.refund_id = refunds.id
      WHERE refunds.bill_id = bill_sums.bill_id), 0)`,
]
