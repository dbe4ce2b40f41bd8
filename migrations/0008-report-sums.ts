/** How the balance of a voucher that is inserted or changed moves the sums of its customer and its expiry. */
const BALANCE_MOVES = `voucher_count = voucher_count + (NEW.balance_minor > 0) - (OLD.balance_minor > 0),
    balance_minor = balance_minor + NEW.balance_minor - OLD.balance_minor`

// What the reports show is kept as sums, so that no report has to go through all vouchers or the whole ledger. The
// sums are moved in the transaction of what they count, and `scrip verify` proves them from the rows.
export const statements = [
  // A month begins at another instant in each time zone, but always on a quarter of an hour, and always between 10:00
  // UTC on the last day of the month before and 12:00 UTC on its first. So the quarters of these 26 hours are counted
  // one by one and the rest of the month as a whole, and the spans add up to the months of every time zone.
  `ALTER TABLE ledger_entries ADD COLUMN span_at TEXT GENERATED ALWAYS AS (
    CASE WHEN (substr(posted_at, 9, 2) > '01' OR substr(posted_at, 12, 2) >= '12')
        AND (substr(posted_at, 12, 2) < '10' OR strftime('%d', posted_at, '+1 day') > '01')
      THEN substr(posted_at, 1, 7) || '-01T12:00:00.000Z'
      ELSE substr(posted_at, 1, 14) || printf('%02d', substr(posted_at, 15, 2) / 15 * 15) || ':00.000Z' END) VIRTUAL
    /* when the span of time begins that it is counted in: no month of any time zone begins or ends inside a span */`,

  `CREATE TABLE expiry_balances (
  -- What a partner's vouchers hold, by the instant at which they expire. Moved by triggers with each balance.
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  expires_at    TEXT NOT NULL,
  voucher_count INTEGER NOT NULL CHECK (voucher_count >= 0), -- those that hold something
  balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0),
  PRIMARY KEY (partner_id, expires_at)
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE customer_balances (
  -- What a customer's vouchers hold, those that have expired and wait for late bills among them. Moved by triggers.
  customer_id   INTEGER PRIMARY KEY REFERENCES customers (id),
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  voucher_count INTEGER NOT NULL CHECK (voucher_count >= 0), -- those that hold something
  balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0)
) STRICT`,
  'CREATE INDEX customer_balances_by_size ON customer_balances (partner_id, balance_minor, customer_id)',
  // Which part of a customer's balance has expired.
  `CREATE INDEX vouchers_held ON vouchers (customer_id, expires_at, balance_minor) WHERE balance_minor > 0`,

  `CREATE TABLE issued_sums (
  -- What was issued in each span of time, see ledger_entries.span_at. Moved by a trigger with each ledger entry.
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  span_at       TEXT NOT NULL,
  voucher_count INTEGER NOT NULL CHECK (voucher_count > 0),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
  PRIMARY KEY (partner_id, span_at)
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE used_sums (
  -- What vouchers paid in each span of time for a product, less what was refunded to them in it: below nothing where more was.
  partner_id   INTEGER NOT NULL REFERENCES partners (id),
  span_at      TEXT NOT NULL,
  product_id   INTEGER NOT NULL REFERENCES products (id),
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (partner_id, span_at, product_id)
) STRICT, WITHOUT ROWID`,

  `CREATE TRIGGER vouchers_add_their_balance AFTER INSERT ON vouchers
BEGIN
  INSERT INTO expiry_balances (partner_id, expires_at, voucher_count, balance_minor)
  VALUES (NEW.partner_id, NEW.expires_at, 1, NEW.balance_minor)
  ON CONFLICT DO UPDATE SET voucher_count = voucher_count + 1, balance_minor = balance_minor + NEW.balance_minor;
  INSERT INTO customer_balances (customer_id, partner_id, voucher_count, balance_minor)
  VALUES (NEW.customer_id, NEW.partner_id, 1, NEW.balance_minor)
  ON CONFLICT DO UPDATE SET voucher_count = voucher_count + 1, balance_minor = balance_minor + NEW.balance_minor;
END`,
  `CREATE TRIGGER vouchers_move_their_balance AFTER UPDATE OF balance_minor ON vouchers
BEGIN
  UPDATE expiry_balances SET ${BALANCE_MOVES} WHERE partner_id = NEW.partner_id AND expires_at = NEW.expires_at;
  UPDATE customer_balances SET ${BALANCE_MOVES} WHERE customer_id = NEW.customer_id;
END`,
  `CREATE TRIGGER ledger_entries_add_to_the_issued AFTER INSERT ON ledger_entries WHEN NEW.kind = 'issue'
BEGIN
  INSERT INTO issued_sums (partner_id, span_at, voucher_count, amount_minor)
  VALUES (NEW.partner_id, NEW.span_at, 1, NEW.amount_minor)
  ON CONFLICT DO UPDATE SET voucher_count = voucher_count + 1, amount_minor = amount_minor + NEW.amount_minor;
END`,
  `CREATE TRIGGER ledger_entries_add_to_the_used AFTER INSERT ON ledger_entries WHEN NEW.charge_id IS NOT NULL
BEGIN
  INSERT INTO used_sums (partner_id, span_at, product_id, amount_minor)
  SELECT NEW.partner_id, NEW.span_at, product_id, -NEW.amount_minor FROM charges WHERE id = NEW.charge_id
  ON CONFLICT DO UPDATE SET amount_minor = amount_minor - NEW.amount_minor;
END`,

  // What was there before.
  `INSERT INTO expiry_balances (partner_id, expires_at, voucher_count, balance_minor)
  SELECT partner_id, expires_at, count(*) FILTER (WHERE balance_minor > 0), sum(balance_minor)
  FROM vouchers GROUP BY partner_id, expires_at`,
  `INSERT INTO customer_balances (customer_id, partner_id, voucher_count, balance_minor)
  SELECT customer_id, partner_id, count(*) FILTER (WHERE balance_minor > 0), sum(balance_minor)
  FROM vouchers GROUP BY customer_id, partner_id`,
  `INSERT INTO issued_sums (partner_id, span_at, voucher_count, amount_minor)
  SELECT partner_id, span_at, count(*), sum(amount_minor) FROM ledger_entries WHERE kind = 'issue' GROUP BY 1, 2`,
  `INSERT INTO used_sums (partner_id, span_at, product_id, amount_minor)
  SELECT entry.partner_id, span_at, product_id, -sum(entry.amount_minor)
  FROM ledger_entries AS entry JOIN charges ON charges.id = entry.charge_id GROUP BY 1, 2, 3`,
]
