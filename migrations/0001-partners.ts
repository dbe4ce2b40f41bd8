export const statements = [
  `CREATE TABLE partners (
  -- The reseller's account. Every other row of the desk belongs to exactly one.
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  name       TEXT NOT NULL,
  currency   TEXT NOT NULL CHECK (length(currency) = 3), -- ISO 4217; every ..._minor column is in its minor unit
  time_zone  TEXT NOT NULL,                              -- IANA name; the days of validity are days there
  created_at TEXT NOT NULL                               -- every ..._at column: UTC, ISO 8601, milliseconds
) STRICT`,

  `CREATE TABLE members (
  -- A person who signs in for a partner, with one role.
  id            INTEGER PRIMARY KEY,
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  name          TEXT NOT NULL,
  email         TEXT NOT NULL UNIQUE,  -- lower case
  password_hash TEXT NOT NULL,         -- argon2id, in PHC string format
  role          TEXT NOT NULL CHECK (role IN ('owner', 'issuer', 'reviewer', 'viewer')),
  created_at    TEXT NOT NULL
) STRICT`,
  'CREATE INDEX members_of_partner ON members (partner_id)',

  `CREATE TABLE setup_links (
  -- The one-time links that make the first owner; only the newest one counts, and none once a member exists.
  token_hash TEXT PRIMARY KEY,  -- SHA-256 of the token, hex: the token itself is nowhere
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE sessions (
  -- Who is signed in, and where. Deleting a row signs that browser out.
  id_hash      TEXT PRIMARY KEY,  -- SHA-256 of the session id in the cookie, hex
  member_id    INTEGER NOT NULL REFERENCES members (id),
  address      TEXT NOT NULL,
  user_agent   TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  last_seen_at TEXT NOT NULL      -- to a few minutes: a page that is only read writes nothing
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX sessions_of_member ON sessions (member_id)',
  'CREATE INDEX sessions_by_age ON sessions (created_at)',

  `CREATE TABLE sign_in_attempts (
  -- Failed attempts in a row, per account and per address: each one makes the next wait longer.
  subject    TEXT PRIMARY KEY,  -- 'account:' and the SHA-256 of the email; 'address:', or 'guesser:' for links and tokens, and the address
  failures   INTEGER NOT NULL CHECK (failures > 0),
  blocked_until_at TEXT NOT NULL
) STRICT, WITHOUT ROWID`,

  `CREATE TABLE drafts (
  -- A filled-in form that was checked and waits for its Confirm. Swept after a day.
  id           TEXT PRIMARY KEY,  -- random
  member_id    INTEGER NOT NULL REFERENCES members (id),
  kind         TEXT NOT NULL,     -- which form
  content      TEXT NOT NULL CHECK (json_valid(content)),
  created_at   TEXT NOT NULL,
  result_path  TEXT               -- where Confirm led; set once, so that confirming again leads there, too
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX drafts_by_age ON drafts (created_at)',

  `CREATE TABLE audit_events (
  -- Every change of state: who, when, from where, what, before, after. Append-only.
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id INTEGER NOT NULL REFERENCES partners (id),
  member_id  INTEGER REFERENCES members (id),  -- empty: Scrip itself, or the command line
  address    TEXT NOT NULL,                    -- the network address, or 'command line'
  action     TEXT NOT NULL,                    -- such as 'template.created'
  subject    TEXT NOT NULL,                    -- such as 'template 12'
  before     TEXT CHECK (before IS NULL OR json_valid(before)),
  after      TEXT CHECK (after IS NULL OR json_valid(after)),
  at         TEXT NOT NULL
) STRICT`,
  'CREATE INDEX audit_events_of_partner ON audit_events (partner_id, id)',

  `CREATE TRIGGER members_are_never_deleted BEFORE DELETE ON members
BEGIN SELECT RAISE(ABORT, 'members are never deleted: the ledger and the audit name them'); END`,

  `CREATE TRIGGER audit_events_are_never_changed BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END`,
  // INSERT OR REPLACE deletes the row in its way, and no trigger on DELETE hears of it (recursive_triggers is off by
  // default). So the tables that are never deleted from refuse a key that is taken before it comes to that. Where
  // no id is given NEW.id is -1 in a BEFORE trigger, which is why their ids are held above 0.
  `CREATE TRIGGER audit_events_are_never_replaced BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit events are never replaced'); END`,
  `CREATE TRIGGER audit_events_are_never_deleted BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END`,
]
