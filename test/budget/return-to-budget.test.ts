import t, { type Test } from 'tap'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import type { Settings } from '../../src/partners/settings.ts'
import { chargeNow, disagreements, refundNow, withdrawTheRest } from '../support/billing.ts'
import { allocateNow, budgetEntries } from '../support/budget.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

const DAY = 24 * 60 * 60

t.test('what is withdrawn comes back to the budget, in one entry for a withdrawal', async (t) => {
  const { desk, issue, entries } = await setUp(t)
  const numbers = [...(await issue('1001 50.00')), ...(await issue('1001 20.00\n1002 10.00'))]
  await withdrawNow(desk, numbers)
  t.same(await entries(), ['issue -5000 = 45000', 'issue -3000 = 42000', 'withdraw 8000 = 50000'])
  t.match(await desk.db.selectFrom('budgetEntries').selectAll().where('kind', '=', 'withdraw').execute(), [
    { withdrawalId: 1, memberId: desk.owner.id, reason: null },
  ])
})

t.test('only what the budget paid comes back: what was issued before it does not', async (t) => {
  const { desk, issue, entries, before } = await setUp(t)
  await withdrawNow(desk, [...before, ...(await issue('1001 50.00'))])
  t.same(await entries(), ['issue -5000 = 45000', 'withdraw 5000 = 50000'])
})

t.test('a withdrawal of what the budget never paid is no entry', async (t) => {
  const { desk, entries, before } = await setUp(t)
  await withdrawNow(desk, before)
  t.same(await entries(), [])
})

t.test('what was used does not come back', async (t) => {
  const { desk, issue, entries } = await setUp(t, { withdrawPartUsed: 1 })
  const numbers = await issue('1002 50.00')
  await chargeNow(desk, { customer: '1002', amount: '12.00' })
  await withdrawNow(desk, numbers)
  t.same(await entries(), ['issue -5000 = 45000', 'withdraw 3800 = 48800'])
})

t.test('what lapses comes back where the settings say so, in one entry for a batch', async (t) => {
  const { issue, entries, lapse } = await setUp(t, { expiredReturns: 1 })
  await issue('1001 50.00\n1002 20.00')
  await issue('1001 10.00')
  await lapse()
  t.same(await entries(), ['issue -7000 = 43000', 'issue -1000 = 42000', 'expire 8000 = 50000'])
  await lapse()
  t.equal((await entries()).length, 3, 'once')
})

t.test('a setting decides, and a later change of it alters nothing that was posted', async (t) => {
  const { desk, issue, entries, lapse } = await setUp(t, { withdrawnReturns: 0, expiredReturns: 0 })
  await withdrawNow(desk, await issue('1001 50.00'))
  await issue('1001 20.00')
  await lapse()
  const lost = ['issue -5000 = 45000', 'issue -2000 = 43000']
  t.same(await entries(), lost)
  await choosePolicies(desk, { withdrawnReturns: 1, expiredReturns: 1 })
  await lapse()
  t.same(await entries(), lost)
  await withdrawNow(desk, await issue('1001 1.00'))
  t.same(await entries(), [...lost, 'issue -100 = 42900', 'withdraw 100 = 43000'])
  await choosePolicies(desk, { withdrawnReturns: 0 })
  await withdrawNow(desk, await issue('1001 1.00'))
  t.equal((await entries()).at(-1), 'issue -100 = 42900')
})

t.test('a refund to a voucher that was withdrawn comes back to the budget at once', async (t) => {
  const { desk, issue, entries } = await setUp(t)
  const [number = ''] = await issue('1002 50.00')
  await chargeNow(desk, { customer: '1002', amount: '12.00' })
  await withdrawTheRest(desk, number)
  desk.clock.pass(1)
  await refundNow(desk, 'C-1', 'R-1', 700)
  await refundNow(desk, 'C-1', 'R-2', 500)
  t.same(await entries(), ['issue -5000 = 45000', 'withdraw 700 = 45700', 'withdraw 500 = 46200'])
  const history = (await desk.browser.get('/budget')).rows('History')
  t.match(history, [
    { Entry: 'Refunded after it was withdrawn' },
    { Entry: 'Refunded after it was withdrawn' },
  ])
})

t.test('a refund to a voucher that lapsed does, where what lapses comes back', async (t) => {
  const { desk, issue, entries, lapse } = await setUp(t, { expiredReturns: 1 })
  await issue('1002 50.00')
  await chargeNow(desk, { customer: '1002', amount: '12.00' })
  await lapse()
  await refundNow(desk, 'C-1', 'R-1', 700)
  await choosePolicies(desk, { expiredReturns: 0 })
  await refundNow(desk, 'C-1', 'R-2', 500)
  t.same(await entries(), ['issue -5000 = 45000', 'expire 3800 = 48800', 'expire 700 = 49500'])
})

t.test('without a budget nothing comes back', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001')
  await withdrawNow(desk, numbers)
  t.same(await budgetEntries(desk.db, desk.partnerId), [])
})

/** A desk with a voucher of 80.00 of customer 1001 from before its budget of 500.00. */
async function setUp(t: Test, policies: Partial<Settings> = {}) {
  const desk = await openDesk(t)
  if (Object.keys(policies).length > 0) await choosePolicies(desk, policies)
  await stockCustomers(desk, ['1001', '1002'])
  await stockProducts(desk, { compute: {} })
  const template = await stockTemplate(desk)
  const { numbers: before } = await stockVouchers(desk, template, '1001')
  await allocateNow(desk, 50_000)
  return {
    desk,
    before,
    /** Issues to customers, written as on the form. @returns the vouchers' numbers */
    issue: async (customers: string) => (await stockVouchers(desk, template, customers)).numbers,
    /** What was posted since, and that the books agree. */
    entries: () => entriesOf(t, desk),
    lapse: async () => {
      desk.clock.pass(31 * DAY)
      await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
    },
  }
}

async function entriesOf(t: Test, { db, partnerId }: Desk): Promise<string[]> {
  t.same(await disagreements(db, partnerId), [], 'the books agree')
  const [first, ...rest] = await budgetEntries(db, partnerId)
  t.same(first, ['allocate', 50_000, 50_000])
  return rest.map(([kind, amount, remaining]) => `${kind} ${amount} = ${remaining}`)
}
