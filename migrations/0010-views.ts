/** An amount as people read it: exact, with the decimals of the partner's currency. @param minor not below nothing */
const inUnits = (minor: string) =>
  `(${minor} / minor_per_unit)
    || iif(minor_per_unit = 1, '', '.' || substr(minor_per_unit + ${minor} % minor_per_unit, 2))`

/** How far the partner's clocks are from UTC: what makes a local time of a UTC one. */
const toLocal = (when: string) =>
  `(
    SELECT minutes || ' minutes' FROM utc_offsets
    WHERE time_zone = partners.time_zone AND ${when} ORDER BY from_at DESC LIMIT 1
  )`

/** The partner's day of an instant. */
const dayOf = (at: string) => `date(${at}, ${toLocal(`from_at <= ${at}`)})`

/** The partner's time just before a voucher expires, which lies on its last day. */
const LAST = `expires_at, '-1 second', ${toLocal('from_at < expires_at')}`

const NOW = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`

// What people look at by `sqlite3`: names in place of ids, decimal amounts, the partner's days, the words of the console.
export const statements = [
  `ALTER TABLE partners ADD COLUMN minor_per_unit INTEGER GENERATED ALWAYS AS (CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 1
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1000
    ELSE 100 END) VIRTUAL /* how many minor units make one of the currency */`,

  `CREATE TABLE utc_offsets (
  -- How far the clocks of a time zone are from UTC, from one instant to that of the next row.
  -- Scrip writes it for the zones of its partners, so that the views can tell days: SQLite knows no time zones.
  time_zone TEXT NOT NULL,    -- IANA name
  from_at   TEXT NOT NULL,
  minutes   INTEGER NOT NULL, -- to be added to UTC
  PRIMARY KEY (time_zone, from_at)
) STRICT, WITHOUT ROWID`,

  // The name is that of the view from now on.
  'ALTER TABLE customer_balances RENAME TO customer_sums',
  'DROP INDEX customer_balances_by_size',
  'CREATE INDEX customer_sums_by_size ON customer_sums (partner_id, balance_minor, customer_id)',

  // Whichever partner's it is: a view is asked for an account id alone.
  'CREATE INDEX customers_by_account ON customers (account_id)',

  `CREATE VIEW voucher_list AS
-- Every voucher as the console shows it, as of now.
-- In this view and those below an amount is exact text: balance + 0 is the number to compare, sort and add up by.
-- For what else a voucher has, and to go by an index of it: JOIN vouchers USING (number).
SELECT
  partners.name AS partner,
  vouchers.number,
  CASE WHEN state IN ('unused', 'part_used') AND expires_at <= ${NOW} THEN 'expired'
    ELSE state END AS status,
  customers.account_id AS customer,
  customers.name AS customer_name,
  templates.id AS template,
  templates.name AS template_name,
  partners.currency,
  ${inUnits('face_minor')} AS face_value,
  ${inUnits('balance_minor')} AS balance,
  ${dayOf('valid_from_at')} AS first_day_on,
  date(${LAST}) AS last_day_on, -- included
  ${dayOf('issued_at')} AS issued_on
FROM vouchers
JOIN partners ON partners.id = vouchers.partner_id
JOIN customers ON customers.id = vouchers.customer_id
JOIN templates ON templates.id = vouchers.template_id`,

  `CREATE VIEW customer_balances AS
-- What the vouchers of each customer hold, as of now; customers who hold nothing are left out.
SELECT
  partner,
  customer,
  customer_name,
  currency,
  voucher_count AS vouchers,
  ${inUnits('(balance_minor - expired_minor)')} AS outstanding,
  ${inUnits('expired_minor')} AS expired, -- waits for late bills, then lapses
  ${inUnits('balance_minor')} AS total
FROM (
  SELECT
    partners.name AS partner,
    customers.account_id AS customer,
    customers.name AS customer_name,
    partners.currency,
    partners.minor_per_unit,
    customer_sums.voucher_count,
    customer_sums.balance_minor,
    (SELECT coalesce(sum(vouchers.balance_minor), 0) FROM vouchers
      WHERE vouchers.customer_id = customer_sums.customer_id AND vouchers.balance_minor > 0
        AND vouchers.expires_at <= ${NOW}) AS expired_minor
  FROM customer_sums
  JOIN partners ON partners.id = customer_sums.partner_id
  JOIN customers ON customers.id = customer_sums.customer_id
  WHERE customer_sums.balance_minor > 0
)`,

  `CREATE VIEW liability_by_month AS
-- What each partner owes on its vouchers, as of now, by the month of their last day.
SELECT
  partner,
  expiry_month,
  status,
  currency,
  sum(voucher_count) AS vouchers,
  ${inUnits('sum(balance_minor)')} AS balance
FROM (
  SELECT
    partners.id AS partner_id,
    partners.name AS partner,
    strftime('%Y-%m', ${LAST}) AS expiry_month,
    iif(expires_at <= ${NOW}, 'expired', 'usable') AS status, -- expired: waits for late bills, then lapses
    partners.currency,
    partners.minor_per_unit,
    voucher_count,
    balance_minor
  FROM expiry_balances JOIN partners ON partners.id = expiry_balances.partner_id
  WHERE voucher_count > 0
)
GROUP BY partner_id, expiry_month, status`,

  `CREATE VIEW charge_list AS
-- Every charge, and what vouchers pay of it as it stands. payable = amount - refunded - covered.
SELECT
  partners.name AS partner,
  charges.charge_id,
  customers.account_id AS customer,
  customers.name AS customer_name,
  products.code AS product,
  products.name AS product_name,
  charges.payment_mode,
  partners.currency,
  ${inUnits('amount_minor')} AS amount,
  ${inUnits('refunded_minor')} AS refunded,
  ${inUnits('returnable_minor')} AS covered,
  ${inUnits('payable_minor')} AS payable,
  ${dayOf('occurred_at')} AS occurred_on
FROM charges
JOIN partners ON partners.id = charges.partner_id
JOIN customers ON customers.id = charges.customer_id
JOIN products ON products.id = charges.product_id`,
]
