import t, { type Test } from 'tap'
import { freshDatabase, promptAt, refuses, SEEDED_AT, seed } from '../support/database.ts'

const ONLY_WITH_LEDGER = 'a voucher changes only by way of a ledger entry'
const ISSUED_WHOLE = 'a voucher is issued whole, by an issuance of its template, to a customer of its partner'

t.test('no column of a voucher can be changed by hand', async (t) => {
  const { prompt } = await setUp(t)
  const changes = [
    'id = 99',
    'rowid = 99',
    'partner_id = 2',
    `number = 'other'`,
    'template_id = 2',
    'issuance_id = 2',
    'customer_id = 2',
    'face_minor = 20000',
    'balance_minor = 5000',
    'face_minor = 20000, balance_minor = 20000',
    `valid_from_at = '2025-01-01T00:00:00.000Z'`,
    `expires_at = '2036-01-01T00:00:00.000Z'`,
    `issued_at = '2025-01-01T00:00:00.000Z'`,
    `withdrawn_at = '2026-01-03T00:00:00.000Z'`,
    `lapsed_at = '2026-01-03T00:00:00.000Z'`,
  ]
  for (const change of changes)
    refuses(t, prompt, `UPDATE vouchers SET ${change} WHERE id = 1`, ONLY_WITH_LEDGER)
  for (const conflict of ['REPLACE', 'IGNORE', 'FAIL', 'ROLLBACK']) {
    refuses(t, prompt, `UPDATE OR ${conflict} vouchers SET balance_minor = 5000`, ONLY_WITH_LEDGER)
  }
})

t.test('nobody adds vouchers to an issuance that is complete', async (t) => {
  const { prompt } = await setUp(t)
  refuses(
    t,
    prompt,
    `INSERT INTO vouchers (partner_id, number, template_id, issuance_id, customer_id, face_minor, balance_minor,
      valid_from_at, expires_at, issued_at)
    SELECT partner_id, 'more', template_id, issuance_id, customer_id, 10000, 10000, valid_from_at, expires_at, issued_at
    FROM vouchers WHERE id = 1`,
    'an issuance has no more vouchers than it asked for',
  )
})

t.test('a withdrawn voucher cannot be brought back', async (t) => {
  const { prompt } = await setUp(t)
  prompt.exec(`
    INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      VALUES (1, 1, 'A mistake', 1, 10000, NULL, '2026-01-03T00:00:00.000Z');
    INSERT INTO ledger_entries
      (partner_id, voucher_id, kind, amount_minor, balance_after_minor, withdrawal_id, posted_at)
    VALUES (1, 1, 'withdraw', -10000, 0, 1, '2026-01-03T00:00:00.000Z')`)
  refuses(t, prompt, 'UPDATE vouchers SET withdrawn_at = NULL', ONLY_WITH_LEDGER)
  refuses(t, prompt, `UPDATE vouchers SET withdrawn_at = '2026-02-01T00:00:00.000Z'`, ONLY_WITH_LEDGER)
  refuses(t, prompt, 'UPDATE vouchers SET withdrawn_at = NULL, balance_minor = 10000', ONLY_WITH_LEDGER)
  refuses(t, prompt, 'UPDATE vouchers SET balance_minor = 10000', ONLY_WITH_LEDGER)
})

t.test('an expired voucher cannot be brought back', async (t) => {
  const { prompt } = await setUp(t)
  prompt.exec(`
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, posted_at)
    VALUES (1, 1, 'expire', -10000, 0, '2026-03-01T00:00:00.000Z')`)
  refuses(t, prompt, 'UPDATE vouchers SET lapsed_at = NULL', ONLY_WITH_LEDGER)
  refuses(t, prompt, `UPDATE vouchers SET lapsed_at = '2026-04-01T00:00:00.000Z'`, ONLY_WITH_LEDGER)
})

