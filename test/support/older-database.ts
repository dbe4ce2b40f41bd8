import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Test } from 'tap'
import { migrations } from '../../migrations/index.ts'
import { type Db, openDatabase } from '../../src/database/open.ts'

const AT = '2026-01-02T00:00:00.000Z'
const LATER = '2026-01-03T00:00:00.000Z'

/** What is in a database from each schema on. What a later one adds, its migration fills in by itself. */
const BUSINESS: Record<string, string> = {
  '0001-partners': `
    INSERT INTO partners (id, name, currency, time_zone, created_at) VALUES (1, 'Northwind', 'USD', 'UTC', '${AT}');
    INSERT INTO members (id, partner_id, name, email, password_hash, role, created_at)
    VALUES (1, 1, 'Ada', 'ada@northwind.example', '', 'owner', '${AT}');
    INSERT INTO sessions (id_hash, member_id, address, user_agent, created_at, last_seen_at)
    VALUES ('hash', 1, '127.0.0.1', 'w3m', '${AT}', '${AT}');
    INSERT INTO audit_events (partner_id, member_id, address, action, subject, at)
    VALUES (1, 1, '127.0.0.1', 'partner.created', 'partner 1', '${AT}')`,
  '0002-catalogue': `
    INSERT INTO customers (id, partner_id, account_id, name, email, active, created_at)
    VALUES (1, 1, '1001', 'Contoso', '', 1, '${AT}');
    INSERT INTO products (id, partner_id, code, name, category, excluded_from_general, eligible_for_specific, created_at)
    VALUES (1, 1, 'compute', 'Compute', '', 0, 1, '${AT}')`,
  '0003-templates': `
    INSERT INTO templates (id, partner_id, name, usage, scope, payment_mode, amount_minor, minimum_spend_minor, validity,
      valid_days, funding, note, created_by, created_at)
    VALUES (1, 1, 'Welcome', 'product_trial', 'allowlist', 'all', 5000, 0, 'days', 30, 'own_cost', '', 1, '${AT}');
    INSERT INTO template_products (template_id, product_id) VALUES (1, 1);
    UPDATE templates SET frozen_at = '${AT}'`,
  '0004-vouchers': `
    INSERT INTO issuances (id, partner_id, template_id, reason, voucher_count, total_minor, status, requested_by,
      requested_at, decided_by, decided_at)
    VALUES (1, 1, 1, 'First order', 2, 8000, 'issued', 1, '${AT}', 1, '${AT}');
    INSERT INTO vouchers (id, partner_id, number, template_id, issuance_id, customer_id, face_minor, balance_minor,
      valid_from_at, expires_at, issued_at)
    VALUES (1, 1, 'AAAA', 1, 1, 1, 5000, 5000, '${AT}', '2026-02-01T00:00:00.000Z', '${AT}'),
      (2, 1, 'BBBB', 1, 1, 1, 3000, 3000, '${AT}', '2026-02-01T00:00:00.000Z', '${AT}');
    INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
    VALUES (1, 1, 'Never used', 1, 3000, 1, '${LATER}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, withdrawal_id, member_id,
      posted_at)
    VALUES (1, 2, 'withdraw', -3000, 0, 1, 1, '${LATER}')`,
  '0005-charges': `
    INSERT INTO charges (id, partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor, occurred_at,
      description, source, fingerprint, refused, member_id, posted_at)
    VALUES (1, 1, 'C-1', 1, 1, 'postpaid', 2000, '${LATER}', '', 'api', '', '[]', 1, '${LATER}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, member_id,
      posted_at)
    VALUES (1, 1, 'deduct', -2000, 3000, 1, 1, '${LATER}');
    INSERT INTO refunds (id, partner_id, refund_id, charge_id, amount_minor, member_id, posted_at)
    VALUES (1, 1, 'R-1', 1, 500, 1, '${LATER}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, refund_id,
      member_id, posted_at)
    VALUES (1, 1, 'refund', 500, 3500, 1, 1, 1, '${LATER}');
    INSERT INTO bills (id, partner_id, file_name, file_hash, covers, line_count, left_out_count, posted_by, posted_at)
    VALUES (1, 1, 'january.csv', 'aa', 'whole_period', 1, 0, 1, '${LATER}'),
      (2, 1, 'restated.csv', 'bb', 'whole_period', 1, 0, 1, '${LATER}');
    INSERT INTO billed_fees (id, partner_id, provider, period_start_at, customer_id, product_id, payment_mode,
      exact_amount, posted_minor)
    VALUES (1, 1, 'AWS', '${AT}', 1, 1, 'postpaid', '7', 700);
    INSERT INTO charges (id, partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor, exact_amount,
      occurred_at, description, source, bill_id, billed_fee_id, fingerprint, refused, member_id, posted_at)
    VALUES (2, 1, 'bill-1-1', 1, 1, 'postpaid', 1000, '10', '${LATER}', '', 'bill', 1, 1, '', '[]', 1, '${LATER}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, member_id,
      posted_at)
    VALUES (1, 1, 'deduct', -1000, 2500, 2, 1, '${LATER}');
    INSERT INTO refunds (id, partner_id, refund_id, charge_id, amount_minor, bill_id, member_id, posted_at)
    VALUES (2, 1, 'bill-2-1', 2, 300, 2, 1, '${LATER}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, refund_id,
      member_id, posted_at)
    VALUES (1, 1, 'refund', 300, 2800, 2, 2, 1, '${LATER}')`,
}

/** A database of the first so many migrations, with the business that these know; partner 1 has all of it. */
export async function olderDatabase(t: Test, count: number): Promise<{ db: Db; file: string }> {
  const file = join(t.testdir(), 'scrip.db')
  const db = openDatabase(file)
  t.teardown(() => db.destroy())
  const first = migrations.slice(0, count)
  const ups = first.map(({ name, statements }): [string, Migration] => [
    name,
    {
      async up(db) {
        for (const statement of statements) await sql.raw(statement).execute(db)
      },
    },
  ])
  const provider = { getMigrations: async () => Object.fromEntries(ups) }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error) throw error
  const prompt = new BetterSqlite3(file)
  for (const { name } of first) prompt.exec(BUSINESS[name] ?? '')
  prompt.close()
  return { db, file }
}
