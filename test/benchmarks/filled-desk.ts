import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { copyFile, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { migrations } from '../../migrations/index.ts'
import { migrate } from '../../src/database/migrate.ts'
import { openDatabase } from '../../src/database/open.ts'
import { setUp } from '../../src/partners/set-up.ts'

/** Who signs in at a filled desk. */
export const OWNER = { email: 'ada@bench.example', password: 'correct horse battery' } as const

/** When the desk was set up; its vouchers were issued evenly over the two years from then on. */
const FIRST_DAY = '2024-11-01'
const SPAN_DAYS = 730
const TEMPLATES = 200
/** How many ledger entries there are for each voucher at least, on the average: a few less where vouchers are few. */
const ENTRIES_EACH = 9.5
const PRODUCTS = 50

/** Another number here makes every desk anew. */
const EDITION = 2

/**
 * A database with a number of vouchers, a tenth as many customers and ten times as many ledger entries. It is made once
 * for each schema, the same at every making of a day, and is kept in the system's folder for temporary files. In a new
 * month it is made anew: its vouchers are used and expire as time goes by.
 *
 * @param vouchers an even number
 * @returns its file, which is not to be written to: `copyOfDesk` gives one that is
 */
async function filledDesk(vouchers: number): Promise<string> {
  const folder = join(tmpdir(), 'scrip-bench-desks')
  const schema = createHash('sha256')
    .update(JSON.stringify([EDITION, new Date().toISOString().slice(0, 7), migrations]))
    .digest('hex')
    .slice(0, 12)
  const file = join(folder, `${schema}-${vouchers}.db`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const making = `${file}.making`
  for (const end of ['', '-wal', '-shm']) rmSync(making + end, { force: true })
  await makeDesk(making, vouchers)
  renameSync(making, file)
  return file
}

/**
 * A copy of such a database that may be written to. All of it is on the disk: what is still to be written would be in
 * the way of what is measured.
 * @param folder where it is put, under a name of its own
 */
export async function copyOfDesk(folder: string, vouchers: number): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.db`)
  await copyFile(await filledDesk(vouchers), file)
  const copy = await open(file, 'r+')
  await copy.sync()
  await copy.close()
  return file
}

async function makeDesk(file: string, vouchers: number): Promise<void> {
  const db = openDatabase(file)
  await migrate(db)
  const { email, password } = OWNER
  const owner = { partnerName: 'Bench', currency: 'USD', timeZone: 'UTC', name: 'Ada', email, password }
  await setUp(db, owner, 'bench', `${FIRST_DAY}T00:00:00.000Z`)
  await db.destroy()
  fill(file, vouchers)
}

/** Fills the tables set by set. The triggers stand aside meanwhile: `scrip verify` says that the books are right. */
function fill(file: string, vouchers: number): void {
  const database = new BetterSqlite3(file)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.pragma('cache_size = -1000000')
  const triggers = database.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all() as {
    name: string
    sql: string
  }[]
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`)
  for (const step of steps(vouchers)) database.exec(step)
  // What the migrations themselves fill in for rows that are older than they are; one of the tables has another name now.
  for (const { statements } of migrations) {
    for (const statement of statements.filter((one) => /^(INSERT INTO|UPDATE) /.test(one)))
      database.exec(statement.replace('INTO customer_balances', 'INTO customer_sums'))
  }
  for (const { sql } of triggers) database.exec(sql)
  const entries = database.prepare('SELECT count(*) FROM ledger_entries').pluck().get() as number
  assert.ok(entries >= ENTRIES_EACH * vouchers, `${vouchers} vouchers have ${entries} ledger entries`)
  database.pragma('journal_mode = WAL')
  database.close()
}

/** A number from 0 to `below` - 1 that looks random and is the same at every making. */
const chance = (of: string, salt: number, below: number) =>
  `(((${of}) * 2654435761 + ${salt} * 40503) % 4294967296 / 65536 * 31 + (${of}) % 65537) % ${below}`

const count = (to: number | string) =>
  `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${to})`
