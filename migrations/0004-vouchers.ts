export const statements = [
  `CREATE TABLE issuances (
  -- One act of issuing: a template, one or more lines (customer, amount), a reason.
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  template_id   INTEGER NOT NULL REFERENCES templates (id),
  reason        TEXT NOT NULL,
  voucher_count INTEGER NOT NULL CHECK (voucher_count > 0),
  total_minor   INTEGER NOT NULL CHECK (total_minor BETWEEN 1 AND 9007199254740991),
  status        TEXT NOT NULL CHECK (status IN ('in_review', 'issued', 'rejected', 'cancelled')),
  requested_by  INTEGER REFERENCES members (id),
  requested_at  TEXT NOT NULL,
  decided_by    INTEGER REFERENCES members (id),  -- who approved, rejected or cancelled it
  decided_at    TEXT CHECK ((decided_at IS NULL) = (status = 'in_review')) -- at own cost: the same instant as requested_at
) STRICT`,
  'CREATE INDEX issuances_of_partner ON issuances (partner_id, id)',
  'CREATE INDEX issuances_of_template ON issuances (template_id, id)',

  `CREATE TABLE issuance_lines (
  -- What an issuance that waits, or waited, for review asked for. What was issued stands in vouchers.
  issuance_id  INTEGER NOT NULL REFERENCES issuances (id),
  line         INTEGER NOT NULL CHECK (line > 0),
  customer_id  INTEGER NOT NULL REFERENCES customers (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 9007199254740991),
  PRIMARY KEY (issuance_id, line)
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE withdrawals (
  -- One act of taking back the balance of one or more vouchers.
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  reason        TEXT NOT NULL,
  voucher_count INTEGER NOT NULL CHECK (voucher_count > 0),
  total_minor   INTEGER NOT NULL CHECK (total_minor > 0),
  withdrawn_by  INTEGER REFERENCES members (id),
  withdrawn_at  TEXT NOT NULL
) STRICT`,
  'CREATE INDEX withdrawals_of_partner ON withdrawals (partner_id, id)',

  `CREATE TABLE vouchers (
  -- What a customer holds. Its terms are its template's. A row changes only by way of a ledger entry.
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  number        TEXT NOT NULL UNIQUE,
  template_id   INTEGER NOT NULL REFERENCES templates (id),
  issuance_id   INTEGER NOT NULL REFERENCES issuances (id),
  customer_id   INTEGER NOT NULL REFERENCES customers (id),
  face_minor    INTEGER NOT NULL CHECK (face_minor BETWEEN 1 AND 9007199254740991),
  balance_minor INTEGER NOT NULL CHECK (balance_minor BETWEEN 0 AND face_minor), -- the sum of its ledger entries
  valid_from_at TEXT NOT NULL,  -- the first instant of its first day
  expires_at    TEXT NOT NULL CHECK (expires_at > valid_from_at), -- the first instant after its last day
  issued_at     TEXT NOT NULL,
  withdrawn_at  TEXT,
  lapsed_at     TEXT,           -- when the ledger took back what had expired
  state         TEXT NOT NULL GENERATED ALWAYS AS (
    -- The status but for the clock: at expires_at an unused or part used voucher is expired, whatever stands here.
    CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
         WHEN lapsed_at IS NOT NULL THEN 'expired'
         WHEN balance_minor = 0 THEN 'used_up'
         WHEN balance_minor < face_minor THEN 'part_used'
         ELSE 'unused' END) VIRTUAL
) STRICT`,
  'CREATE INDEX vouchers_by_issue ON vouchers (partner_id, id)',
  'CREATE INDEX vouchers_by_expiry ON vouchers (partner_id, expires_at, id)',
  'CREATE INDEX vouchers_by_state ON vouchers (partner_id, state, id)',
  'CREATE INDEX vouchers_of_customer ON vouchers (customer_id, id)',
  'CREATE INDEX vouchers_of_template ON vouchers (template_id, customer_id)',
  'CREATE INDEX vouchers_of_issuance ON vouchers (issuance_id, id)',

  `CREATE TABLE ledger_entries (
  -- Every change of every voucher's balance. Append-only.
  id                  INTEGER PRIMARY KEY,  -- counted without a gap, so that a missing entry shows
  partner_id          INTEGER NOT NULL REFERENCES partners (id),
  voucher_id          INTEGER NOT NULL REFERENCES vouchers (id),
  kind                TEXT NOT NULL CHECK (kind IN ('issue', 'deduct', 'refund', 'withdraw', 'expire')),
  amount_minor        INTEGER NOT NULL CHECK (amount_minor <> 0 AND (amount_minor > 0) = (kind IN ('issue', 'refund'))),
  balance_after_minor INTEGER NOT NULL CHECK (balance_after_minor >= 0),
  issuance_id         INTEGER REFERENCES issuances (id) CHECK ((issuance_id IS NOT NULL) = (kind = 'issue')),
  withdrawal_id       INTEGER REFERENCES withdrawals (id) CHECK ((withdrawal_id IS NOT NULL) = (kind = 'withdraw')),
  member_id           INTEGER REFERENCES members (id),  -- empty: Scrip itself, or the command line
  posted_at           TEXT NOT NULL
) STRICT`,
  'CREATE INDEX ledger_entries_of_voucher ON ledger_entries (voucher_id, id)',
  'CREATE INDEX ledger_entries_of_withdrawal ON ledger_entries (withdrawal_id, id) WHERE withdrawal_id IS NOT NULL',

  // Issuances: the record of what was asked for. Only the decision may still be written.
  `CREATE TRIGGER issuances_freeze_their_template_first BEFORE INSERT ON issuances
WHEN NOT EXISTS (SELECT 1 FROM templates
  WHERE id = NEW.template_id AND partner_id = NEW.partner_id AND frozen_at IS NOT NULL AND archived_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'an issuance needs a frozen template of the same partner that is not archived'); END`,
  `CREATE TRIGGER issuances_are_decided_once BEFORE UPDATE ON issuances
WHEN OLD.status <> 'in_review'
  OR NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.template_id <> OLD.template_id
  OR NEW.reason <> OLD.reason OR NEW.voucher_count <> OLD.voucher_count OR NEW.total_minor <> OLD.total_minor
  OR NEW.requested_by IS NOT OLD.requested_by OR NEW.requested_at <> OLD.requested_at
BEGIN SELECT RAISE(ABORT, 'an issuance is decided once, and what was asked for never changes'); END`,
  ...(['UPDATE', 'DELETE'] as const).map(
    (
      act,
    ) => `CREATE TRIGGER issuance_lines_are_never_changed_on_${act.toLowerCase()} BEFORE ${act} ON issuance_lines
BEGIN SELECT RAISE(ABORT, 'what an issuance asked for never changes'); END`,
  ),
  `CREATE TRIGGER issuance_lines_belong_to_what_was_asked_for BEFORE INSERT ON issuance_lines
WHEN NOT EXISTS (SELECT 1 FROM issuances JOIN customers USING (partner_id) WHERE issuances.id = NEW.issuance_id
    AND customers.id = NEW.customer_id AND status = 'in_review' AND NEW.line <= voucher_count)
  OR EXISTS (SELECT 1 FROM issuance_lines WHERE issuance_id = NEW.issuance_id AND line = NEW.line)
BEGIN SELECT RAISE(ABORT, 'an issuance in review has as many lines as vouchers, to customers of its partner'); END`,
  `CREATE TRIGGER issuances_are_never_replaced BEFORE INSERT ON issuances
WHEN EXISTS (SELECT 1 FROM issuances WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'issuances are never replaced'); END`,
  `CREATE TRIGGER issuances_are_never_deleted BEFORE DELETE ON issuances
BEGIN SELECT RAISE(ABORT, 'issuances are never deleted'); END`,
  `CREATE TRIGGER issuances_count_when_inserted AFTER INSERT ON issuances WHEN NEW.status = 'issued'
BEGIN
  UPDATE templates SET issued_count = issued_count + NEW.voucher_count, issued_minor = issued_minor + NEW.total_minor
  WHERE id = NEW.template_id;
END`,
  `CREATE TRIGGER issuances_count_when_approved AFTER UPDATE OF status ON issuances WHEN NEW.status = 'issued'
BEGIN
  UPDATE templates SET issued_count = issued_count + NEW.voucher_count, issued_minor = issued_minor + NEW.total_minor
  WHERE id = NEW.template_id;
END`,
  `CREATE TRIGGER withdrawals_are_never_replaced BEFORE INSERT ON withdrawals
WHEN EXISTS (SELECT 1 FROM withdrawals WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'withdrawals are never replaced'); END`,
  `CREATE TRIGGER withdrawals_are_never_changed BEFORE UPDATE ON withdrawals
BEGIN SELECT RAISE(ABORT, 'withdrawals are never changed'); END`,
  `CREATE TRIGGER withdrawals_are_never_deleted BEFORE DELETE ON withdrawals
BEGIN SELECT RAISE(ABORT, 'withdrawals are never deleted'); END`,

  // Vouchers: born with their first ledger entry, changed by the later ones, never deleted.
  `CREATE TRIGGER vouchers_are_issued_whole BEFORE INSERT ON vouchers
WHEN NEW.balance_minor <> NEW.face_minor OR NEW.withdrawn_at IS NOT NULL OR NEW.lapsed_at IS NOT NULL
  OR NOT EXISTS (SELECT 1 FROM issuances WHERE id = NEW.issuance_id AND partner_id = NEW.partner_id
    AND template_id = NEW.template_id AND status = 'issued')
  OR NOT EXISTS (SELECT 1 FROM customers WHERE id = NEW.customer_id AND partner_id = NEW.partner_id)
BEGIN SELECT RAISE(ABORT, 'a voucher is issued whole, by an issuance of its template, to a customer of its partner'); END`,
  `CREATE TRIGGER vouchers_open_their_ledger AFTER INSERT ON vouchers
BEGIN
  INSERT INTO ledger_entries
    (partner_id, voucher_id, kind, amount_minor, balance_after_minor, issuance_id, member_id, posted_at)
  SELECT NEW.partner_id, NEW.id, 'issue', NEW.face_minor, NEW.face_minor, NEW.issuance_id, decided_by, NEW.issued_at
  FROM issuances WHERE id = NEW.issuance_id;
END`,
  `CREATE TRIGGER vouchers_change_only_with_the_ledger BEFORE UPDATE ON vouchers
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.number <> OLD.number
  OR NEW.template_id <> OLD.template_id OR NEW.issuance_id <> OLD.issuance_id OR NEW.customer_id <> OLD.customer_id
  OR NEW.face_minor <> OLD.face_minor OR NEW.valid_from_at <> OLD.valid_from_at OR NEW.expires_at <> OLD.expires_at
  OR NEW.issued_at <> OLD.issued_at
  OR NOT EXISTS (
    SELECT 1 FROM ledger_entries AS entry
    WHERE entry.id = (SELECT max(id) FROM ledger_entries WHERE voucher_id = OLD.id)
      AND entry.balance_after_minor = NEW.balance_minor
      AND NEW.withdrawn_at IS CASE entry.kind WHEN 'withdraw' THEN coalesce(OLD.withdrawn_at, entry.posted_at) ELSE OLD.withdrawn_at END
      AND NEW.lapsed_at IS CASE entry.kind WHEN 'expire' THEN coalesce(OLD.lapsed_at, entry.posted_at) ELSE OLD.lapsed_at END)
BEGIN SELECT RAISE(ABORT, 'a voucher changes only by way of a ledger entry'); END`,
  `CREATE TRIGGER vouchers_are_never_replaced BEFORE INSERT ON vouchers
WHEN EXISTS (SELECT 1 FROM vouchers WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'vouchers are never replaced: each has its own number'); END`,
  `CREATE TRIGGER customers_with_vouchers_are_never_deleted BEFORE DELETE ON customers
WHEN EXISTS (SELECT 1 FROM vouchers WHERE customer_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a customer with vouchers is never deleted'); END`,
  `CREATE TRIGGER vouchers_are_never_deleted BEFORE DELETE ON vouchers
BEGIN SELECT RAISE(ABORT, 'vouchers are never deleted'); END`,

  // The ledger: each entry follows from the one before, and moves the voucher with it.
  `CREATE TRIGGER ledger_entries_follow_from_the_balance BEFORE INSERT ON ledger_entries
WHEN NOT EXISTS (
  SELECT 1 FROM vouchers WHERE id = NEW.voucher_id AND partner_id = NEW.partner_id
    -- Not left to the CHECK of vouchers: INSERT OR IGNORE makes the trigger below skip a row that fails one.
    AND NEW.balance_after_minor BETWEEN 0 AND face_minor
    AND CASE NEW.kind
      WHEN 'issue' THEN NEW.amount_minor = face_minor AND NEW.balance_after_minor = face_minor
        AND NEW.issuance_id = issuance_id AND NOT EXISTS (SELECT 1 FROM ledger_entries WHERE voucher_id = NEW.voucher_id)
      WHEN 'deduct' THEN NEW.balance_after_minor = balance_minor + NEW.amount_minor
        AND withdrawn_at IS NULL AND lapsed_at IS NULL
      WHEN 'refund' THEN NEW.balance_after_minor = balance_minor + NEW.amount_minor
      WHEN 'withdraw' THEN NEW.balance_after_minor = 0 AND NEW.amount_minor = -balance_minor AND lapsed_at IS NULL
        AND EXISTS (SELECT 1 FROM withdrawals WHERE id = NEW.withdrawal_id AND partner_id = NEW.partner_id)
      WHEN 'expire' THEN NEW.balance_after_minor = 0 AND NEW.amount_minor = -balance_minor AND withdrawn_at IS NULL
        AND NEW.posted_at >= expires_at
    END)
BEGIN SELECT RAISE(ABORT, 'a ledger entry must follow from the balance of its voucher'); END`,
  `CREATE TRIGGER ledger_entries_move_the_balance AFTER INSERT ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'ledger entries are counted one by one, without a gap')
  WHERE EXISTS (SELECT 1 FROM ledger_entries WHERE id > NEW.id)
    OR (NEW.id <> 1 AND NOT EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.id - 1));
  UPDATE vouchers SET
    balance_minor = NEW.balance_after_minor,
    withdrawn_at = CASE NEW.kind WHEN 'withdraw' THEN coalesce(withdrawn_at, NEW.posted_at) ELSE withdrawn_at END,
    lapsed_at = CASE NEW.kind WHEN 'expire' THEN coalesce(lapsed_at, NEW.posted_at) ELSE lapsed_at END
  WHERE id = NEW.voucher_id AND NEW.kind <> 'issue';
END`,
  `CREATE TRIGGER ledger_entries_are_never_replaced BEFORE INSERT ON ledger_entries
WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger entries are never replaced'); END`,
  `CREATE TRIGGER ledger_entries_are_never_changed BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END`,
  `CREATE TRIGGER ledger_entries_are_never_deleted BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END`,
]
