export const statements = [
  `CREATE TABLE api_tokens (
  -- What a billing system shows in place of a sign-in.
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id   INTEGER NOT NULL REFERENCES partners (id),
  name         TEXT NOT NULL,
  token_hash   TEXT NOT NULL UNIQUE,  -- SHA-256 of the token, hex: the token itself is nowhere
  scopes       TEXT NOT NULL CHECK (scopes IN ('read', 'charges:write', 'charges:write read')),
  created_by   INTEGER REFERENCES members (id),
  created_at   TEXT NOT NULL,
  last_used_at TEXT,                  -- to a minute: using it does not write at every request
  revoked_at   TEXT
) STRICT`,
  'CREATE INDEX api_tokens_of_partner ON api_tokens (partner_id, id)',

  `CREATE TABLE bills (
  -- One file of cost lines that was imported.
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id INTEGER NOT NULL REFERENCES partners (id),
  file_name  TEXT NOT NULL,
  file_hash  TEXT NOT NULL,           -- SHA-256 of the file, hex: the very same file is never posted twice
  covers     TEXT NOT NULL CHECK (covers IN ('whole_period', 'further_lines')),
  line_count INTEGER NOT NULL CHECK (line_count >= 0),
  left_out_count INTEGER NOT NULL CHECK (left_out_count >= 0), -- how many sums of lines could not be charged and were left out
  posted_by  INTEGER REFERENCES members (id),
  posted_at  TEXT NOT NULL,
  UNIQUE (partner_id, file_hash)
) STRICT`,

  `CREATE TABLE charges (
  -- A fee of a customer's for a product. What the customer pays of it is payable_minor, at the end.
  id             INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id     INTEGER NOT NULL REFERENCES partners (id),
  charge_id      TEXT NOT NULL,       -- the billing system's own id
  customer_id    INTEGER NOT NULL REFERENCES customers (id),
  product_id     INTEGER NOT NULL REFERENCES products (id),
  payment_mode   TEXT NOT NULL CHECK (payment_mode IN ('prepaid', 'postpaid')),
  amount_minor   INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 9007199254740991),
  covered_minor  INTEGER NOT NULL DEFAULT 0 CHECK (covered_minor BETWEEN 0 AND amount_minor),   -- by vouchers: deducted less refunded to them
  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),  -- of the amount, by its refunds
  exact_amount   TEXT,                -- from a bill: the difference it makes, before the fee was rounded
  occurred_at    TEXT NOT NULL,       -- a voucher pays it that was valid then
  description    TEXT NOT NULL,
  source         TEXT NOT NULL CHECK (source IN ('api', 'hand', 'bill')),
  bill_id        INTEGER REFERENCES bills (id) CHECK ((bill_id IS NOT NULL) = (source = 'bill')),
  billed_fee_id  INTEGER REFERENCES billed_fees (id) CHECK ((billed_fee_id IS NOT NULL) = (source = 'bill')),
  fingerprint    TEXT NOT NULL,       -- SHA-256 of what was asked for, hex: the same id with other content is refused
  refused        TEXT NOT NULL CHECK (json_valid(refused)),  -- which vouchers did not pay it, and why
  member_id      INTEGER REFERENCES members (id),
  token_id       INTEGER REFERENCES api_tokens (id),
  posted_at      TEXT NOT NULL,
  UNIQUE (partner_id, charge_id)
) STRICT`,
  'CREATE INDEX charges_by_posting ON charges (partner_id, id)',
  'CREATE INDEX charges_of_customer ON charges (customer_id, id)',
  'CREATE INDEX charges_of_bill ON charges (bill_id, id) WHERE bill_id IS NOT NULL',
  'CREATE INDEX charges_of_billed_fee ON charges (billed_fee_id, id) WHERE billed_fee_id IS NOT NULL',

  `CREATE TABLE refunds (
  -- Money that goes back from a charge: to the vouchers that paid it, last first, as far as they covered it.
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id   INTEGER NOT NULL REFERENCES partners (id),
  refund_id    TEXT NOT NULL,         -- the billing system's own id
  charge_id    INTEGER NOT NULL REFERENCES charges (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 9007199254740991),
  bill_id      INTEGER REFERENCES bills (id),
  member_id    INTEGER REFERENCES members (id),
  token_id     INTEGER REFERENCES api_tokens (id),
  posted_at    TEXT NOT NULL,
  UNIQUE (partner_id, refund_id)
) STRICT`,
  'CREATE INDEX refunds_of_charge ON refunds (charge_id, id)',
  'CREATE INDEX refunds_of_bill ON refunds (bill_id, id) WHERE bill_id IS NOT NULL',

  `CREATE TABLE billed_fees (
  -- What all bills together say of a fee: the next bill posts the difference to it.
  id              INTEGER PRIMARY KEY,
  partner_id      INTEGER NOT NULL REFERENCES partners (id),
  provider        TEXT NOT NULL,      -- '' where the bill names none
  period_start_at TEXT NOT NULL,      -- of the billing period
  customer_id     INTEGER NOT NULL REFERENCES customers (id),
  product_id      INTEGER NOT NULL REFERENCES products (id),
  payment_mode    TEXT NOT NULL CHECK (payment_mode IN ('prepaid', 'postpaid')),
  exact_amount    TEXT NOT NULL,      -- the sum of the lines, not rounded; below nothing where credits outweigh costs
  posted_minor    INTEGER NOT NULL CHECK (posted_minor BETWEEN 0 AND 9007199254740991), -- what bills have brought it to: that sum, rounded half up once, or nothing
  UNIQUE (partner_id, provider, period_start_at, customer_id, product_id, payment_mode)
) STRICT`,

  `CREATE TABLE bill_columns (
  -- How a person said the columns of a file are to be read, remembered for files with the same header.
  partner_id  INTEGER NOT NULL REFERENCES partners (id),
  header_hash TEXT NOT NULL,
  columns     TEXT NOT NULL CHECK (json_valid(columns)),
  PRIMARY KEY (partner_id, header_hash)
) STRICT, WITHOUT ROWID`,

  `ALTER TABLE partners ADD COLUMN
    grace_days INTEGER NOT NULL DEFAULT 0 CHECK (grace_days BETWEEN 0 AND 366) /* how long after its expiry a voucher waits for late bills */`,
  `ALTER TABLE ledger_entries ADD COLUMN charge_id INTEGER REFERENCES charges (id)
    CHECK ((charge_id IS NOT NULL) = (kind IN ('deduct', 'refund')))`,
  `ALTER TABLE ledger_entries ADD COLUMN refund_id INTEGER REFERENCES refunds (id)
    CHECK ((refund_id IS NOT NULL) = (kind = 'refund'))`,
  'CREATE INDEX ledger_entries_of_charge ON ledger_entries (charge_id, id) WHERE charge_id IS NOT NULL',
  // Finds the vouchers that have expired and still hold a balance.
  `CREATE INDEX vouchers_to_lapse ON vouchers (partner_id, expires_at, id) WHERE balance_minor > 0`,

  `CREATE TRIGGER charges_begin_uncovered BEFORE INSERT ON charges
WHEN NEW.covered_minor <> 0 OR NEW.refunded_minor <> 0
  OR NOT EXISTS (SELECT 1 FROM customers WHERE id = NEW.customer_id AND partner_id = NEW.partner_id)
  OR NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.product_id AND partner_id = NEW.partner_id)
  OR EXISTS (SELECT 1 FROM charges WHERE id = NEW.id OR (partner_id = NEW.partner_id AND charge_id = NEW.charge_id))
BEGIN SELECT RAISE(ABORT, 'a charge begins uncovered, with an id of its own, for a customer and a product of its partner'); END`,
  `CREATE TRIGGER charges_change_only_with_the_ledger BEFORE UPDATE ON charges
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.charge_id <> OLD.charge_id
  OR NEW.customer_id <> OLD.customer_id OR NEW.product_id <> OLD.product_id OR NEW.payment_mode <> OLD.payment_mode
  OR NEW.amount_minor <> OLD.amount_minor OR NEW.exact_amount IS NOT OLD.exact_amount
  OR NEW.occurred_at <> OLD.occurred_at OR NEW.description <> OLD.description OR NEW.source <> OLD.source
  OR NEW.bill_id IS NOT OLD.bill_id OR NEW.billed_fee_id IS NOT OLD.billed_fee_id OR NEW.fingerprint <> OLD.fingerprint OR NEW.refused <> OLD.refused
  OR NEW.member_id IS NOT OLD.member_id OR NEW.token_id IS NOT OLD.token_id OR NEW.posted_at <> OLD.posted_at
  OR NEW.covered_minor <> (SELECT -coalesce(sum(amount_minor), 0) FROM ledger_entries WHERE charge_id = OLD.id)
  OR NEW.refunded_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE charge_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a charge changes only by way of the ledger and its refunds'); END`,
  `CREATE TRIGGER charges_are_never_deleted BEFORE DELETE ON charges
BEGIN SELECT RAISE(ABORT, 'charges are never deleted'); END`,

  `CREATE TRIGGER charges_of_bills_belong_to_their_fee BEFORE INSERT ON charges
WHEN NEW.source = 'bill' AND (
  NOT EXISTS (SELECT 1 FROM bills WHERE id = NEW.bill_id AND partner_id = NEW.partner_id)
  OR NOT EXISTS (SELECT 1 FROM billed_fees WHERE id = NEW.billed_fee_id AND partner_id = NEW.partner_id
    AND customer_id = NEW.customer_id AND product_id = NEW.product_id AND payment_mode = NEW.payment_mode))
BEGIN SELECT RAISE(ABORT, 'a charge from a bill belongs to a bill and a fee of its partner, customer and product'); END`,

  // Bills and what they add up to.
  `CREATE TRIGGER bills_are_imported_once BEFORE INSERT ON bills
WHEN EXISTS (SELECT 1 FROM bills WHERE id = NEW.id OR (partner_id = NEW.partner_id AND file_hash = NEW.file_hash))
BEGIN SELECT RAISE(ABORT, 'the very same file is never imported twice'); END`,
  `CREATE TRIGGER bills_are_never_changed BEFORE UPDATE ON bills
BEGIN SELECT RAISE(ABORT, 'bills are never changed'); END`,
  `CREATE TRIGGER bills_are_never_deleted BEFORE DELETE ON bills
BEGIN SELECT RAISE(ABORT, 'bills are never deleted'); END`,
  `CREATE TRIGGER billed_fees_belong_to_their_partner BEFORE INSERT ON billed_fees
WHEN NOT EXISTS (SELECT 1 FROM customers WHERE id = NEW.customer_id AND partner_id = NEW.partner_id)
  OR NOT EXISTS (SELECT 1 FROM products WHERE id = NEW.product_id AND partner_id = NEW.partner_id)
  OR EXISTS (SELECT 1 FROM billed_fees WHERE id = NEW.id
    OR (partner_id = NEW.partner_id AND provider = NEW.provider AND period_start_at = NEW.period_start_at
      AND customer_id = NEW.customer_id AND product_id = NEW.product_id AND payment_mode = NEW.payment_mode))
BEGIN SELECT RAISE(ABORT, 'there is one fee for each period, customer, product and payment mode of a partner'); END`,
  `CREATE TRIGGER billed_fees_change_only_their_amounts BEFORE UPDATE ON billed_fees
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.provider <> OLD.provider
  OR NEW.period_start_at <> OLD.period_start_at OR NEW.customer_id <> OLD.customer_id
  OR NEW.product_id <> OLD.product_id OR NEW.payment_mode <> OLD.payment_mode
BEGIN SELECT RAISE(ABORT, 'of a billed fee only the amounts change'); END`,
  `CREATE TRIGGER billed_fees_are_never_deleted BEFORE DELETE ON billed_fees
BEGIN SELECT RAISE(ABORT, 'billed fees are never deleted'); END`,

  `CREATE TRIGGER refunds_belong_to_their_partner BEFORE INSERT ON refunds
WHEN NOT EXISTS (SELECT 1 FROM charges WHERE id = NEW.charge_id AND partner_id = NEW.partner_id
    AND refunded_minor + NEW.amount_minor <= amount_minor)
  OR EXISTS (SELECT 1 FROM refunds WHERE id = NEW.id OR (partner_id = NEW.partner_id AND refund_id = NEW.refund_id))
BEGIN SELECT RAISE(ABORT, 'a refund has an id of its own, belongs to a charge of its partner, and is not more than is left of it'); END`,
  `CREATE TRIGGER refunds_lower_their_charge AFTER INSERT ON refunds
BEGIN UPDATE charges SET refunded_minor = refunded_minor + NEW.amount_minor WHERE id = NEW.charge_id; END`,
  `CREATE TRIGGER refunds_are_never_changed BEFORE UPDATE ON refunds
BEGIN SELECT RAISE(ABORT, 'refunds are never changed'); END`,
  `CREATE TRIGGER refunds_are_never_deleted BEFORE DELETE ON refunds
BEGIN SELECT RAISE(ABORT, 'refunds are never deleted'); END`,

  `CREATE TRIGGER ledger_entries_belong_to_their_charge BEFORE INSERT ON ledger_entries
WHEN NEW.charge_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM charges JOIN vouchers ON vouchers.id = NEW.voucher_id
  WHERE charges.id = NEW.charge_id AND charges.partner_id = NEW.partner_id
    AND charges.customer_id = vouchers.customer_id
    AND charges.covered_minor - NEW.amount_minor BETWEEN 0 AND charges.amount_minor
    -- A refund goes to a voucher that paid the charge, and never more than it paid.
    AND (NEW.kind = 'deduct' OR (
      EXISTS (SELECT 1 FROM refunds WHERE id = NEW.refund_id AND charge_id = NEW.charge_id)
      AND NEW.amount_minor <= (SELECT -coalesce(sum(amount_minor), 0) FROM ledger_entries
        WHERE charge_id = NEW.charge_id AND voucher_id = NEW.voucher_id))))
BEGIN SELECT RAISE(ABORT, 'a deduction or refund belongs to a charge of the same customer, covers no more than it, and gives no voucher more than it paid'); END`,
  `CREATE TRIGGER ledger_entries_move_the_cover AFTER INSERT ON ledger_entries WHEN NEW.charge_id IS NOT NULL
BEGIN UPDATE charges SET covered_minor = covered_minor - NEW.amount_minor WHERE id = NEW.charge_id; END`,
]