const at = (day: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${day})`

function steps(vouchers: number): string[] {
  const customers = Math.max(2, vouchers / 10)
  const perIssuance = Math.min(100, vouchers / 10)
  return [
    `${count(PRODUCTS)} INSERT INTO products
      (partner_id, code, name, category, excluded_from_general, eligible_for_specific, created_at)
    SELECT 1, 'product-' || n, 'Product ' || n, 'Category ' || (n % 7), n % 10 = 0, n % 3 > 0, '${FIRST_DAY}T00:00:00.000Z'
    FROM number`,
    `${count(customers)} INSERT INTO customers (partner_id, account_id, name, email, active, created_at)
    SELECT 1, printf('1%08d', n), 'Customer ' || n, 'customer' || n || '@example.com', n % 50 > 0, '${FIRST_DAY}T00:00:00.000Z'
    FROM number`,
    `${count(TEMPLATES)} INSERT INTO templates (partner_id, name, usage, scope, payment_mode, amount_minor,
      minimum_spend_minor, validity, valid_days, funding, note, created_by, created_at, frozen_at)
    SELECT 1, 'Template ' || n,
      CASE WHEN n % 4 THEN 'customer_offer' ELSE 'product_trial' END,
      CASE WHEN n % 10 < 6 THEN 'general' WHEN n % 10 < 9 THEN 'allowlist' ELSE 'blocklist' END,
      CASE WHEN n % 5 < 3 THEN 'all' WHEN n % 5 = 3 THEN 'prepaid' ELSE 'postpaid' END,
      6000 + n % 7 * 1200, n % 3 * 100, 'days', 30 + n % 24 * 30, 'own_cost', '', 1,
      '${FIRST_DAY}T00:00:00.000Z', '${FIRST_DAY}T00:00:00.000Z'
    FROM number`,
    // Every template lists the first product it may: what a charge of these books is for.
    `INSERT INTO template_products (template_id, product_id)
    SELECT templates.id, products.id FROM templates JOIN products
    WHERE CASE scope WHEN 'general' THEN products.id % 10 = 0
      WHEN 'allowlist' THEN products.id = 1 OR products.id % 17 = templates.id % 17
      ELSE products.id % 25 = templates.id % 25 AND products.id > 1 END`,
    // Pairs of vouchers: the same template, customer and day, so that two pay each charge.
    `CREATE TABLE made AS ${count(vouchers)}, placed AS (
      SELECT n, (n - 1) / ${perIssuance} + 1 AS issuance, (n - 1) / 2 AS pair FROM number
    ), dated AS (
      SELECT n, issuance, pair, ${chance('issuance', 1, TEMPLATES)} + 1 AS template,
        ${chance('pair', 2, customers)} + 1 AS customer, ${chance('n', 3, 100)} AS fate,
        julianday('${FIRST_DAY}') + issuance * ${SPAN_DAYS}.0 / (${vouchers} / ${perIssuance} + 1) AS issued
      FROM placed
    )
    SELECT dated.*, amount_minor AS face, valid_days,
      date(issued) AS first_on, date(issued, '+' || valid_days || ' days') AS ends_on,
      -- How many charges a voucher pays in all, spread evenly over its days; each takes a twentieth.
      CASE WHEN ${chance('pair', 4, 100)} < 35 THEN 0 WHEN ${chance('pair', 4, 100)} < 60 THEN 12 ELSE 20 END AS charges
    FROM dated JOIN templates ON templates.id = template ORDER BY n`,
    'CREATE UNIQUE INDEX made_by_number ON made (n)',
    `INSERT INTO issuances (id, partner_id, template_id, reason, voucher_count, total_minor, status, requested_by,
      requested_at, decided_by, decided_at)
    SELECT issuance, 1, max(template), 'Reason ' || issuance, count(*), sum(face), 'issued', 1,
      ${at('max(issued)')}, 1, ${at('max(issued)')} FROM made GROUP BY issuance`,
    `UPDATE templates SET
      issued_count = (SELECT coalesce(sum(voucher_count), 0) FROM issuances WHERE template_id = templates.id),
      issued_minor = (SELECT coalesce(sum(total_minor), 0) FROM issuances WHERE template_id = templates.id)`,
    // Everything that happened, in the order of time.
    `CREATE TABLE event AS ${count(20)}
    SELECT n, pair, 'issue' AS kind, 0 AS step, issued AS happened FROM made
    UNION ALL
    SELECT made.n, pair, 'deduct', number.n, issued + number.n * valid_days / 22.0
      FROM made JOIN number ON number.n <= charges
      WHERE issued + number.n * valid_days / 22.0 < julianday('now')
    UNION ALL
    SELECT n, pair, 'withdraw', 21, issued + 3 FROM made WHERE charges = 0 AND fate < 20 AND issued + 3 < julianday('now')
    UNION ALL
    SELECT n, pair, 'expire', 22, julianday(ends_on) FROM made
      WHERE charges < 20 AND NOT (charges = 0 AND fate < 20) AND julianday(ends_on) < julianday('now', '-1 hour')`,
    `INSERT INTO charges (id, partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor, covered_minor,
      occurred_at, description, source, fingerprint, refused, posted_at)
    SELECT row_number() OVER (ORDER BY happened, pair), 1, 'C-' || pair || '-' || step, customer, 1,
      CASE WHEN template % 5 = 4 THEN 'postpaid' ELSE 'prepaid' END, face / 20 * 2, face / 20 * 2,
      ${at('happened')}, '', 'api', printf('%064x', pair * 100 + step), '[]', ${at('happened')}
    FROM event JOIN made USING (n, pair) WHERE kind = 'deduct' AND n % 2`,
    `INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
    SELECT row_number() OVER (ORDER BY happened, n), 1, 'Never used', 1, face, 1, ${at('happened')}
    FROM event JOIN made USING (n, pair) WHERE kind = 'withdraw'`,
    `CREATE TABLE ending AS SELECT n,
      sum(kind = 'deduct') AS paid,
      max(CASE WHEN kind = 'withdraw' THEN happened END) AS withdrawn,
      max(CASE WHEN kind = 'expire' THEN happened END) AS lapsed FROM event GROUP BY n`,
    'CREATE UNIQUE INDEX ending_by_number ON ending (n)',
    `INSERT INTO vouchers (id, partner_id, number, template_id, issuance_id, customer_id, face_minor, balance_minor,
      valid_from_at, expires_at, issued_at, withdrawn_at, lapsed_at)
    SELECT n, 1, upper(printf('%04x-%04x-%04x', n * 40503 % 65536, n / 65536, n % 65536)), template, issuance, customer,
      face, CASE WHEN coalesce(withdrawn, lapsed) IS NULL THEN face - paid * (face / 20) ELSE 0 END,
      ${at('first_on')}, ${at('ends_on')}, ${at('issued')}, ${at('withdrawn')}, ${at('lapsed')}
    FROM made JOIN ending USING (n) ORDER BY n`,
    `INSERT INTO ledger_entries (id, partner_id, voucher_id, kind, amount_minor, balance_after_minor, issuance_id,
      withdrawal_id, charge_id, member_id, posted_at)
    SELECT row_number() OVER (ORDER BY happened, step, n), 1, n, kind,
      CASE kind WHEN 'issue' THEN face WHEN 'deduct' THEN -face / 20 ELSE paid * (face / 20) - face END,
      CASE kind WHEN 'issue' THEN face WHEN 'deduct' THEN face - step * (face / 20) ELSE 0 END,
      CASE kind WHEN 'issue' THEN issuance END,
      CASE kind WHEN 'withdraw' THEN dense_rank() OVER (PARTITION BY kind ORDER BY happened, n) END,
      CASE kind WHEN 'deduct' THEN dense_rank() OVER (PARTITION BY kind ORDER BY happened, pair) END,
      CASE WHEN kind IN ('issue', 'withdraw') THEN 1 END, ${at('happened')}
    FROM event JOIN made USING (n, pair) JOIN ending USING (n) ORDER BY 1`,
    'DROP TABLE made; DROP TABLE event; DROP TABLE ending',
  ]
}
