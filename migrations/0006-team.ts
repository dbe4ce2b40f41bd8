/** What is counted against the budget: from its first allocation on, every issuance that is issued. */
const SPEND = `BEGIN
  SELECT RAISE(ABORT, 'the budget does not have so much left')
  WHERE NEW.total_minor > (SELECT remaining_minor FROM budget_entries
    WHERE partner_id = NEW.partner_id ORDER BY id DESC LIMIT 1);
  INSERT INTO budget_entries
    (partner_id, kind, amount_minor, total_minor, remaining_minor, after_entry_id, issuance_id, member_id, posted_at)
  SELECT NEW.partner_id, 'issue', -NEW.total_minor, total_minor, remaining_minor - NEW.total_minor,
    (SELECT coalesce(max(id), 0) FROM ledger_entries), NEW.id, NEW.decided_by, NEW.decided_at
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
  `CREATE TRIGGER invitations_begin_open BEFORE INSERT ON invitations
WHEN NEW.used_at IS NOT NULL OR NEW.revoked_at IS NOT NULL
  OR EXISTS (SELECT 1 FROM invitations WHERE id = NEW.id OR token_hash = NEW.token_hash)
  OR (NEW.kind = 'reset' AND NOT EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND partner_id = NEW.partner_id))
BEGIN SELECT RAISE(ABORT, 'a link is made open, once, and a reset for a member of its partner'); END`,
  `CREATE TRIGGER invitations_are_used_or_revoked_once BEFORE UPDATE ON invitations
