import t, { type Test } from 'tap'
import { freshDatabase, promptAt, refuses, seed } from '../support/database.ts'

const AT = '2026-01-05T00:00:00.000Z'
const FOLLOWS = 'a budget entry must follow from what remains, and what remains is never below nothing'
const TOO_MUCH = 'the budget does not have so much left'
/** INSERT, and the ways of it that pass over what fails a CHECK, or replace what is in the way. */
const INSERTS = ['INSERT', 'INSERT OR IGNORE', 'INSERT OR REPLACE', 'INSERT OR FAIL', 'REPLACE']

t.test('a budget begins with an allocation', async (t) => {
  const prompt = await setUp(t)
  for (const insert of INSERTS) {
    refuses(t, prompt, entry({ insert, kind: 'reclaim', amount: -1, total: -1, remaining: -1 }), FOLLOWS)
    refuses(t, prompt, entry({ insert, kind: 'issue', amount: -10_000, issuance: 1 }), FOLLOWS)
    refuses(t, prompt, entry({ insert, kind: 'expire', amount: 1, total: 0, remaining: 1 }), FOLLOWS)
  }
  prompt.exec(entry({}))
  t.same(last(prompt), ['allocate', 5000, 5000, 5000])
})

t.test('the total and what remains follow from the entry before', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(entry({}))
  for (const insert of INSERTS) {
    refuses(t, prompt, entry({ insert, total: 10_001, remaining: 10_000 }), FOLLOWS)
    refuses(t, prompt, entry({ insert, total: 10_000, remaining: 10_001 }), FOLLOWS)
    refuses(t, prompt, entry({ insert, total: 10_000, remaining: 9999 }), FOLLOWS)
    const reclaim = { insert, kind: 'reclaim', amount: -5001 }
    refuses(t, prompt, entry({ ...reclaim, total: -1, remaining: -1 }), FOLLOWS)
    refuses(t, prompt, entry({ ...reclaim, total: 0, remaining: 0 }), FOLLOWS)
    refuses(t, prompt, entry({ insert, total: 10_000, remaining: 10_000, after: 0 }), FOLLOWS)
    refuses(t, prompt, entry({ insert, total: 10_000, remaining: 10_000, after: 99 }), FOLLOWS)
  }
  prompt.exec(entry({ kind: 'reclaim', amount: -5000, total: 0, remaining: 0 }))
  t.same(last(prompt), ['reclaim', -5000, 0, 0])
})

t.test('a budget is never larger than what a number holds', async (t) => {
  const prompt = await setUp(t)
  const most = 9_007_199_254_740_991n
  prompt.exec(entry({ amount: most, total: most, remaining: most }))
  refuses(t, prompt, entry({ amount: 1, total: most + 1n, remaining: most + 1n }), /CHECK constraint failed/)
})

t.test('an entry is neither changed nor deleted nor replaced, and none is put between', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(entry({}))
  prompt.exec(entry({ total: 10_000, remaining: 10_000 }))
  for (const update of ['UPDATE', 'UPDATE OR IGNORE', 'UPDATE OR REPLACE']) {
    refuses(t, prompt, `${update} budget_entries SET reason = 'Other'`, 'budget entries are never changed')
    refuses(
      t,
      prompt,
      `${update} budget_entries SET rowid = 2 WHERE id = 1`,
      'budget entries are never changed',
    )
  }
  refuses(t, prompt, 'DELETE FROM budget_entries', 'budget entries are never deleted')
  for (const insert of INSERTS) {
    for (const id of [1, 2, 4, 9_223_372_036_854_775_807n]) {
      refuses(t, prompt, entry({ insert, id, total: 15_000, remaining: 15_000 }), FOLLOWS)
    }
  }
  const upsert = `${entry({ id: 2, total: 15_000, remaining: 15_000 })} ON CONFLICT DO UPDATE SET amount_minor = 1`
  refuses(t, prompt, upsert, FOLLOWS)
  prompt.exec(entry({ id: 3, total: 15_000, remaining: 15_000 }))
})

t.test('what is issued is taken from the budget by itself, at once or when it is approved', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(issuance({ id: 10, total: 900_000 }))
  t.same(entries(prompt), 0, 'without a budget there is no limit')
  prompt.exec(entry({}))
  prompt.exec(issuance({ id: 11, total: 2000 }))
  t.same(last(prompt), ['issue', -2000, 5000, 3000])
  prompt.exec(issuance({ id: 12, total: 3000, status: 'in_review' }))
  t.same(entries(prompt), 2, 'what waits takes nothing')
  prompt.exec(APPROVE)
  t.same(last(prompt), ['issue', -3000, 5000, 0])
  prompt.exec(issuance({ id: 13, partner: 2, template: 2, total: 900_000 }))
  t.same(entries(prompt), 3, 'another partner has none')
})

t.test('nothing is issued past what remains, by whatever statement', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(entry({}))
  for (const insert of INSERTS) refuses(t, prompt, issuance({ insert, id: 10, total: 5001 }), TOO_MUCH)
  prompt.exec(issuance({ id: 12, total: 5001, status: 'in_review' }))
  refuses(t, prompt, APPROVE, TOO_MUCH)
  for (const way of ['IGNORE', 'REPLACE', 'FAIL']) {
    refuses(t, prompt, APPROVE.replace('UPDATE', `UPDATE OR ${way}`), TOO_MUCH)
  }
  prompt.exec(issuance({ id: 13, total: 5000 }))
  for (const insert of INSERTS) refuses(t, prompt, issuance({ insert, id: 14, total: 1 }), TOO_MUCH)
})

