import t, { type Test } from 'tap'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { chargeNow, disagreements, entriesOf, holdings, refundNow } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

// Four vouchers of 80.00 of four customers, and a partner that withdraws part-used ones, too.

const DAY = 24 * 60 * 60

t.test('what is left of a part-used voucher is withdrawn from its page', async (t) => {
  const { desk, first } = await setUp(t)
  await chargeNow(desk)
  const check = await (await desk.browser.get(`/vouchers/${first}`)).form('Withdraw').submit()
  t.match(
    check.text,
    'You will withdraw what is left of 1 voucher. USD 30.00 of it was used; its balance of USD 50.00 will be gone, for good.',
  )
  t.match(check.rows(), [{ Voucher: first, 'Used (USD)': '30.00', 'Amount (USD)': '50.00' }])
  const done = await confirmed(check)
  t.match(done.answers(), { Vouchers: '1', 'Taken back': 'USD 50.00' })
  t.same(await entriesOf(desk.db, first), ['issue 8000 = 8000', 'deduct -3000 = 5000', 'withdraw -5000 = 0'])
  t.same((await holdings(desk)).slice(0, 1), ['0 withdrawn'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('part-used and unused vouchers are ticked in the list and withdrawn together', async (t) => {
  const { desk, first, second } = await setUp(t)
  await chargeNow(desk)
  const list = (await desk.browser.get('/vouchers')).form('Withdraw')
  const check = await list.fill({ [first]: true, [second]: true }).submit()
  t.match(
    check.text,
    'You will withdraw what is left of 2 vouchers. USD 30.00 of them was used; their balances, USD 130.00 in all, will be gone, for good.',
  )
  t.match((await confirmed(check)).answers(), { Vouchers: '2', 'Taken back': 'USD 130.00' })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('what is used up, expired or withdrawn stays refused', async (t) => {
  const { desk, numbers, first, second } = await setUp(t, 'Pacific/Kiritimati', 1)
  await chargeNow(desk, { amount: '80.00' })
  await withdrawNow(desk, [second])
  desk.clock.now = '2026-11-23T10:00:00.000Z'
  const page = await selected(desk, numbers)
  t.equal(page.status, 422)
  t.same(page.errorLines(), [
    `Vouchers: Voucher ${first} was used up. Nothing is left of it to withdraw.`,
    `Vouchers: Voucher ${second} is withdrawn already.`,
    `Vouchers: Voucher ${numbers[2]} has expired. Only vouchers that have not expired can be withdrawn.`,
    `Vouchers: Voucher ${numbers[3]} has expired. Only vouchers that have not expired can be withdrawn.`,
  ])
})

t.test('while the policy is otherwise, neither page offers it, and it is refused', async (t) => {
  const { desk, first } = await setUp(t)
  await chargeNow(desk)
  const check = await selected(desk, [first])
  await choosePolicies(desk, { withdrawPartUsed: 0 })
  t.throws(() => check.form('Withdraw'))
  const list = (await desk.browser.get('/vouchers')).form('Withdraw')
  t.throws(() => list.fill({ [first]: true }))
  const page = await desk.browser.get(`/vouchers/${first}`)
  t.throws(() => page.form('Withdraw'))
  const late = await confirmed(check)
  t.equal(late.status, 422)
  t.same(late.errorLines(), [
    `Vouchers: Voucher ${first} was used in part. Only unused vouchers can be withdrawn.`,
  ])
  t.same((await holdings(desk)).slice(0, 1), ['5000 part_used'])
})

t.test('a voucher that was used between check and Confirm is shown anew', async (t) => {
  const { desk, first } = await setUp(t)
  const check = await selected(desk, [first])
  await chargeNow(desk)
  const again = await confirmed(check)
  t.equal(again.status, 422)
  t.same(again.errorLines(), [
    'Something has changed since you looked. This is how it is now; check it again.',
  ])
  t.match(again.text, 'USD 30.00 of it was used')
  t.equal(again.form('Confirm').value('Reason'), 'A mistake')
  t.same((await holdings(desk)).slice(0, 1), ['5000 part_used'])
  t.match((await confirmed(again)).answers(), { 'Taken back': 'USD 50.00' })
})

t.test('a refund to it is withdrawn at once', async (t) => {
  const { desk, first } = await setUp(t)
  await chargeNow(desk)
  await confirmed(await selected(desk, [first]))
  await refundNow(desk, 'C-1', 'R-1', 1000)
  t.same((await entriesOf(desk.db, first)).slice(3), ['refund 1000 = 1000', 'withdraw -1000 = 0'])
  desk.clock.pass(60 * DAY)
  await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

async function setUp(t: Test, timeZone = 'UTC', validDays = 30) {
  const desk = await openDesk(t, { timeZone })
  const accounts = ['1001', '1002', '1003', '1004']
  await stockCustomers(desk, accounts)
  await stockProducts(desk, { compute: {} })
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk, { validDays }), accounts.join('\n'))
  await choosePolicies(desk, { withdrawPartUsed: 1 })
  const [first = '', second = ''] = numbers
  return { desk, numbers, first, second }
}

/** Chooses vouchers as the list does, and goes on to the check page. */
async function selected(desk: Desk, numbers: readonly string[]): Promise<Page> {
  await desk.browser.get('/vouchers')
  const { location = '' } = await desk.browser.post('/withdrawals/drafts', { voucher: numbers })
  return desk.browser.get(location)
}

function confirmed(check: Page): Promise<Page> {
  return check.form('Confirm').fill({ Reason: 'A mistake' }).submit()
}
