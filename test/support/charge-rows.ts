import type { Test } from 'tap'
import { freshDatabase, promptAt, SEEDED_AT, seed } from './database.ts'

/** Columns and values, as SQL names them. */
export type Row = Record<string, string | number | bigint | null | undefined>

/** Charge C-1 of 50.00 of the first partner's customer. */
export function chargeRow(changed: Row = {}): Row {
  return {
    id: 1,
    partner_id: 1,
    charge_id: 'C-1',
    customer_id: 1,
    product_id: 1,
    payment_mode: 'postpaid',
    amount_minor: 5_000,
    occurred_at: SEEDED_AT,
    description: '',
    source: 'api',
    fingerprint: '',
    refused: '[]',
    posted_at: SEEDED_AT,
    ...changed,
  }
}

/** Refund R-1 of 10.00 of that charge. */
export function refundRow(changed: Row = {}): Row {
  const row = {
    id: 1,
    partner_id: 1,
    refund_id: 'R-1',
    charge_id: 1,
    amount_minor: 1_000,
    posted_at: SEEDED_AT,
  }
  return { ...row, ...changed }
}

function feeRow(id: number): Row {
  return {
    id,
    partner_id: id,
    provider: 'AWS',
    period_start_at: SEEDED_AT,
    customer_id: id,
    product_id: id,
    payment_mode: 'postpaid',
    exact_amount: '0',
    posted_minor: 0,
  }
}

function billRow(id: number): Row {
  const file = {
    file_name: 'january.csv',
    file_hash: '',
    covers: 'further_lines',
    line_count: 1,
    left_out_count: 0,
  }
  return { id, partner_id: id, ...file, posted_at: SEEDED_AT }
}

/**
 * Connects by `promptAt` to two partners with one of each, a bill and a fee: every id of the first is 1, of the
 * second 2. And charge C-1 of the first, which voucher 1 of 100.00 can pay.
 */
export async function promptWithCharge(t: Test) {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await seed(db, 'southwind')
  const prompt = promptAt(t, file)
  const insert = (table: string, row: Row, conflict = '') => {
    const columns = Object.keys(row)
    const values = columns.map((column) => `$${column}`).join(', ')
    prompt.prepare(`INSERT ${conflict} INTO ${table} (${columns.join(', ')}) VALUES (${values})`).run(row)
  }
  const post = (entry: Row) =>
    insert('ledger_entries', { partner_id: 1, voucher_id: 1, charge_id: 1, posted_at: SEEDED_AT, ...entry })
  for (const id of [1, 2]) {
    insert('bills', billRow(id))
    insert('billed_fees', feeRow(id))
  }
  insert('charges', chargeRow())
  return {
    prompt,
    insert,
    post,
    deduct: (amount: number, after: number) =>
      post({ kind: 'deduct', amount_minor: -amount, balance_after_minor: after }),
    giveBack: (amount: number, after: number, changed: Row = {}) =>
      post({ kind: 'refund', amount_minor: amount, balance_after_minor: after, refund_id: 1, ...changed }),
  }
}
