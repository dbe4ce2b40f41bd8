import t, { type Test } from 'tap'
import { copyTemplate, freshDatabase, promptAt, refuses, seed } from '../support/database.ts'

const AT = '2026-01-05T00:00:00.000Z'
const NEEDS_TEMPLATE = 'an issuance needs a frozen template of the same partner that is not archived'
const DECIDED_ONCE = 'an issuance is decided once, and what was asked for never changes'

t.test('an issuance needs a frozen template of its partner that is not archived', async (t) => {
  const prompt = await setUp(t)
  refuses(t, prompt, issuance({ partner: 2 }), NEEDS_TEMPLATE)
  refuses(t, prompt, issuance({ template: 404 }), NEEDS_TEMPLATE)
  refuses(t, prompt, issuance({ template: 3 }), NEEDS_TEMPLATE)
  prompt.exec(`UPDATE templates SET archived_at = '${AT}' WHERE id = 1`)
  refuses(t, prompt, issuance({}), NEEDS_TEMPLATE)
})

t.test('an issuance counts on its template when it is issued, and not before', async (t) => {
  const prompt = await setUp(t)
  const issued = () => prompt.prepare('SELECT issued_count, issued_minor FROM templates WHERE id = 1').get()
  t.same(issued(), { issued_count: 1, issued_minor: 10_000 })
  prompt.exec(issuance({ id: 10 }))
  t.same(issued(), { issued_count: 1, issued_minor: 10_000 }, 'in review')
  prompt.exec(`UPDATE issuances SET status = 'issued', decided_by = 3, decided_at = '${AT}' WHERE id = 10`)
  t.same(issued(), { issued_count: 3, issued_minor: 15_000 }, 'approved')
  prompt.exec(issuance({ id: 11, status: 'issued' }))
  t.same(issued(), { issued_count: 5, issued_minor: 20_000 }, 'at once')
  prompt.exec(issuance({ id: 12 }))
  prompt.exec(`UPDATE issuances SET status = 'cancelled', decided_by = 1, decided_at = '${AT}' WHERE id = 12`)
  t.same(issued(), { issued_count: 5, issued_minor: 20_000 }, 'cancelled')
})

t.test('an issuance is approved or rejected by a member of its partner who did not ask for it', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(issuance({ id: 10 }))
  const message = 'an issuance is approved or rejected by a member who did not ask for it'
  for (const status of ['issued', 'rejected']) {
    for (const decider of ['NULL', 1, 2, 404]) {
      const decision = `status = '${status}', decided_by = ${decider}, decided_at = '${AT}'`
      refuses(t, prompt, `UPDATE issuances SET ${decision} WHERE id = 10`, message)
    }
  }
})

t.test('an issuance is decided once', async (t) => {
  const prompt = await setUp(t)
  for (const [id, status] of [
    [10, 'issued'],
    [11, 'rejected'],
    [12, 'cancelled'],
  ] as const) {
    prompt.exec(issuance({ id, status }))
    for (const change of [
      `status = 'in_review', decided_at = NULL`,
      `status = 'issued'`,
      `decided_at = '${AT}'`,
      'decided_by = NULL',
    ]) {
      refuses(t, prompt, `UPDATE issuances SET ${change} WHERE id = ${id}`, DECIDED_ONCE)
    }
  }
})

t.test('what an issuance asked for never changes, not even while it waits for review', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(issuance({ id: 10 }))
  for (const change of [
    'id = 99',
    'rowid = 99',
    'partner_id = 2',
    'template_id = 2',
    `reason = 'Other'`,
    'voucher_count = 3',
    'total_minor = 1',
    'requested_by = 2',
    `requested_at = '2020-01-01T00:00:00.000Z'`,
  ]) {
    refuses(t, prompt, `UPDATE issuances SET ${change} WHERE id = 10`, DECIDED_ONCE)
  }
})

t.test('an issuance has a decision exactly when it no longer waits for one', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(issuance({ id: 10 }))
  const issue = `UPDATE issuances SET status = 'issued', decided_by = 3 WHERE id = 10`
  refuses(t, prompt, issue, /CHECK constraint failed/)
  refuses(t, prompt, `UPDATE issuances SET decided_at = '${AT}' WHERE id = 10`, /CHECK constraint failed/)
})

t.test('an issuance is never deleted', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(issuance({ id: 10 }))
  refuses(t, prompt, 'DELETE FROM issuances WHERE id = 10', 'issuances are never deleted')
  refuses(t, prompt, 'DELETE FROM issuances', 'issuances are never deleted')
})

t.test(
  'the lines of an issuance in review are as many as it asks for, to customers of its partner',
  async (t) => {
    const prompt = await setUp(t)
    prompt.exec(issuance({ id: 10 }))
    prompt.exec('INSERT INTO issuance_lines VALUES (10, 1, 1, 2500), (10, 2, 1, 2500)')
    const message = 'an issuance in review has as many lines as vouchers, to customers of its partner'
    refuses(t, prompt, 'INSERT INTO issuance_lines VALUES (10, 3, 1, 2500)', message)
    refuses(t, prompt, 'INSERT OR REPLACE INTO issuance_lines VALUES (10, 2, 1, 999999)', message)
    prompt.exec(issuance({ id: 11 }))
    refuses(t, prompt, 'INSERT INTO issuance_lines VALUES (11, 1, 2, 2500)', message)
    refuses(t, prompt, 'INSERT INTO issuance_lines VALUES (1, 1, 1, 2500)', message)
  },
)

