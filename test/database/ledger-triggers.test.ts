import t, { type Test } from 'tap'
import { freshDatabase, promptAt, refuses, SEEDED_AT, type Seed, seed } from '../support/database.ts'

const LATER = '2026-01-10T00:00:00.000Z'
const LAST = '2026-03-01T00:00:00.000Z'
const MUST_FOLLOW = 'a ledger entry must follow from the balance of its voucher'

t.test('issuing a voucher writes its first entry', async (t) => {
  const { prompt, ids, entries } = await setUp(t)
  t.same(entries(), ['issue 10000 = 10000'])
  t.match(prompt.prepare('SELECT * FROM ledger_entries').get(), {
    partner_id: ids.partnerId,
    voucher_id: ids.voucherId,
    issuance_id: ids.issuanceId,
    member_id: ids.memberId,
    posted_at: SEEDED_AT,
  })
})

t.test('a deduction and a refund move the balance with them', async (t) => {
  const { post, voucher, entries } = await setUp(t)
  post({ kind: 'deduct', amount: -4_000, after: 6_000 })
  t.match(voucher(), { balance_minor: 6_000, state: 'part_used' })
  post({ kind: 'refund', amount: 1_500, after: 7_500 })
  t.match(voucher(), { balance_minor: 7_500, state: 'part_used' })
  post({ kind: 'deduct', amount: -7_500, after: 0 })
  t.match(voucher(), { balance_minor: 0, state: 'used_up', withdrawn_at: null, lapsed_at: null })
  post({ kind: 'refund', amount: 10_000, after: 10_000 })
  t.match(voucher(), { balance_minor: 10_000, state: 'unused' })
  post({ kind: 'deduct', amount: -1, after: 9_999 })
  post({ kind: 'refund', amount: 1, after: 10_000 })
  t.match(voucher(), { balance_minor: 10_000, state: 'unused' })
  t.same(entries(), [
    'issue 10000 = 10000',
    'deduct -4000 = 6000',
    'refund 1500 = 7500',
    'deduct -7500 = 0',
    'refund 10000 = 10000',
    'deduct -1 = 9999',
    'refund 1 = 10000',
  ])
})

t.test('an entry that leaves a voucher part used does not write its state', async (t) => {
  const { prompt, post, refusesEntry } = await setUp(t)
  post({ kind: 'deduct', amount: -1_000, after: 9_000 })
  prompt.exec(`CREATE TEMP TRIGGER probe AFTER UPDATE OF state ON main.vouchers
    BEGIN SELECT RAISE(ABORT, 'the state is written'); END`)
  post({ kind: 'deduct', amount: -1_000, after: 8_000 })
  post({ kind: 'refund', amount: 500, after: 8_500 })
  refusesEntry({ kind: 'deduct', amount: -8_500, after: 0 }, 'the state is written')
  refusesEntry({ kind: 'refund', amount: 1_500, after: 10_000 }, 'the state is written')
})

t.test('a withdrawal takes all there is and marks the voucher as withdrawn', async (t) => {
  const { withdraw, voucher } = await setUp(t)
  withdraw(10_000)
  t.match(voucher(), { balance_minor: 0, state: 'withdrawn', withdrawn_at: LATER, lapsed_at: null })
})

t.test('an expiry takes all there is and marks the voucher as expired', async (t) => {
  const { post, voucher } = await setUp(t)
  post({ kind: 'deduct', amount: -1, after: 9_999 })
  post({ kind: 'expire', amount: -9_999, after: 0, postedAt: LAST })
  t.match(voucher(), { balance_minor: 0, state: 'expired', lapsed_at: LAST, withdrawn_at: null })
})

t.test('a refund to a withdrawn voucher is withdrawn again, and the first time stands', async (t) => {
  const { post, withdraw, voucher, entries } = await setUp(t)
  post({ kind: 'deduct', amount: -2_500, after: 7_500 })
  withdraw(7_500)
  post({ kind: 'refund', amount: 2_500, after: 2_500, postedAt: LAST })
  t.match(voucher(), { balance_minor: 2_500, state: 'withdrawn', withdrawn_at: LATER })
  withdraw(2_500, LAST)
  t.match(voucher(), { balance_minor: 0, state: 'withdrawn', withdrawn_at: LATER })
  t.equal(entries().at(-1), 'withdraw -2500 = 0')
})

t.test('a refund to an expired voucher lapses again, and the first time stands', async (t) => {
  const { post, voucher } = await setUp(t)
  post({ kind: 'deduct', amount: -2_500, after: 7_500 })
  post({ kind: 'expire', amount: -7_500, after: 0, postedAt: LAST })
  post({ kind: 'refund', amount: 2_500, after: 2_500, postedAt: LAST })
  post({ kind: 'expire', amount: -2_500, after: 0, postedAt: '2026-03-02T00:00:00.000Z' })
  t.match(voucher(), { balance_minor: 0, state: 'expired', lapsed_at: LAST })
})

