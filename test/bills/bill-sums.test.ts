import { join } from 'node:path'
import t from 'tap'
import { statements } from '../../migrations/0012-lists.ts'
import { disagreements, refundNow } from '../support/billing.ts'
import { FURTHER, importLines, issueSinceOctober, openBilledDesk } from '../support/bills.ts'
import { chargeRow, promptWithCharge } from '../support/charge-rows.ts'
import { promptAt } from '../support/database.ts'
import type { Desk } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'

t.test('a bill keeps what it charged and what vouchers paid of it', async (t) => {
  const desk = await openBilledDesk(t)
  await issueSinceOctober(desk, '1001 4.00')
  await issueSinceOctober(desk, '1001 3.00')
  await importLines(desk.browser, [{ BilledCost: '10' }, { BilledCost: '5', SubAccountId: '1002' }])
  t.same(await sumsOf(desk), ['bill 1: 2 charges 1500, 0 refunds 0, covered 700, kept 0'])
})

t.test('what a restated bill refunds is its own, and what vouchers get back by it', async (t) => {
  const desk = await openBilledDesk(t)
  await issueSinceOctober(desk, '1001 4.00')
  await importLines(desk.browser, [{ BilledCost: '10' }])
  const restated = await importLines(desk.browser, [{ BilledCost: '7' }])
  t.match(restated.text, /Refunds ?USD 3\.00 Covered by vouchers ?USD -3\.00 Payable ?USD 0\.00/)
  t.same(await sumsOf(desk), [
    'bill 1: 1 charges 1000, 0 refunds 0, covered 400, kept 0',
    'bill 2: 0 charges 0, 1 refunds 300, covered -300, kept 0',
  ])
})

t.test('what stays spent of a refund is kept apart from what vouchers paid', async (t) => {
  const desk = await openBilledDesk(t)
  await choosePolicies(desk, { refundsReturn: 0 })
  await issueSinceOctober(desk, '1001 4.00')
  await importLines(desk.browser, [{ BilledCost: '10' }])
  const restated = await importLines(desk.browser, [{ BilledCost: '7' }])
  t.match(restated.text, /Covered by vouchers ?USD -3\.00 Payable ?USD 0\.00/)
  t.match((await sumsOf(desk))[1], 'bill 2: 0 charges 0, 1 refunds 300, covered 0, kept 300')
})

t.test('what stays spent of several refunds of a bill is added up', async (t) => {
  const desk = await openBilledDesk(t)
  await choosePolicies(desk, { refundsReturn: 0 })
  await issueSinceOctober(desk, '1001 4.00\n1002 4.00')
  const lines = (first: string, second: string) => [
    { BilledCost: first },
    { BilledCost: second, SubAccountId: '1002' },
  ]
  await importLines(desk.browser, lines('10', '10'))
  await importLines(desk.browser, lines('7', '8'))
  t.match((await sumsOf(desk))[1], 'bill 2: 0 charges 0, 2 refunds 500, covered 0, kept 500')
})

t.test('a refund that comes in by itself is no bill’s, though its charge is', async (t) => {
  const desk = await openBilledDesk(t)
  await issueSinceOctober(desk, '1001 4.00')
  await importLines(desk.browser, [{ BilledCost: '10' }])
  await refundNow(desk, 'bill-1-1', 'R-1', 300)
  t.same(await sumsOf(desk), ['bill 1: 1 charges 1000, 0 refunds 0, covered 400, kept 0'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('a bill that posts nothing has no sums, and its page says so', async (t) => {
  const desk = await openBilledDesk(t)
  const page = await importLines(desk.browser, [{ BilledCost: '0' }])
  t.match(page.text, /Charges ?USD 0\.00 Refunds ?USD 0\.00/)
  t.same(await sumsOf(desk), [])
})

t.test('what was there before the sums were kept is in them', async (t) => {
  const desk = await openBilledDesk(t)
  await issueSinceOctober(desk, '1001 4.00')
  await importLines(desk.browser, [{ BilledCost: '10' }, { BilledCost: '5', SubAccountId: '1002' }])
  await importLines(desk.browser, [{ BilledCost: '7' }])
  await choosePolicies(desk, { refundsReturn: 0 })
  await importLines(desk.browser, [{ BilledCost: '6' }])
  await importLines(desk.browser, [{ BilledCost: '2' }], FURTHER)
  const kept = await sumsOf(desk)
  t.equal(kept.length, 4)
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  prompt.exec('DELETE FROM bill_sums')
  for (const one of statements.filter((one) => /^(INSERT|UPDATE)/.test(one))) prompt.exec(one)
  t.same(await sumsOf(desk), kept)
})

t.test('the sums follow a charge from the prompt, too, past what a number holds', async (t) => {
  const { prompt, insert, deduct } = await promptWithCharge(t)
  const billed = { source: 'bill', bill_id: 1, billed_fee_id: 1, amount_minor: Number.MAX_SAFE_INTEGER }
  for (const [index, how] of ['', 'OR IGNORE', 'OR REPLACE'].entries()) {
    insert('charges', chargeRow({ ...billed, id: index + 2, charge_id: `B-${index}` }), how)
  }
  deduct(100, 9_900)
  const [sums] = prompt.prepare('SELECT * FROM bill_sums').safeIntegers().all()
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  t.match(sums, { bill_id: 1n, charge_count: 3n, charged_minor: 3n * most, covered_minor: 0n })
})

/** What is kept of each bill. */
async function sumsOf({ db }: Desk): Promise<string[]> {
  const rows = await db.selectFrom('billSums').selectAll().orderBy('billId').execute()
  return rows.map(
    (row) =>
      `bill ${row.billId}: ${row.chargeCount} charges ${row.chargedMinor}, ${row.refundCount} refunds ` +
      `${row.refundedMinor}, covered ${row.coveredMinor}, kept ${row.keptMinor}`,
  )
}