t.test('the lines of an issuance never change', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(issuance({ id: 10 }))
  prompt.exec('INSERT INTO issuance_lines VALUES (10, 1, 1, 2500)')
  const message = 'what an issuance asked for never changes'
  refuses(t, prompt, 'UPDATE issuance_lines SET amount_minor = 999999', message)
  refuses(t, prompt, 'DELETE FROM issuance_lines', message)
})

t.test('a withdrawal is never changed and never deleted', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(`INSERT INTO withdrawals (partner_id, reason, voucher_count, total_minor, withdrawn_at)
      VALUES (1, 'A mistake', 1, 10000, '${AT}')`)
  refuses(t, prompt, `UPDATE withdrawals SET reason = 'Other'`, 'withdrawals are never changed')
  refuses(t, prompt, 'DELETE FROM withdrawals', 'withdrawals are never deleted')
})

t.test('an audit event is never changed and never deleted', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(
    `INSERT INTO audit_events (id, partner_id, member_id, address, action, subject, before, after, at)
      VALUES (1, 1, 1, '192.0.2.1', 'template.created', 'template 1', NULL, '{}', '${AT}')`,
  )
  refuses(t, prompt, 'UPDATE audit_events SET member_id = NULL', 'audit events are never changed')
  refuses(t, prompt, `UPDATE OR IGNORE audit_events SET after = NULL`, 'audit events are never changed')
  refuses(t, prompt, 'DELETE FROM audit_events', 'audit events are never deleted')
})

t.test('a customer and a product keep their id, their code and their partner', async (t) => {
  const prompt = await setUp(t)
  for (const table of ['customers', 'products']) {
    const code = table === 'customers' ? 'account_id' : 'code'
    const message = `${table} keep their id and their ${code}, and stay with their partner`
    refuses(t, prompt, `UPDATE ${table} SET ${code} = 'other'`, message)
    refuses(t, prompt, `UPDATE ${table} SET id = 99 WHERE id = 1`, message)
    refuses(t, prompt, `UPDATE OR REPLACE ${table} SET rowid = 2 WHERE id = 1`, message)
    refuses(t, prompt, `UPDATE OR REPLACE ${table} SET partner_id = 2 WHERE id = 1`, message)
    prompt.exec(`UPDATE ${table} SET name = 'Renamed' WHERE id = 1`)
  }
})

t.test('what vouchers and templates refer to is never deleted, foreign keys checked or not', async (t) => {
  const prompt = await setUp(t)
  refuses(t, prompt, 'DELETE FROM customers WHERE id = 1', 'a customer with vouchers is never deleted')
  refuses(t, prompt, 'DELETE FROM products WHERE id = 1', 'a product that a template lists is never deleted')
  refuses(t, prompt, 'DELETE FROM partners WHERE id = 1', 'partners are never deleted')
})

t.test('the currency of a partner can be mended until there is a template', async (t) => {
  const prompt = await setUp(t)
  const message = 'a partner keeps its id, and its currency once anything is counted in it'
  refuses(t, prompt, `UPDATE partners SET currency = 'JPY' WHERE id = 1`, message)
  refuses(t, prompt, 'UPDATE partners SET id = 99 WHERE id = 1', message)
  prompt.exec(`INSERT INTO partners (id, name, currency, time_zone, created_at)
      VALUES (3, 'eastwind', 'USD', 'UTC', '${AT}')`)
  prompt.exec(`UPDATE partners SET currency = 'JPY' WHERE id = 3`)
})

interface Issuance {
  id?: number
  partner?: number
  template?: number
  status?: string
}

/** Two vouchers, 50.00 in all. */
function issuance({ id = 9, partner = 1, template = 1, status = 'in_review' }: Issuance): string {
  const decision = status === 'in_review' ? 'NULL, NULL' : `1, '${AT}'`
  return `INSERT INTO issuances (id, partner_id, template_id, reason, voucher_count, total_minor,
      status, requested_by, requested_at, decided_by, decided_at)
    VALUES (${id}, ${partner}, ${template}, 'More', 2, 5000, '${status}', 1, '${AT}', ${decision})`
}

/**
 * Partners 1 and 2 with one of each, and of the first also template 3, which was never issued, and member 3, who
 * reviews.
 */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  const { templateId, partnerId } = await seed(db)
  await seed(db, 'southwind')
  await copyTemplate(db, templateId)
  const reviewer = { name: 'Rosa', email: 'rosa@northwind.test', role: 'reviewer' } as const
  await db
    .insertInto('members')
    .values({ ...reviewer, partnerId, passwordHash: '', createdAt: AT })
    .execute()
  return promptAt(t, file)
}
