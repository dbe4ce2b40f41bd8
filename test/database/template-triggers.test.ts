import t, { type Test } from 'tap'
import { copyTemplate, freshDatabase, promptAt, refuses, seed } from '../support/database.ts'

const FROZEN = 'the template was issued, so its terms are frozen'

/** A change of every term of the seeded template. */
const CHANGES = {
  partner_id: '2',
  name: `'Other'`,
  usage: `'customer_offer'`,
  scope: `'general'`,
  payment_mode: `'prepaid'`,
  amount_minor: '1',
  minimum_spend_minor: '1',
  validity: `'fixed', valid_days = NULL, first_day_on = '2026-01-01', last_day_on = '2026-01-31'`,
  first_day_on: `'2026-01-01'`,
  last_day_on: `'2026-01-31'`,
  valid_days: '31',
  funding: `'sponsored'`,
  max_vouchers: '1',
  max_vouchers_per_customer: '1',
  max_total_minor: '1',
  note: `'Other'`,
  created_by: 'NULL',
  created_at: `'2025-01-01T00:00:00.000Z'`,
  frozen_at: 'NULL',
}

t.test('no term of a frozen template can be changed', async (t) => {
  const prompt = await setUp(t)
  for (const [column, value] of Object.entries(CHANGES)) {
    refuses(t, prompt, `UPDATE templates SET ${column} = ${value} WHERE id = 1`, FROZEN)
  }
  for (const conflict of ['REPLACE', 'IGNORE', 'FAIL', 'ROLLBACK']) {
    refuses(t, prompt, `UPDATE OR ${conflict} templates SET amount_minor = 1 WHERE id = 1`, FROZEN)
  }
  refuses(t, prompt, `UPDATE templates SET FROZEN_AT = '2030-01-01T00:00:00.000Z' WHERE id = 1`, FROZEN)
})

t.test('every column of a template but its key, its counts and its archiving is a term', async (t) => {
  const prompt = await setUp(t)
  const columns = prompt.prepare(`SELECT name FROM pragma_table_info('templates')`).pluck().all()
  const mayChange = ['id', 'archived_at', 'issued_count', 'issued_minor']
  t.same(
    columns.filter((column) => !mayChange.includes(String(column))),
    Object.keys(CHANGES),
  )
})

t.test('a template that was never issued can be edited, and its products, too', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(`
    UPDATE templates SET name = 'Better', amount_minor = 1, validity = 'fixed', valid_days = NULL,
      first_day_on = '2026-01-01', last_day_on = '2026-01-01' WHERE id = 3;
    DELETE FROM template_products WHERE template_id = 3;
    INSERT INTO template_products VALUES (3, 1)`)
  t.match(prompt.prepare('SELECT name, amount_minor FROM templates WHERE id = 3').get(), {
    name: 'Better',
    amount_minor: 1,
  })
})

t.test('a frozen template can be archived', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(`UPDATE templates SET archived_at = '2026-02-01T00:00:00.000Z' WHERE id = 1`)
  t.equal(
    prompt.prepare('SELECT archived_at FROM templates WHERE id = 1').pluck().get(),
    '2026-02-01T00:00:00.000Z',
  )
})

t.test('an archived template stays archived', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(`UPDATE templates SET archived_at = '2026-02-01T00:00:00.000Z' WHERE id = 1`)
  const message = 'an archived template stays archived: copy it'
  refuses(t, prompt, 'UPDATE templates SET archived_at = NULL WHERE id = 1', message)
  refuses(t, prompt, `UPDATE templates SET archived_at = '2027-01-01T00:00:00.000Z' WHERE id = 1`, message)
})

t.test('a template keeps its id, issued or not', async (t) => {
  const prompt = await setUp(t)
  const message = 'a template keeps its id'
  refuses(t, prompt, 'UPDATE templates SET id = 99 WHERE id = 1', message)
  refuses(t, prompt, 'UPDATE templates SET rowid = 99 WHERE id = 1', message)
  refuses(t, prompt, 'UPDATE OR REPLACE templates SET id = 1 WHERE id = 3', message)
})

