import t, { type Test } from 'tap'
import { freshDatabase, promptAt, refuses, seed } from '../support/database.ts'

const ONCE = 'the very same file is never imported twice'
const ONE_FEE = 'there is one fee for each period, customer, product and payment mode of a partner'
const OF_ITS_FEE = 'a charge from a bill belongs to a bill and a fee of its partner, customer and product'

/** Two partners, and of the first one a bill, the fee it says, and a second customer. */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await seed(db, 'contoso')
  const prompt = promptAt(t, file)
  prompt.exec(`
    INSERT INTO customers (id, partner_id, account_id, name, email, active, created_at)
    VALUES (9, 1, '1009', 'Bab', '', 1, '2026-01-02T00:00:00.000Z');
    ${bill()};
    ${fee()};`)
  return prompt
}

const bill = (change: Partial<Record<'id' | 'partner' | 'hash', number | string>> = {}, act = 'INSERT') => {
  const { id = 1, partner = 1, hash = 'aa' } = change
  return `${act} INTO bills (id, partner_id, file_name, file_hash, covers, line_count, left_out_count, posted_at)
    VALUES (${id}, ${partner}, 'a.csv', '${hash}', 'whole_period', 1, 0, '2026-01-05T00:00:00.000Z')`
}

type FeeColumn = 'id' | 'partner' | 'provider' | 'customer' | 'product'
const fee = (change: Partial<Record<FeeColumn, number | string>> = {}, act = 'INSERT') => {
  const { id = 1, partner = 1, provider = 'AWS', customer = 1, product = 1 } = change
  return `${act} INTO billed_fees (id, partner_id, provider, period_start_at, customer_id, product_id, payment_mode,
      exact_amount, posted_minor)
    VALUES (${id}, ${partner}, '${provider}', '2025-12-01T00:00:00.000Z', ${customer}, ${product}, 'postpaid', '5', 500)`
}

type ChargeColumn = 'partner' | 'customer' | 'product' | 'mode' | 'source' | 'bill' | 'fee'
const charge = (change: Partial<Record<ChargeColumn, number | string>> = {}) => {
  const {
    partner = 1,
    customer = 1,
    product = 1,
    mode = 'postpaid',
    source = 'bill',
    bill = 1,
    fee = 1,
  } = change
  return `INSERT INTO charges (partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor, occurred_at,
      description, source, bill_id, billed_fee_id, fingerprint, refused, posted_at)
    VALUES (${partner}, 'bill-1-1', ${customer}, ${product}, '${mode}', 500, '2026-01-05T00:00:00.000Z',
      '', '${source}', ${bill}, ${fee}, '', '[]', '2026-01-05T00:00:00.000Z')`
}

t.test(
  'a bill is the record of a file: it is never imported twice, changed, replaced or deleted',
  async (t) => {
    const prompt = await setUp(t)
    refuses(t, prompt, bill({ id: 2 }), ONCE)
    refuses(t, prompt, bill({ id: 2 }, 'INSERT OR REPLACE'), ONCE)
    refuses(t, prompt, bill({ hash: 'bb' }, 'INSERT OR REPLACE'), ONCE)
    refuses(t, prompt, `UPDATE bills SET covers = 'further_lines'`, 'bills are never changed')
    refuses(t, prompt, 'DELETE FROM bills', 'bills are never deleted')
    prompt.exec(bill({ id: 2, partner: 2 }))
  },
)

t.test('a billed fee is one of its partner, customer and product, and only its amounts change', async (t) => {
  const prompt = await setUp(t)
  refuses(t, prompt, fee({ id: 2 }), ONE_FEE)
  refuses(t, prompt, fee({ id: 2 }, 'INSERT OR REPLACE'), ONE_FEE)
  refuses(t, prompt, fee({ provider: 'Other' }, 'INSERT OR REPLACE'), ONE_FEE)
  refuses(t, prompt, fee({ id: 2, provider: 'Other', customer: 2 }), ONE_FEE)
  refuses(t, prompt, fee({ id: 2, provider: 'Other', product: 2 }), ONE_FEE)
  for (const change of ['id = 7', `provider = 'X'`, 'customer_id = 9', `payment_mode = 'prepaid'`]) {
    refuses(t, prompt, `UPDATE billed_fees SET ${change}`, 'of a billed fee only the amounts change')
  }
  refuses(t, prompt, 'UPDATE billed_fees SET posted_minor = -1', /CHECK constraint failed/)
  refuses(t, prompt, 'DELETE FROM billed_fees', 'billed fees are never deleted')
  prompt.exec(`UPDATE billed_fees SET exact_amount = '6', posted_minor = 600`)
})

t.test('a charge from a bill belongs to a bill and a fee; any other to neither', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(bill({ id: 2, partner: 2 }))
  prompt.exec(fee({ id: 2, partner: 2, customer: 2, product: 2 }))
  for (const wrong of [
    { bill: 2 },
    { bill: 7 },
    { fee: 2 },
    { fee: 7 },
    { customer: 9 },
    { mode: 'prepaid' },
  ]) {
    refuses(t, prompt, charge(wrong), OF_ITS_FEE)
  }
  refuses(t, prompt, charge({ fee: 'NULL' }), OF_ITS_FEE)
  refuses(t, prompt, charge({ source: 'hand' }), /CHECK constraint failed/)
  refuses(t, prompt, charge({ source: 'hand', bill: 'NULL' }), /CHECK constraint failed/)
  prompt.exec(charge())
  refuses(t, prompt, 'UPDATE charges SET billed_fee_id = 2', /^a charge changes only by way of the ledger/)
})