t.test('an entry is never changed and never deleted', async (t) => {
  const { prompt } = await setUp(t)
  refuses(t, prompt, 'UPDATE ledger_entries SET amount_minor = 1', 'ledger entries are never changed')
  refuses(t, prompt, "UPDATE ledger_entries SET posted_at = '2020-01-01'", 'ledger entries are never changed')
  refuses(t, prompt, 'UPDATE OR REPLACE ledger_entries SET id = id + 1', 'ledger entries are never changed')
  refuses(t, prompt, 'DELETE FROM ledger_entries', 'ledger entries are never deleted')
  refuses(t, prompt, 'DELETE FROM ledger_entries WHERE id = 1', 'ledger entries are never deleted')
})

t.test('an entry that does not follow from the balance is refused', async (t) => {
  const { post, refusesEntry } = await setUp(t)
  post({ kind: 'deduct', amount: -1_000, after: 9_000 })
  refusesEntry({ kind: 'deduct', amount: -1_000, after: 9_000 }, MUST_FOLLOW)
  refusesEntry({ kind: 'deduct', amount: -1_000, after: 8_001 }, MUST_FOLLOW)
  refusesEntry({ kind: 'refund', amount: 1_000, after: 9_000 }, MUST_FOLLOW)
  refusesEntry({ kind: 'refund', amount: 500, after: 10_000 }, MUST_FOLLOW)
  refusesEntry({ kind: 'expire', amount: -8_999, after: 1, postedAt: LAST }, MUST_FOLLOW)
  refusesEntry({ kind: 'expire', amount: -8_999, after: 0, postedAt: LAST }, MUST_FOLLOW)
  refusesEntry({ kind: 'withdraw', amount: -1, after: 8_999, withdrawalId: 1 }, MUST_FOLLOW)
})

t.test('an entry below zero or above the face value is refused, whatever a conflict is to do', async (t) => {
  const { prompt, refusesEntry } = await setUp(t)
  const message = /must follow from the balance of its voucher|gives no voucher more than it paid/
  refusesEntry({ kind: 'deduct', amount: -10_001, after: -1 }, MUST_FOLLOW)
  refusesEntry({ kind: 'refund', amount: 1, after: 10_001 }, message)
  for (const conflict of ['IGNORE', 'FAIL', 'REPLACE', 'ROLLBACK']) {
    const statement = `INSERT OR ${conflict} INTO ledger_entries
      (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, refund_id, posted_at)
      VALUES (1, 1, 'refund', 1, 10001, 1, 1, '${LATER}')`
    refuses(t, prompt, statement, message)
  }
})

t.test('an entry whose sign does not fit its kind, or that moves nothing, is refused', async (t) => {
  const { post, refusesEntry } = await setUp(t)
  post({ kind: 'deduct', amount: -5_000, after: 5_000 })
  const message = /CHECK constraint failed: amount_minor/
  refusesEntry({ kind: 'deduct', amount: 1_000, after: 6_000 }, message)
  refusesEntry({ kind: 'refund', amount: -1_000, after: 4_000 }, message)
  refusesEntry({ kind: 'deduct', amount: 0, after: 5_000 }, message)
  refusesEntry({ kind: 'gift', amount: 1_000, after: 6_000 }, /./)
})

t.test('a second issue entry is refused', async (t) => {
  const { ids, refusesEntry } = await setUp(t)
  refusesEntry({ kind: 'issue', amount: 10_000, after: 10_000, issuanceId: ids.issuanceId }, MUST_FOLLOW)
})

t.test('entries are counted one by one: none comes before, over or far behind the last', async (t) => {
  const { post, refusesEntry } = await setUp(t)
  post({ kind: 'deduct', amount: -1_000, after: 9_000 })
  const next = { kind: 'deduct', amount: -1_000, after: 8_000 }
  const message = 'ledger entries are counted one by one, without a gap'
  for (const id of [4, 2n ** 63n - 1n, 0, -5]) refusesEntry({ ...next, id }, message)
  for (const id of [1, 2]) refusesEntry({ ...next, id }, 'ledger entries are never replaced')
  post({ ...next, id: 3 })
})

t.test('a withdrawal entry names a withdrawal of its partner', async (t) => {
  const { db, prompt, refusesEntry } = await setUp(t)
  await seed(db, 'southwind')
  prompt.exec(`INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      VALUES (1, 2, 'Theirs', 1, 10000, NULL, '${LATER}')`)
  refusesEntry({ kind: 'withdraw', amount: -10_000, after: 0, withdrawalId: 1 }, MUST_FOLLOW)
  refusesEntry({ kind: 'withdraw', amount: -10_000, after: 0, withdrawalId: 404 }, MUST_FOLLOW)
})

t.test('a voucher does not expire before its end', async (t) => {
  const { post, refusesEntry } = await setUp(t)
  const expiry = { kind: 'expire', amount: -10_000, after: 0 }
  refusesEntry({ ...expiry, postedAt: '2026-01-31T23:59:59.999Z' }, MUST_FOLLOW)
  post({ ...expiry, postedAt: '2026-02-01T00:00:00.000Z' })
})

