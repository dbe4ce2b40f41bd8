import t from 'tap'
import { chargeRow, promptWithCharge, refundRow } from '../support/charge-rows.ts'
import { refuses, SEEDED_AT } from '../support/database.ts'

const BEGINS = 'a charge begins uncovered, with an id of its own, for a customer and a product of its partner'
const ONLY_WITH_LEDGER = 'a charge changes only by way of the ledger and its refunds'

t.test('a charge begins with nothing covered and nothing refunded', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  for (const wrong of [{ covered_minor: 1 }, { refunded_minor: 1 }, { covered_minor: 1, kept_minor: 1 }]) {
    refuses(t, prompt, () => insert('charges', chargeRow({ id: 9, charge_id: 'C-9', ...wrong })), BEGINS)
  }
})

t.test('a charge is for a customer and a product of its partner', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  for (const wrong of [
    { partner_id: 2 },
    { customer_id: 2 },
    { customer_id: 404 },
    { product_id: 2 },
    { product_id: 404 },
  ]) {
    refuses(t, prompt, () => insert('charges', chargeRow({ id: 9, charge_id: 'C-9', ...wrong })), BEGINS)
  }
  insert('charges', chargeRow({ id: 9, partner_id: 2, customer_id: 2, product_id: 2 }))
})

t.test('an id is charged once, and nothing takes the place of a charge', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  refuses(t, prompt, () => insert('charges', chargeRow({ id: 9 })), BEGINS)
  refuses(t, prompt, () => insert('charges', chargeRow({ charge_id: 'C-9' })), BEGINS)
  refuses(t, prompt, () => insert('charges', chargeRow({ id: 9 }), 'OR REPLACE'), BEGINS)
  refuses(t, prompt, () => insert('charges', chargeRow({ charge_id: 'C-9' }), 'OR REPLACE'), BEGINS)
})

t.test('an amount of nothing, below nothing or past 2^53 - 1 is refused', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  for (const amount_minor of [0, -1, 9007199254740992n]) {
    const wrong = chargeRow({ id: 9, charge_id: 'C-9', amount_minor })
    refuses(t, prompt, () => insert('charges', wrong), /CHECK constraint failed: amount_minor/)
    refuses(t, prompt, () => insert('refunds', refundRow({ amount_minor })), /./)
  }
})

t.test('a charge has a payment mode and a source of the few there are', async (t) => {
  const { prompt, insert } = await promptWithCharge(t)
  for (const wrong of [{ payment_mode: 'all' }, { source: 'post' }, { refused: 'none' }]) {
    const it = chargeRow({ id: 9, charge_id: 'C-9', ...wrong })
    refuses(t, prompt, () => insert('charges', it), /CHECK constraint failed/)
  }
})

t.test(
  'a charge names a bill and a fee exactly when it comes from a bill, and of its own partner',
  async (t) => {
    const { prompt, insert } = await promptWithCharge(t)
    const from = (source: object) => () =>
      insert('charges', chargeRow({ id: 9, charge_id: 'C-9', ...source }))
    const message = 'a charge from a bill belongs to a bill and a fee of its partner, customer and product'
    refuses(t, prompt, from({ bill_id: 1, billed_fee_id: 1 }), /CHECK constraint failed/)
    refuses(t, prompt, from({ source: 'bill' }), message)
    refuses(t, prompt, from({ source: 'bill', bill_id: 1 }), message)
    refuses(t, prompt, from({ source: 'bill', billed_fee_id: 1 }), message)
    refuses(t, prompt, from({ source: 'bill', bill_id: 2, billed_fee_id: 1 }), message)
    refuses(t, prompt, from({ source: 'bill', bill_id: 1, billed_fee_id: 2 }), message)
    refuses(
      t,
      prompt,
      from({ source: 'bill', bill_id: 1, billed_fee_id: 1, payment_mode: 'prepaid' }),
      message,
    )
    from({ source: 'bill', bill_id: 1, billed_fee_id: 1 })()
  },
)

t.test('no column of a charge can be changed by hand', async (t) => {
  const { prompt, deduct } = await promptWithCharge(t)
  deduct(3_000, 7_000)
  const columns = prompt.prepare(`SELECT name FROM pragma_table_info('charges')`).pluck().all()
  const changes: Record<string, string> = {
    id: '99',
    partner_id: '2',
    charge_id: `'C-9'`,
    customer_id: '2',
    product_id: '2',
    payment_mode: `'prepaid'`,
    amount_minor: '6000',
    covered_minor: '0',
    refunded_minor: '1',
    exact_amount: `'50'`,
    occurred_at: `'2026-02-01T00:00:00.000Z'`,
    description: `'Other'`,
    source: `'hand'`,
    bill_id: '1',
    billed_fee_id: '1',
    fingerprint: `'f00'`,
    refused: `'[1]'`,
    member_id: '1',
    token_id: '1',
    posted_at: `'2026-02-01T00:00:00.000Z'`,
    kept_minor: '1',
  }
  t.same(Object.keys(changes), columns, 'these are all its columns')
  for (const [column, value] of Object.entries(changes)) {
    refuses(t, prompt, `UPDATE charges SET ${column} = ${value} WHERE id = 1`, ONLY_WITH_LEDGER)
  }
  for (const conflict of ['REPLACE', 'IGNORE', 'FAIL', 'ROLLBACK']) {
    refuses(t, prompt, `UPDATE OR ${conflict} charges SET covered_minor = 0`, ONLY_WITH_LEDGER)
  }
})

t.test('a charge is never deleted', async (t) => {
  const { prompt } = await promptWithCharge(t)
  refuses(t, prompt, 'DELETE FROM charges', 'charges are never deleted')
  refuses(t, prompt, 'DELETE FROM charges WHERE id = 1', 'charges are never deleted')
})

t.test('the grace is a number of days up to a leap year', async (t) => {
  const { prompt } = await promptWithCharge(t)
  for (const days of ['-1', '367', 'NULL']) {
    refuses(t, prompt, `UPDATE partners SET grace_days = ${days}`, /constraint failed/)
  }
  prompt.exec('UPDATE partners SET grace_days = 366')
})

t.test('a token allows one or both of the two things there are', async (t) => {
  const { prompt } = await promptWithCharge(t)
  const token = (scopes: string) =>
    `INSERT INTO api_tokens VALUES (9, 1, 'Billing', 'f00', '${scopes}', 1, '${SEEDED_AT}', NULL, NULL)`
  for (const scopes of ['', 'write', 'read charges:write']) {
    refuses(t, prompt, token(scopes), /CHECK constraint failed: scopes/)
  }
  prompt.exec(token('charges:write read'))
})