t.test('the state of a voucher is what its row amounts to, and nothing else can be written', async (t) => {
  const { prompt, issue } = await setUp(t)
  for (const state of ['part_used', 'used_up', 'expired', 'withdrawn', 'lost']) {
    refuses(t, prompt, `UPDATE vouchers SET state = '${state}'`, ONLY_WITH_LEDGER)
    refuses(t, prompt, () => issue({ state }), ISSUED_WHOLE)
  }
  refuses(t, prompt, 'UPDATE OR IGNORE vouchers SET state = NULL', ONLY_WITH_LEDGER)
})

t.test('a voucher is never deleted', async (t) => {
  const { prompt } = await setUp(t)
  refuses(t, prompt, 'DELETE FROM vouchers', 'vouchers are never deleted')
  refuses(t, prompt, 'DELETE FROM vouchers WHERE id = 1', 'vouchers are never deleted')
})

t.test(
  'a voucher is issued whole, by an issuance of its template, to a customer of its partner',
  async (t) => {
    const { prompt, issue } = await setUp(t)
    const wrongs = [
      { balance: 9_999 },
      { balance: 10_001 },
      { withdrawnAt: SEEDED_AT },
      { lapsedAt: SEEDED_AT },
      { partner: 2 },
      { customer: 2 },
      { customer: 404 },
      { issuance: 2 },
      { issuance: 404 },
      { template: 2 },
      { partner: 2, customer: 2 },
      { partner: 2, issuance: 2, template: 2 },
    ]
    for (const wrong of wrongs) refuses(t, prompt, () => issue(wrong), ISSUED_WHOLE)
  },
)

t.test('no voucher comes from an issuance that waits for review, was rejected or cancelled', async (t) => {
  const { prompt, issue } = await setUp(t)
  for (const [id, status] of [
    [3, 'in_review'],
    [4, 'rejected'],
    [5, 'cancelled'],
  ] as const) {
    const decidedAt = status === 'in_review' ? null : SEEDED_AT
    prompt
      .prepare(`INSERT INTO issuances (id, partner_id, template_id, reason, voucher_count, total_minor,
      status, requested_by, requested_at, decided_by, decided_at)
      VALUES (?, 1, 1, 'More', 1, 10000, ?, NULL, ?, NULL, ?)`)
      .run(id, status, SEEDED_AT, decidedAt)
    refuses(t, prompt, () => issue({ issuance: id }), ISSUED_WHOLE)
  }
})

t.test('a face value of nothing, below nothing or past 2^53 - 1 is refused', async (t) => {
  const { prompt, issue } = await setUp(t)
  for (const face of [0, -1, 9007199254740992n]) {
    refuses(t, prompt, () => issue({ face, balance: face }), /CHECK constraint failed/)
  }
})

t.test('a voucher that ends before it begins is refused', async (t) => {
  const { prompt, issue } = await setUp(t)
  refuses(
    t,
    prompt,
    () => issue({ expiresAt: SEEDED_AT }),
    /CHECK constraint failed: expires_at > valid_from_at/,
  )
})

t.test('a number is given once', async (t) => {
  const { prompt, issue } = await setUp(t)
  refuses(
    t,
    prompt,
    () => issue({ number: 'northwind-1' }),
    'vouchers are never replaced: each has its own number',
  )
})

const ISSUE = `INSERT INTO vouchers (partner_id, number, template_id, issuance_id, customer_id, face_minor,
    balance_minor, valid_from_at, expires_at, issued_at, withdrawn_at, lapsed_at, state)
  VALUES ($partner, $number, $template, $issuance, $customer, $face,
    $balance, $from, $expiresAt, $from, $withdrawnAt, $lapsedAt, $state)`

/** Two partners with one of each; every id of the first is 1, of the second 2. */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await seed(db, 'southwind')
  const prompt = promptAt(t, file)
  const voucher = {
    partner: 1,
    number: 'northwind-2',
    template: 1,
    issuance: 1,
    customer: 1,
    face: 10_000,
    balance: 10_000,
    from: SEEDED_AT,
    expiresAt: '2026-02-01T00:00:00.000Z',
    withdrawnAt: null,
    lapsedAt: null,
    state: 'unused',
  }
  const issue = (changed: Partial<Record<keyof typeof voucher, unknown>>) =>
    prompt.prepare(ISSUE).run({ ...voucher, ...changed })
  return { prompt, issue }
}