t.test('a withdrawn voucher does not expire, and an expired one is not withdrawn', async (t) => {
  const { post, withdraw, prompt, refusesEntry } = await setUp(t)
  post({ kind: 'deduct', amount: -1_000, after: 9_000 })
  prompt.exec('SAVEPOINT before')
  withdraw(9_000)
  post({ kind: 'refund', amount: 1_000, after: 1_000, postedAt: LAST })
  refusesEntry({ kind: 'expire', amount: -1_000, after: 0, postedAt: LAST }, MUST_FOLLOW)
  prompt.exec('ROLLBACK TO before')
  post({ kind: 'expire', amount: -9_000, after: 0, postedAt: LAST })
  post({ kind: 'refund', amount: 1_000, after: 1_000, postedAt: LAST })
  prompt.exec(`INSERT INTO withdrawals (id, partner_id, reason, voucher_count, total_minor, withdrawn_by, withdrawn_at)
      VALUES (1, 1, 'Too late', 1, 1000, NULL, '${LAST}')`)
  refusesEntry({ kind: 'withdraw', amount: -1_000, after: 0, withdrawalId: 1, postedAt: LAST }, MUST_FOLLOW)
})

t.test('an entry under another partner than its voucher, or of no voucher, is refused', async (t) => {
  const { db, post, refusesEntry } = await setUp(t)
  const { partnerId } = await seed(db, 'southwind')
  const expiry = { kind: 'expire', amount: -10_000, after: 0, postedAt: LAST }
  refusesEntry({ ...expiry, partnerId }, MUST_FOLLOW)
  refusesEntry({ ...expiry, voucherId: 404 }, MUST_FOLLOW)
  post(expiry)
})

t.test('nothing is deducted from a withdrawn or an expired voucher', async (t) => {
  for (const ended of ['withdraw', 'expire'] as const) {
    await t.test(ended, async (t) => {
      const { post, withdraw, refusesEntry } = await setUp(t)
      post({ kind: 'deduct', amount: -1_000, after: 9_000 })
      if (ended === 'withdraw') withdraw(9_000)
      else post({ kind: 'expire', amount: -9_000, after: 0, postedAt: LAST })
      post({ kind: 'refund', amount: 1_000, after: 1_000, postedAt: LAST })
      refusesEntry({ kind: 'deduct', amount: -1_000, after: 0, postedAt: LAST }, MUST_FOLLOW)
    })
  }
})

interface Entry {
  kind: string
  amount: number
  after: number
  id?: number | bigint
  partnerId?: number
  voucherId?: number
  issuanceId?: number
  withdrawalId?: number
  postedAt?: string
}

const POST = `INSERT INTO ledger_entries (id, partner_id, voucher_id, kind, amount_minor, balance_after_minor,
    issuance_id, withdrawal_id, charge_id, refund_id, posted_at)
  VALUES ($id, $partnerId, $voucherId, $kind, $amount, $after,
    $issuanceId, $withdrawalId, $chargeId, $refundId, $postedAt)`
const WITHDRAW = `INSERT INTO withdrawals (partner_id, reason, voucher_count, total_minor, withdrawn_at)
  VALUES ($partnerId, 'A mistake', 1, $amount, $at)`

/** A seeded voucher, and a charge and a refund, large enough for all that is deducted and refunded here. */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  const ids = await seed(db)
  const prompt = promptAt(t, file)
  prompt.exec(`
    INSERT INTO charges (id, partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor,
      occurred_at, description, source, fingerprint, refused, posted_at)
    VALUES (1, 1, 'C-1', 1, 1, 'prepaid', 50000, '${SEEDED_AT}', '', 'hand', '', '[]', '${SEEDED_AT}');
    INSERT INTO refunds (id, partner_id, refund_id, charge_id, amount_minor, posted_at)
    VALUES (1, 1, 'R-1', 1, 50000, '${SEEDED_AT}')`)
  const post = (entry: Entry) => prompt.prepare(POST).run(complete(entry, ids))
  return {
    db,
    ids,
    prompt,
    post,
    withdraw(amount: number, at = LATER) {
      const { lastInsertRowid } = prompt.prepare(WITHDRAW).run({ partnerId: ids.partnerId, amount, at })
      const withdrawalId = Number(lastInsertRowid)
      post({ kind: 'withdraw', amount: -amount, after: 0, withdrawalId, postedAt: at })
    },
    voucher: () => prompt.prepare('SELECT * FROM vouchers').get(),
    entries: () =>
      prompt
        .prepare(
          `SELECT kind || ' ' || amount_minor || ' = ' || balance_after_minor FROM ledger_entries ORDER BY id`,
        )
        .pluck()
        .all(),
    refusesEntry: (entry: Entry, message: string | RegExp) => refuses(t, prompt, () => post(entry), message),
  }
}

function complete(entry: Entry, { partnerId, voucherId }: Seed) {
  const chargeId = entry.kind === 'deduct' || entry.kind === 'refund' ? 1 : null
  const refundId = entry.kind === 'refund' ? 1 : null
  const empty = { id: null, partnerId, voucherId, issuanceId: null, withdrawalId: null, postedAt: LATER }
  return { ...empty, chargeId, refundId, ...entry }
}
