/** What is counted against the budget: from its first allocation on, every issuance that is issued. */
const SPEND = `BEGIN
  SELECT RAISE(ABORT, 'the budget does not have so much left')
  WHERE NEW.total_minor > (SELECT remaining_minor FROM budget_entries
    WHERE partner_id = NEW.partner_id ORDER BY id DESC LIMIT 1);
  INSERT INTO budget_entries (partner_id, kind, amount_minor, remaining_minor, issuance_id, member_id, posted_at)
  SELECT NEW.partner_id, 'issue', -NEW.total_minor, remaining_minor - NEW.total_minor, NEW.id, NEW.decided_by, NEW.decided_at
  FROM budget_entries WHERE partner_id = NEW.partner_id ORDER BY id DESC LIMIT 1;
END`

export const statements = [
  // Settings. A change of one alters nothing that was done before.
  `ALTER TABLE partners ADD COLUMN refunds_return INTEGER NOT NULL DEFAULT 1 CHECK (refunds_return IN (0, 1))
    /* 1: a refund gives vouchers back what they had paid; 0: what they paid stays spent */`,
  `ALTER TABLE partners ADD COLUMN withdraw_part_used INTEGER NOT NULL DEFAULT 0 CHECK (withdraw_part_used IN (0, 1))
    /* 1: what is left of a part-used voucher can be withdrawn, too */`,
  `ALTER TABLE partners ADD COLUMN withdrawn_returns INTEGER NOT NULL DEFAULT 1 CHECK (withdrawn_returns IN (0, 1))
    /* 1: what is withdrawn comes back to the budget */`,
  `ALTER TABLE partners ADD COLUMN expired_returns INTEGER NOT NULL DEFAULT 0 CHECK (expired_returns IN (0, 1))
    /* 1: what lapses comes back to the budget */`,
  `ALTER TABLE partners ADD COLUMN review_threshold_minor INTEGER
    CHECK (review_threshold_minor BETWEEN 0 AND 9007199254740991) /* an issuance worth more waits for a review; empty: only sponsored ones do */`,
  `ALTER TABLE partners ADD COLUMN two_step_required INTEGER NOT NULL DEFAULT 0 CHECK (two_step_required IN (0, 1))
    /* 1: every member signs in with a second step */`,

  // Members: invited, deactivated and reset, but never deleted.
  `ALTER TABLE members ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)) /* 0: cannot sign in any more */`,
  `ALTER TABLE members ADD COLUMN two_step_secret TEXT /* base32, RFC 6238; empty: signs in with the password alone */`,
  `ALTER TABLE members ADD COLUMN two_step_counter INTEGER /* the time step of the last code that was taken: a code is taken once */`,
  `ALTER TABLE sessions ADD COLUMN awaits_code INTEGER NOT NULL DEFAULT 0 CHECK (awaits_code IN (0, 1))
    /* 1: the password was right, and the code of the second step is still to come: not signed in */`,
  `CREATE TABLE recovery_codes (
  -- Each stands in once for the code of the second step, for whoever has lost the phone.
  member_id INTEGER NOT NULL REFERENCES members (id),
  code_hash TEXT NOT NULL,  -- SHA-256 of the code, hex: the code itself is nowhere
  used_at   TEXT,
  PRIMARY KEY (member_id, code_hash)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE invitations (
  -- A link of one use: to become a member, or for a member to choose a new password.
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id INTEGER NOT NULL REFERENCES partners (id),
  kind       TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
  token_hash TEXT NOT NULL UNIQUE,  -- SHA-256 of the token, hex: the token itself is nowhere
  name       TEXT NOT NULL,         -- whom it is meant for
  role       TEXT CHECK ((role IS NOT NULL) = (kind = 'invitation') AND role IN ('owner', 'issuer', 'reviewer', 'viewer')),
  member_id  INTEGER REFERENCES members (id) CHECK (kind = 'invitation' OR member_id IS NOT NULL), -- whose reset; who joined by it
  created_by INTEGER REFERENCES members (id),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at    TEXT,
  revoked_at TEXT
) STRICT`,
  'CREATE INDEX invitations_of_partner ON invitations (partner_id, id)',
  'CREATE INDEX invitations_of_member ON invitations (member_id) WHERE member_id IS NOT NULL',
  `CREATE TRIGGER partners_keep_an_owner BEFORE UPDATE ON members
WHEN OLD.role = 'owner' AND OLD.active = 1
  AND (NEW.role <> 'owner' OR NEW.active = 0 OR NEW.partner_id <> OLD.partner_id OR NEW.id <> OLD.id)
  AND NOT EXISTS (SELECT 1 FROM members
    WHERE partner_id = OLD.partner_id AND role = 'owner' AND active = 1 AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'a partner keeps at least one owner who can sign in'); END`,
  `CREATE TRIGGER members_stay_with_their_partner BEFORE UPDATE ON members
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id
BEGIN SELECT RAISE(ABORT, 'a member keeps its id and its partner'); END`,

  // Review.
  `ALTER TABLE issuances ADD COLUMN decision_reason TEXT NOT NULL DEFAULT '' /* what the reviewer said */`,
  `CREATE INDEX issuances_in_review ON issuances (partner_id, id) WHERE status = 'in_review'`,
  `CREATE TRIGGER issuances_that_need_a_review_wait BEFORE INSERT ON issuances
WHEN NEW.status = 'issued' AND EXISTS (
  SELECT 1 FROM templates JOIN partners ON partners.id = templates.partner_id
  WHERE templates.id = NEW.template_id
    AND (funding = 'sponsored' OR NEW.total_minor > review_threshold_minor))
BEGIN SELECT RAISE(ABORT, 'what is sponsored, or worth more than the review threshold, waits for a review'); END`,
  `CREATE TRIGGER issuances_are_approved_by_another BEFORE UPDATE OF status ON issuances
WHEN NEW.status = 'issued' AND (NEW.decided_by IS NULL OR NEW.decided_by IS OLD.requested_by)
BEGIN SELECT RAISE(ABORT, 'an issuance is approved by a member who did not ask for it'); END`,

  // Budget.
  `CREATE TABLE budget_entries (
  -- Every change of what a partner may still issue. Append-only. A partner without an entry has no budget: no limit.
  -- The first one is an allocation; what was issued before it does not count.
  id              INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id      INTEGER NOT NULL REFERENCES partners (id),
  kind            TEXT NOT NULL CHECK (kind IN ('allocate', 'reclaim', 'issue', 'withdraw', 'expire')),
  amount_minor    INTEGER NOT NULL CHECK (amount_minor <> 0 AND (amount_minor < 0) = (kind IN ('reclaim', 'issue'))),
  remaining_minor INTEGER NOT NULL CHECK (remaining_minor BETWEEN 0 AND 9007199254740991), -- after it
  reason          TEXT CHECK ((reason IS NOT NULL) = (kind IN ('allocate', 'reclaim'))),
  issuance_id     INTEGER REFERENCES issuances (id) CHECK ((issuance_id IS NOT NULL) = (kind = 'issue')),
  withdrawal_id   INTEGER REFERENCES withdrawals (id) CHECK ((withdrawal_id IS NOT NULL) = (kind = 'withdraw')),
  member_id       INTEGER REFERENCES members (id),  -- empty: Scrip itself, or the command line
  posted_at       TEXT NOT NULL
) STRICT`,
  'CREATE INDEX budget_entries_of_partner ON budget_entries (partner_id, id)',
  `CREATE UNIQUE INDEX budget_entries_of_issuance ON budget_entries (issuance_id) WHERE issuance_id IS NOT NULL`,
  `CREATE TRIGGER budget_entries_follow_from_what_remains BEFORE INSERT ON budget_entries
WHEN NEW.remaining_minor <> NEW.amount_minor + coalesce((SELECT remaining_minor FROM budget_entries
    WHERE partner_id = NEW.partner_id ORDER BY id DESC LIMIT 1), 0)
  OR NEW.remaining_minor < 0
  OR (NEW.kind <> 'allocate' AND NOT EXISTS (SELECT 1 FROM budget_entries WHERE partner_id = NEW.partner_id))
  OR (NEW.id > 0 AND EXISTS (SELECT 1 FROM budget_entries WHERE id >= NEW.id))
  OR (NEW.kind = 'issue' AND NOT EXISTS (SELECT 1 FROM issuances WHERE id = NEW.issuance_id
    AND partner_id = NEW.partner_id AND status = 'issued' AND total_minor = -NEW.amount_minor))
  OR (NEW.kind = 'withdraw' AND NOT EXISTS (SELECT 1 FROM withdrawals WHERE id = NEW.withdrawal_id
    AND partner_id = NEW.partner_id))
BEGIN SELECT RAISE(ABORT, 'a budget entry must follow from what remains, and what remains is never below nothing'); END`,
  `CREATE TRIGGER budget_entries_are_never_changed BEFORE UPDATE ON budget_entries
BEGIN SELECT RAISE(ABORT, 'budget entries are never changed'); END`,
  `CREATE TRIGGER budget_entries_are_never_deleted BEFORE DELETE ON budget_entries
BEGIN SELECT RAISE(ABORT, 'budget entries are never deleted'); END`,
  `CREATE TRIGGER issuances_spend_the_budget_when_inserted AFTER INSERT ON issuances
WHEN NEW.status = 'issued'
${SPEND}`,
  `CREATE TRIGGER issuances_spend_the_budget_when_approved AFTER UPDATE OF status ON issuances
WHEN NEW.status = 'issued'
${SPEND}`,

  // Statements.
  `CREATE TABLE statements (
  -- A link that shows a customer all of its vouchers, without a sign-in.
  id          INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id  INTEGER NOT NULL REFERENCES partners (id),
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  token_hash  TEXT NOT NULL UNIQUE,  -- SHA-256 of the token, hex: the token itself is nowhere
  created_by  INTEGER REFERENCES members (id),
  created_at  TEXT NOT NULL,
  opened_at   TEXT,                  -- last, to an hour
  revoked_by  INTEGER REFERENCES members (id),
  revoked_at  TEXT
) STRICT`,
  'CREATE INDEX statements_of_customer ON statements (customer_id, id)',

  // The audit log is looked through by what was done, by what it was done to, and by whom.
  'CREATE INDEX audit_events_by_action ON audit_events (partner_id, action, id)',
  'CREATE INDEX audit_events_by_subject ON audit_events (partner_id, subject, id)',
  'CREATE INDEX audit_events_by_member ON audit_events (partner_id, member_id, id) WHERE member_id IS NOT NULL',
]