WHEN OLD.used_at IS NOT NULL OR OLD.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a link that was used or revoked is never changed'); END`,
  `CREATE TRIGGER invitations_keep_what_they_are_for BEFORE UPDATE ON invitations
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.kind <> OLD.kind OR NEW.token_hash <> OLD.token_hash
  OR NEW.name <> OLD.name OR NEW.role IS NOT OLD.role OR NEW.created_by IS NOT OLD.created_by
  OR NEW.created_at <> OLD.created_at OR NEW.expires_at <> OLD.expires_at
  OR (NEW.member_id IS NOT OLD.member_id AND (OLD.kind = 'reset' OR NEW.used_at IS NULL
    OR NOT EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND partner_id = NEW.partner_id)))
BEGIN SELECT RAISE(ABORT, 'a link keeps what it is for'); END`,
  `CREATE TRIGGER invitations_are_never_deleted BEFORE DELETE ON invitations
BEGIN SELECT RAISE(ABORT, 'links are never deleted: revoke them'); END`,
  `CREATE TRIGGER partners_keep_an_owner BEFORE UPDATE ON members
WHEN OLD.role = 'owner' AND OLD.active = 1
  AND (NEW.role <> 'owner' OR NEW.active = 0 OR NEW.partner_id <> OLD.partner_id OR NEW.id <> OLD.id)
  AND NOT EXISTS (SELECT 1 FROM members
    WHERE partner_id = OLD.partner_id AND role = 'owner' AND active = 1 AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'a partner keeps at least one owner who can sign in'); END`,
  `CREATE TRIGGER members_are_never_replaced BEFORE INSERT ON members
WHEN EXISTS (SELECT 1 FROM members WHERE id = NEW.id OR email = NEW.email)
BEGIN SELECT RAISE(ABORT, 'members are never replaced: each has its own email'); END`,
  `CREATE TRIGGER members_keep_out_of_each_others_way BEFORE UPDATE ON members
WHEN EXISTS (SELECT 1 FROM members WHERE email = NEW.email AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'members are never replaced: each has its own email'); END`,
  `CREATE TRIGGER members_stay_with_their_partner BEFORE UPDATE ON members
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id
BEGIN SELECT RAISE(ABORT, 'a member keeps its id and its partner'); END`,

  // Review.
  `ALTER TABLE issuances ADD COLUMN decision_reason TEXT NOT NULL DEFAULT '' /* what the reviewer said */`,
  `CREATE INDEX issuances_in_review ON issuances (partner_id, id) WHERE status = 'in_review'`,
  // What waits for a review or waited, among all that was issued at once by who asked for it.
  `CREATE INDEX issuances_reviewed ON issuances (partner_id, status, id)
    WHERE status <> 'issued' OR decided_by IS NOT requested_by`,
  `CREATE TRIGGER issuances_that_need_a_review_wait BEFORE INSERT ON issuances
WHEN NEW.status = 'issued' AND EXISTS (
  SELECT 1 FROM templates JOIN partners ON partners.id = templates.partner_id
  WHERE templates.id = NEW.template_id
    AND (funding = 'sponsored' OR NEW.total_minor > review_threshold_minor))
BEGIN SELECT RAISE(ABORT, 'what is sponsored, or worth more than the review threshold, waits for a review'); END`,
  `CREATE TRIGGER issuances_are_decided_by_another BEFORE UPDATE OF status ON issuances
WHEN OLD.status = 'in_review' AND NEW.status IN ('issued', 'rejected') AND (NEW.decided_by IS OLD.requested_by
  OR NOT EXISTS (SELECT 1 FROM members WHERE id = NEW.decided_by AND partner_id = NEW.partner_id))
BEGIN SELECT RAISE(ABORT, 'an issuance is approved or rejected by a member who did not ask for it'); END`,

  // Nobody adds to what was decided. Ids are given out in order, so the first and the last one tell how many there are.
  `CREATE TRIGGER vouchers_are_no_more_than_asked_for AFTER INSERT ON vouchers
WHEN (SELECT max(id) FROM vouchers WHERE issuance_id = NEW.issuance_id)
    - (SELECT min(id) FROM vouchers WHERE issuance_id = NEW.issuance_id)
    >= (SELECT voucher_count FROM issuances WHERE id = NEW.issuance_id)
  OR NEW.face_minor > (SELECT total_minor FROM issuances WHERE id = NEW.issuance_id)
BEGIN SELECT RAISE(ABORT, 'an issuance has no more vouchers than it asked for'); END`,

  // Budget.
  `CREATE TABLE budget_entries (
  -- Every change of what a partner may still issue. Append-only. A partner without an entry has no budget: no limit.
  -- The first one is an allocation; what was issued before it does not count.
  id              INTEGER PRIMARY KEY CHECK (id > 0),  -- counted without a gap, so that a missing entry shows
  partner_id      INTEGER NOT NULL REFERENCES partners (id),
  kind            TEXT NOT NULL CHECK (kind IN ('allocate', 'reclaim', 'issue', 'withdraw', 'expire')),
  amount_minor    INTEGER NOT NULL CHECK (amount_minor <> 0 AND (amount_minor < 0) = (kind IN ('reclaim', 'issue'))),
  total_minor     INTEGER NOT NULL CHECK (total_minor BETWEEN 0 AND 9007199254740991),      -- allocated less reclaimed, after it
  remaining_minor INTEGER NOT NULL CHECK (remaining_minor BETWEEN 0 AND total_minor),       -- after it
  after_entry_id  INTEGER NOT NULL,  -- the last ledger entry when it was posted, 0 where there was none: time alone does not tell
  reason          TEXT CHECK ((reason IS NOT NULL) = (kind IN ('allocate', 'reclaim'))),
  issuance_id     INTEGER REFERENCES issuances (id) CHECK ((issuance_id IS NOT NULL) = (kind = 'issue')),
  withdrawal_id   INTEGER REFERENCES withdrawals (id) CHECK ((withdrawal_id IS NOT NULL) = (kind = 'withdraw')),
  member_id       INTEGER REFERENCES members (id),  -- empty: Scrip itself, or the command line
  posted_at       TEXT NOT NULL
) STRICT`,
  'CREATE INDEX budget_entries_of_partner ON budget_entries (partner_id, id)',
  `CREATE UNIQUE INDEX budget_entries_of_issuance ON budget_entries (issuance_id) WHERE issuance_id IS NOT NULL`,
  'CREATE INDEX budget_entries_by_kind ON budget_entries (partner_id, kind, id)',
  `CREATE INDEX ledger_entries_that_end ON ledger_entries (partner_id, id) WHERE kind IN ('withdraw', 'expire')`,
  `CREATE TRIGGER budget_entries_follow_from_what_remains BEFORE INSERT ON budget_entries
WHEN NOT EXISTS (
  SELECT 1 FROM (SELECT max(id) AS id FROM budget_entries WHERE partner_id = NEW.partner_id) AS last
  LEFT JOIN budget_entries AS prior ON prior.id = last.id
  WHERE (NEW.id < 1 OR NEW.id = 1 + (SELECT coalesce(max(id), 0) FROM budget_entries))
    AND NEW.total_minor = coalesce(prior.total_minor, 0)
      + CASE WHEN NEW.kind IN ('allocate', 'reclaim') THEN NEW.amount_minor ELSE 0 END
    AND NEW.remaining_minor = coalesce(prior.remaining_minor, 0) + NEW.amount_minor
    AND NEW.remaining_minor BETWEEN 0 AND NEW.total_minor
    AND NEW.after_entry_id = (SELECT coalesce(max(id), 0) FROM ledger_entries)
    AND CASE NEW.kind
      WHEN 'allocate' THEN 1
      WHEN 'reclaim' THEN prior.id IS NOT NULL
      -- The triggers below post it before there is any voucher; nobody else can, and not twice.
      WHEN 'issue' THEN prior.id IS NOT NULL
        AND EXISTS (SELECT 1 FROM issuances WHERE id = NEW.issuance_id AND partner_id = NEW.partner_id
          AND status = 'issued' AND total_minor = -NEW.amount_minor)
        AND NOT EXISTS (SELECT 1 FROM vouchers WHERE issuance_id = NEW.issuance_id)
        AND NOT EXISTS (SELECT 1 FROM budget_entries WHERE issuance_id = NEW.issuance_id)
      -- No more comes back than was taken since the entry before, of vouchers that the budget had paid.
      ELSE NEW.amount_minor <= (SELECT -sum(entry.amount_minor) FROM ledger_entries AS entry
        JOIN vouchers ON vouchers.id = entry.voucher_id
        JOIN budget_entries AS spent ON spent.issuance_id = vouchers.issuance_id
        WHERE entry.partner_id = NEW.partner_id AND entry.id > prior.after_entry_id
          AND entry.kind IN ('withdraw', 'expire') AND entry.kind = NEW.kind
          AND entry.withdrawal_id IS NEW.withdrawal_id)
    END)
BEGIN SELECT RAISE(ABORT, 'a budget entry must follow from what remains, and what remains is never below nothing'); END`,
  `CREATE TRIGGER budget_entries_are_never_changed BEFORE UPDATE ON budget_entries
BEGIN SELECT RAISE(ABORT, 'budget entries are never changed'); END`,
  `CREATE TRIGGER budget_entries_are_never_deleted BEFORE DELETE ON budget_entries
BEGIN SELECT RAISE(ABORT, 'budget entries are never deleted'); END`,
  // Until now only templates fixed the currency; charges can come before any, and so can a budget.
  'DROP TRIGGER partners_keep_their_currency',
  `CREATE TRIGGER partners_keep_their_currency BEFORE UPDATE ON partners
WHEN NEW.id <> OLD.id
  OR (NEW.currency <> OLD.currency AND (
    EXISTS (SELECT 1 FROM templates WHERE partner_id = OLD.id)
    OR EXISTS (SELECT 1 FROM charges WHERE partner_id = OLD.id)
    OR EXISTS (SELECT 1 FROM billed_fees WHERE partner_id = OLD.id)
    OR EXISTS (SELECT 1 FROM budget_entries WHERE partner_id = OLD.id)))
BEGIN SELECT RAISE(ABORT, 'a partner keeps its id, and its currency once anything is counted in it'); END`,
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

  // The audit log is looked through in the order of time: all of it, by what was done, to what, and by whom.
  'DROP INDEX audit_events_of_partner',
  'CREATE INDEX audit_events_by_action ON audit_events (partner_id, action, at, id)',
  'CREATE INDEX audit_events_by_subject ON audit_events (partner_id, subject, at, id)',
  'CREATE INDEX audit_events_by_member ON audit_events (partner_id, member_id, at, id) WHERE member_id IS NOT NULL',
  'CREATE INDEX audit_events_by_address ON audit_events (partner_id, address, at, id) WHERE member_id IS NULL',
  // The last of them: where several would do as well, SQLite takes the one that was made first, and those say more.
  'CREATE INDEX audit_events_by_time ON audit_events (partner_id, at, id)',
]
