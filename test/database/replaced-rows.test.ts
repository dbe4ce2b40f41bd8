import t, { type Test } from 'tap'
import { freshDatabase, promptAt, refuses, seed } from '../support/database.ts'

/**
 * INSERT OR REPLACE deletes the row in its way, and no trigger on DELETE hears of it. So each row that is never
 * deleted is tried with it, at a prompt that has foreign keys off, and at one that has them on.
 */
const REPLACEMENTS: [row: string, statement: string, message: string][] = [
  [
    'a ledger entry, by one that follows from the balance,',
    `INTO ledger_entries (id, partner_id, voucher_id, kind, amount_minor, balance_after_minor, posted_at)
     VALUES (1, 1, 1, 'expire', -10000, 0, '2026-03-01T00:00:00.000Z')`,
    'ledger entries are never replaced',
  ],
  [
    'a voucher, by its number',
    `INTO vouchers (partner_id, number, template_id, issuance_id, customer_id, face_minor, balance_minor,
       valid_from_at, expires_at, issued_at)
     SELECT partner_id, number, template_id, issuance_id, customer_id, 999999, 999999,
       valid_from_at, expires_at, issued_at FROM vouchers`,
    'vouchers are never replaced: each has its own number',
  ],
  [
    'a voucher, by its id',
    `INTO vouchers (id, partner_id, number, template_id, issuance_id, customer_id, face_minor, balance_minor,
       valid_from_at, expires_at, issued_at)
     SELECT id, partner_id, 'other', template_id, issuance_id, customer_id, 999999, 999999,
       valid_from_at, expires_at, issued_at FROM vouchers`,
    'vouchers are never replaced: each has its own number',
  ],
  [
    'a frozen template',
    `INTO templates (id, partner_id, name, usage, scope, payment_mode, amount_minor, minimum_spend_minor, validity,
       valid_days, funding, note, created_at)
     VALUES (1, 1, 'Other', 'product_trial', 'general', 'all', 1, 0, 'days', 1, 'own_cost', '', '2026-01-05')`,
    'templates are never replaced: copy it',
  ],
  [
    'an issuance',
    `INTO issuances (id, partner_id, template_id, reason, voucher_count, total_minor,
      status, requested_by, requested_at, decided_by, decided_at)
      SELECT id, partner_id, template_id, 'Other', 99, 1, status, requested_by, requested_at,
       decided_by, decided_at FROM issuances`,
    'issuances are never replaced',
  ],
  [
    'a withdrawal',
    `INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      VALUES (1, 1, 'Other', 1, 1, NULL, '2026-01-05T00:00:00.000Z')`,
    'withdrawals are never replaced',
  ],
  [
    'an audit event',
    `INTO audit_events (id, partner_id, member_id, address, action, subject, before, after, at)
      VALUES (1, 1, NULL, '', 'nothing', 'nothing', NULL, NULL, '2026-01-05T00:00:00.000Z')`,
    'audit events are never replaced',
  ],
  [
    'a member, by its id',
    `INTO members (id, partner_id, name, email, password_hash, role, created_at)
      SELECT id, partner_id, name, 'other@x.example', '', 'viewer', created_at FROM members LIMIT 1`,
    'members are never replaced: each has its own email',
  ],
  [
    'a member, by its email',
    `INTO members (partner_id, name, email, password_hash, role, created_at)
      SELECT partner_id, name, email, '', 'viewer', created_at FROM members LIMIT 1`,
    'members are never replaced: each has its own email',
  ],
  [
    'a partner',
    `INTO partners (id, name, currency, time_zone, created_at)
      VALUES (1, 'northwind', 'JPY', 'UTC', '2026-01-05T00:00:00.000Z')`,
    'partners are never replaced',
  ],
]

for (const foreignKeys of ['OFF', 'ON']) {
  for (const [row, statement, message] of REPLACEMENTS) {
    t.test(`${row} is not replaced, foreign keys ${foreignKeys}`, async (t) => {
      const prompt = await setUp(t)
      prompt.pragma(`foreign_keys = ${foreignKeys}`)
      refuses(t, prompt, `INSERT OR REPLACE ${statement}`, message)
    })
  }
}

t.test('a member is not replaced by another who takes its email', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(`INSERT INTO members (partner_id, name, email, password_hash, role, created_at)
    VALUES (1, 'Eve', 'eve@x.example', '', 'viewer', '2026-01-05T00:00:00.000Z')`)
  refuses(
    t,
    prompt,
    `UPDATE OR REPLACE members SET email = (SELECT email FROM members WHERE id = 1) WHERE name = 'Eve'`,
    'members are never replaced: each has its own email',
  )
})

t.test('rows that give no id are inserted one after the other', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(`
    INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      SELECT NULL, partner_id, reason, 1, 1, NULL, withdrawn_at FROM withdrawals;
    INSERT INTO audit_events (id, partner_id, member_id, address, action, subject, before, after, at)
      SELECT NULL, partner_id, NULL, '', '', '', NULL, NULL, at FROM audit_events`)
  t.same(prompt.prepare('SELECT id FROM withdrawals').pluck().all(), [1, 2])
  t.same(prompt.prepare('SELECT id FROM audit_events').pluck().all(), [1, 2])
})

t.test('an id below 1 is refused: it would stand in the way of every row without one', async (t) => {
  const prompt = await setUp(t)
  refuses(
    t,
    prompt,
    `INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      VALUES (-1, 1, '', 1, 1, NULL, '2026-01-05T00:00:00.000Z')`,
    /CHECK constraint failed: id > 0/,
  )
})

/** A seeded partner with a withdrawal and an audit event. */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  const prompt = promptAt(t, file)
  prompt.exec(`
    INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      VALUES (1, 1, 'A mistake', 1, 10000, NULL, '2026-01-04T00:00:00.000Z');
    INSERT INTO audit_events (id, partner_id, member_id, address, action, subject, before, after, at)
      VALUES (1, 1, 1, '', 'done', 'it', NULL, NULL, '2026-01-04T00:00:00.000Z')`)
  return prompt
}
