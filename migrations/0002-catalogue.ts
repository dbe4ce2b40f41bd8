export const statements = [
  `CREATE TABLE customers (
  -- An account of the partner's, known by its account id as on the cloud's bill.
  id         INTEGER PRIMARY KEY,
  partner_id INTEGER NOT NULL REFERENCES partners (id),
  account_id TEXT NOT NULL,
  name       TEXT NOT NULL,
  email      TEXT NOT NULL,                               -- '' where none is known
  active     INTEGER NOT NULL CHECK (active IN (0, 1)),   -- 0: no more vouchers are issued to it
  created_at TEXT NOT NULL,
  UNIQUE (partner_id, account_id)
) STRICT`,

  `CREATE TABLE products (
  -- A cloud product that fees are charged for.
  id         INTEGER PRIMARY KEY,
  partner_id INTEGER NOT NULL REFERENCES partners (id),
  code       TEXT NOT NULL,
  name       TEXT NOT NULL,
  category   TEXT NOT NULL,                                                 -- '' where none is known
  excluded_from_general INTEGER NOT NULL CHECK (excluded_from_general IN (0, 1)), -- 1: general vouchers do not pay it
  eligible_for_specific INTEGER NOT NULL CHECK (eligible_for_specific IN (0, 1)), -- 1: an allowlist may name it
  created_at TEXT NOT NULL,
  UNIQUE (partner_id, code)
) STRICT`,
]
