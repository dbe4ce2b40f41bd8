import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { inSnapshot } from '../../src/database/in-snapshot.ts'
import { openDatabase } from '../../src/database/open.ts'
import { inEnglish } from '../../src/errors.ts'
import { BUDGET_ENTRIES, BUDGETED_ISSUANCES } from '../../src/ledger/check-budget.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { verifyPartner } from '../../src/ledger/verify.ts'
import { allocateNow } from '../support/budget.ts'
import { openDesk } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'
import { tamperedCopy } from '../support/tamper.ts'

const { file, partnerId } = await keepBudget(t)
const said = new Set<string>()

t.test('a budget that nobody has touched agrees', (t) => finds(t, '', []))

t.test('a budget begins with an allocation', (t) =>
  finds(t, `UPDATE budget_entries SET kind = 'expire', reason = NULL WHERE id = 1`, [
    'The budget should begin with an allocation, and begins with budget entry 1: expire.',
    'Budget entry 1 should make the total USD 0.00, and says USD 500.00.',
    'Budget entry 1 should bring back at most the USD 0.00 that vouchers had left of it, and brings USD 500.00.',
  ]),
)

t.test('what remains follows from the entry before', (t) =>
  finds(t, 'UPDATE budget_entries SET remaining_minor = 50000 WHERE id = 3', [
    'Budget entry 3 should leave USD 340.00, and says USD 500.00.',
    'Budget entry 4 should leave USD 580.00, and says USD 420.00.',
  ]),
)

t.test('the total follows from the entry before', (t) =>
  finds(t, 'UPDATE budget_entries SET total_minor = 60000 WHERE id = 5', [
    'Budget entry 5 should make the total USD 500.00, and says USD 600.00.',
  ]),
)

t.test('what remains is neither below nothing nor more than the total', (t) =>
  finds(t, 'UPDATE budget_entries SET total_minor = 49999', [
    'Budget entry 1 should make the total USD 500.00, and says USD 499.99.',
    'Budget entry 1 should leave at least nothing and at most USD 499.99, and leaves USD 500.00.',
    'Budget entry 5 should leave at least nothing and at most USD 499.99, and leaves USD 500.00.',
  ]),
)

t.test('an entry takes what its issuance issued', (t) =>
  finds(
    t,
    `DELETE FROM budget_entries WHERE id = 5;
     UPDATE budget_entries SET amount_minor = -7000 WHERE id = 2;
     UPDATE budget_entries SET remaining_minor = remaining_minor + 1000 WHERE id > 1`,
    ['Budget entry 2 should take the USD 80.00 of issuance 2, and takes USD 70.00.'],
  ),
)

t.test('no more comes back than was withdrawn or lapsed, and not what the budget never paid', async (t) => {
  await finds(
    t,
    `UPDATE budget_entries SET amount_minor = 8001 WHERE id = 4;
     UPDATE budget_entries SET amount_minor = 7999 WHERE id = 5;
     UPDATE budget_entries SET remaining_minor = remaining_minor + 1 WHERE id = 4`,
    [
      'Budget entry 4 should bring back at most the USD 80.00 that vouchers had left of it, and brings USD 80.01.',
    ],
  )
  await finds(
    t,
    `INSERT INTO budget_entries SELECT 6, partner_id, kind, -amount_minor, total_minor, remaining_minor - 8000,
       after_entry_id, 'Back', NULL, NULL, NULL, posted_at FROM budget_entries WHERE id = 5;
     UPDATE budget_entries SET kind = 'reclaim', total_minor = 42000 WHERE id = 6;
     INSERT INTO budget_entries SELECT 7, partner_id, kind, amount_minor, 42000, 50000,
       after_entry_id, NULL, NULL, NULL, NULL, posted_at FROM budget_entries WHERE id = 5`,
    [
      'Budget entry 7 should leave at least nothing and at most USD 420.00, and leaves USD 500.00.',
      'Budget entry 7 should bring back at most the USD 0.00 that vouchers had left of it, and brings USD 80.00.',
    ],
  )
})

t.test('an entry is of one partner', (t) =>
  finds(t, 'UPDATE withdrawals SET partner_id = 2', [
    'Ledger entry 4 of voucher V1 should be of one partner, and names records of another.',
    'Ledger entry 5 of voucher V3 should be of one partner, and names records of another.',
    'Budget entry 4 should be of one partner, and names records of another.',
  ]),
)

t.test('what was issued since the budget began has its entry', (t) =>
  finds(
    t,
    `DELETE FROM budget_entries WHERE id = 5;
     DELETE FROM budget_entries WHERE id = 2;
     UPDATE budget_entries SET remaining_minor = remaining_minor + 8000 WHERE id > 2`,
    ['Issuance 2 of USD 80.00 should count against the budget, and has no entry in it.'],
  ),
)

t.test('what was issued before the budget began has none', (t) =>
  finds(
    t,
    `UPDATE budget_entries SET after_entry_id = 4 WHERE id = 1;
     DELETE FROM budget_entries WHERE id > 2`,
    ['Issuance 2 was issued before there was a budget, and budget entry 2 counts it.'],
  ),
)

t.test('every rule has been broken here', async (t) => {
  const rules = [BUDGET_ENTRIES, BUDGETED_ISSUANCES].flatMap((check) => check.rules)
  t.same(
    rules.map(({ sentence }) => sentence).filter((sentence) => !said.has(sentence)),
    [],
  )
})

/** Holds that these disagreements are found, and no others, in a copy that was tampered with. */
async function finds(t: Test, tampering: string, sentences: readonly string[]): Promise<void> {
  const copy = join(t.testdir(), 'copy.db')
  tamperedCopy(file, copy, tampering)
  const db = openDatabase(copy)
  const numbers = await db.selectFrom('vouchers').select(['id', 'number']).execute()
  const found: string[] = []
  await inSnapshot(db, (snapshot) =>
    verifyPartner(snapshot, { id: partnerId, currency: 'USD' }, (phrase) => {
      said.add(phrase.sentence)
      const text = inEnglish(phrase)
      found.push(numbers.reduce((all, { id, number }) => all.replaceAll(number, `V${id}`), text))
    }),
  )
  await db.destroy()
  t.same(found, sentences, tampering)
}

/**
 * Keeps a budget of 500.00 with a bit of everything: an issuance from before it; entry 2 for an issuance that
 * lapses, entry 3 for one that is withdrawn, together with a voucher from before; entry 4 brings back 80.00 of
 * that withdrawal, and entry 5 brings back the 80.00 that lapsed.
 */
async function keepBudget(t: Test) {
  const desk = await openDesk(t)
  await desk.addPartner()
  await choosePolicies(desk, { expiredReturns: 1 })
  await stockCustomers(desk, ['1001'])
  const template = await stockTemplate(desk)
  const before = await stockVouchers(desk, template, '1001')
  await allocateNow(desk, 50_000)
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001')
  const { numbers } = await stockVouchers(desk, template, '1001')
  await withdrawNow(desk, [...before.numbers, ...numbers])
  desk.clock.pass(24 * 60 * 60)
  await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
  const file = join(t.testdirName, 'furnished.db')
  const prompt = new BetterSqlite3(join(t.testdirName, 'scrip.db'))
  prompt.exec(`VACUUM INTO '${file}'`)
  prompt.close()
  return { file, partnerId: desk.partnerId }
}