t.test('a template begins with nothing issued', async (t) => {
  const prompt = await setUp(t)
  const copy = (count: number, minor: number) => `INSERT INTO templates
    SELECT 9, partner_id, name, usage, scope, payment_mode, amount_minor, minimum_spend_minor, validity, first_day_on,
      last_day_on, valid_days, funding, max_vouchers, max_vouchers_per_customer, max_total_minor, note, created_by,
      created_at, frozen_at, archived_at, ${count}, ${minor} FROM templates WHERE id = 3`
  refuses(t, prompt, copy(1, 0), 'a template begins with nothing issued')
  refuses(t, prompt, copy(0, 1), 'a template begins with nothing issued')
  prompt.exec(copy(0, 0))
})

t.test('a template lists products of its own partner', async (t) => {
  const prompt = await setUp(t)
  const message = 'a template lists products of its own partner'
  refuses(t, prompt, 'INSERT INTO template_products VALUES (3, 2)', message)
  refuses(t, prompt, 'INSERT INTO template_products VALUES (3, 404)', message)
  prompt.exec('INSERT INTO template_products VALUES (3, 1)')
  refuses(t, prompt, 'UPDATE template_products SET product_id = 2 WHERE template_id = 3', message)
})

t.test('no template is deleted, issued or not', async (t) => {
  const prompt = await setUp(t)
  const message = 'templates are never deleted: archive it'
  refuses(t, prompt, 'DELETE FROM templates WHERE id = 1', message)
  refuses(t, prompt, 'DELETE FROM templates WHERE id = 3', message)
  refuses(t, prompt, 'DELETE FROM templates', message)
})

t.test('the products of a frozen template cannot be changed', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(
    `INSERT INTO products (id, partner_id, code, name, category,
        excluded_from_general, eligible_for_specific, created_at)
      VALUES (3, 1, 'storage', 'Storage', '', 0, 1, '2026-01-01T00:00:00.000Z')`,
  )
  refuses(t, prompt, 'INSERT INTO template_products VALUES (1, 3)', FROZEN)
  refuses(t, prompt, 'INSERT OR REPLACE INTO template_products VALUES (1, 1)', FROZEN)
  refuses(t, prompt, 'DELETE FROM template_products WHERE template_id = 1', FROZEN)
  refuses(t, prompt, 'UPDATE template_products SET product_id = 3 WHERE template_id = 1', FROZEN)
  refuses(t, prompt, 'UPDATE template_products SET template_id = 3 WHERE template_id = 1', FROZEN)
  prompt.exec('INSERT INTO template_products VALUES (3, 3)')
  refuses(t, prompt, 'UPDATE template_products SET template_id = 1 WHERE template_id = 3', FROZEN)
})

t.test('terms that contradict each other are refused', async (t) => {
  const prompt = await setUp(t)
  const wrongs = [
    `usage = 'gift'`,
    `scope = 'some'`,
    `payment_mode = 'cash'`,
    `funding = 'nobody'`,
    'amount_minor = 0',
    'amount_minor = 9007199254740992',
    'minimum_spend_minor = -1',
    `first_day_on = '2026-01-01'`,
    `validity = 'fixed'`,
    `validity = 'fixed', valid_days = NULL, first_day_on = '2026-01-02', last_day_on = '2026-01-01'`,
    `validity = 'fixed', first_day_on = '2026-01-01', last_day_on = '2026-01-01'`,
    'valid_days = NULL',
    'valid_days = 0',
    'max_vouchers = 0',
    'max_vouchers_per_customer = 0',
    'max_total_minor = 0',
  ]
  for (const wrong of wrongs) {
    refuses(t, prompt, `UPDATE templates SET ${wrong} WHERE id = 3`, /CHECK constraint failed/)
  }
  refuses(t, prompt, `UPDATE templates SET amount_minor = 'ten' WHERE id = 3`, /cannot store TEXT value/)
  refuses(t, prompt, 'UPDATE templates SET amount_minor = 10.5 WHERE id = 3', /cannot store REAL value/)
})

/** Partners 1 and 2 with a frozen template each, and template 3, a copy of the first, never issued. */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  const { templateId } = await seed(db)
  await seed(db, 'southwind')
  await copyTemplate(db, templateId)
  return promptAt(t, file)
}