t.test('what was issued is not counted by hand, neither late nor twice', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(entry({ amount: 50_000, total: 50_000, remaining: 50_000 }))
  prompt.exec(issuance({ id: 11, total: 2000 }))
  for (const insert of INSERTS) {
    const late = entry({
      insert,
      kind: 'issue',
      amount: -10_000,
      total: 50_000,
      remaining: 38_000,
      issuance: 1,
    })
    refuses(t, prompt, late, FOLLOWS)
    const twice = entry({
      insert,
      kind: 'issue',
      amount: -2000,
      total: 50_000,
      remaining: 46_000,
      issuance: 11,
    })
    refuses(t, prompt, twice, FOLLOWS)
  }
})

t.test('no more comes back than vouchers of the budget lost since the entry before', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(entry({ amount: 5000, total: 5000, remaining: 5000 }))
  prompt.exec(issuance({ id: 11, total: 4000 }))
  prompt.exec(voucher({ id: 11, number: 'B-1', face: 4000 }))
  const back = (insert: string, amount: number, withdrawal: number) =>
    entry({
      ...{ insert, kind: 'withdraw', amount, total: 5000, remaining: 1000 + amount, withdrawal },
      after: entriesOfLedger(prompt),
    })
  for (const insert of INSERTS) refuses(t, prompt, back(insert, 1, 1), FOLLOWS)
  prompt.exec(withdrawalOf(1, 1, 10_000))
  for (const insert of INSERTS) refuses(t, prompt, back(insert, 1, 1), FOLLOWS)
  prompt.exec(withdrawalOf(2, 3, 4000))
  for (const insert of INSERTS) {
    refuses(t, prompt, back(insert, 4001, 2), FOLLOWS)
    refuses(t, prompt, back(insert, 4000, 1), FOLLOWS)
    const lapsed = { insert, kind: 'expire', amount: 4000, total: 5000, remaining: 5000 }
    refuses(t, prompt, entry({ ...lapsed, after: entriesOfLedger(prompt) }), FOLLOWS)
  }
  prompt.exec(back('INSERT', 4000, 2))
  t.same(last(prompt), ['withdraw', 4000, 5000, 5000])
  for (const insert of INSERTS) refuses(t, prompt, back(insert, 4000, 2), FOLLOWS)
})

const APPROVE = `UPDATE issuances SET status = 'issued', decided_by = 3, decided_at = '${AT}' WHERE id = 12`

interface Entry {
  insert?: string
  id?: number | bigint
  kind?: string
  amount?: number | bigint
  total?: number | bigint
  remaining?: number | bigint
  after?: number
  issuance?: number
  withdrawal?: number
}

/** An entry of the first partner, 50.00 allocated unless told otherwise. */
function entry(parts: Entry): string {
  const { insert = 'INSERT', id, kind = 'allocate', amount = 5000, total = 5000, remaining = 5000 } = parts
  const { after = 2, issuance, withdrawal } = parts
  const reason = kind === 'allocate' || kind === 'reclaim' ? `'A plan'` : 'NULL'
  return `${insert} INTO budget_entries (id, partner_id, kind, amount_minor, total_minor, remaining_minor,
      after_entry_id, reason, issuance_id, withdrawal_id, member_id, posted_at)
    VALUES (${id ?? 'NULL'}, 1, '${kind}', ${amount}, ${total}, ${remaining},
      ${after}, ${reason}, ${issuance ?? 'NULL'}, ${withdrawal ?? 'NULL'}, 1, '${AT}')`
}

interface Issuance {
  insert?: string
  id: number
  partner?: number
  template?: number
  total: number
  status?: string
}

function issuance({
  insert = 'INSERT',
  id,
  partner = 1,
  template = 1,
  total,
  status = 'issued',
}: Issuance): string {
  const decision = status === 'in_review' ? 'NULL, NULL' : `1, '${AT}'`
  return `${insert} INTO issuances (id, partner_id, template_id, reason, voucher_count, total_minor,
      status, requested_by, requested_at, decided_by, decided_at)
    VALUES (${id}, ${partner}, ${template}, 'More', 1, ${total}, '${status}', 1, '${AT}', ${decision})`
}

function voucher({ id, number, face }: { id: number; number: string; face: number }): string {
  return `INSERT INTO vouchers (partner_id, number, template_id, issuance_id, customer_id, face_minor, balance_minor,
      valid_from_at, expires_at, issued_at)
    SELECT partner_id, '${number}', template_id, ${id}, customer_id, ${face}, ${face},
      valid_from_at, expires_at, issued_at FROM vouchers WHERE id = 1`
}

/** Withdraws a voucher that holds so much. */
function withdrawalOf(id: number, voucherId: number, balance: number): string {
  return `INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      VALUES (${id}, 1, 'Not needed', 1, ${balance}, 1, '${AT}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, withdrawal_id, posted_at)
      VALUES (1, ${voucherId}, 'withdraw', ${-balance}, 0, ${id}, '${AT}')`
}

type Prompt = Awaited<ReturnType<typeof setUp>>

function last(prompt: Prompt): unknown {
  return prompt
    .prepare('SELECT kind, amount_minor, total_minor, remaining_minor FROM budget_entries ORDER BY id DESC')
    .raw()
    .get()
}

function entries(prompt: Prompt): unknown {
  return prompt.prepare('SELECT count(*) FROM budget_entries').pluck().get()
}

function entriesOfLedger(prompt: Prompt): number {
  return Number(prompt.prepare('SELECT max(id) FROM ledger_entries').pluck().get())
}

/** Two partners with a voucher each, of the first 100.00; member 3 reviews for the first. */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await seed(db, 'southwind')
  const prompt = promptAt(t, file)
  prompt.exec(`INSERT INTO members (id, partner_id, name, email, password_hash, role, created_at)
    VALUES (3, 1, 'Rosa', 'rosa@northwind.test', '', 'reviewer', '${AT}')`)
  return prompt
}
