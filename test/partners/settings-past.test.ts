import t from 'tap'
import { changeBudget } from '../../src/budget/change-budget.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { chargeNow, disagreements, refundNow } from '../support/billing.ts'
import type { Filling } from '../support/control.ts'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import {
  actOf,
  stockCustomers,
  stockProducts,
  stockTemplate,
  stockVouchers,
  withdrawNow,
} from '../support/stock.ts'

const HOUR = 60 * 60

/** All that was done before a setting changes. */
const PAST = [
  ...['templates', 'issuances', 'issuanceLines', 'vouchers', 'withdrawals', 'ledgerEntries'],
  ...['charges', 'refunds', 'billedFees', 'budgetEntries', 'members', 'customers'],
] as const

const CHANGES: Record<string, Filling> = {
  'Partner name': 'Nordwind',
  'Time zone': 'Pacific/Kiritimati',
  'Grace days': '5',
  'Refunds return to vouchers': false,
  'Part-used vouchers can be withdrawn': true,
  'Withdrawn amounts return to the budget': false,
  'Expired amounts return to the budget': true,
  'Review threshold': '0.01',
  'Two-step sign-in for all': true,
}

t.test('whatever setting changes, nothing that was done before does', async (t) => {
  const desk = await openDesk(t)
  await doEverything(desk)
  const before = await pastOf(desk)
  for (const table of ['ledgerEntries', 'refunds', 'withdrawals', 'budgetEntries']) {
    t.ok(before[table]?.length, `there are ${table}`)
  }
  for (const [setting, value] of Object.entries(CHANGES)) {
    const form = (await desk.browser.get('/settings')).form('Continue')
    const check = await form.fill({ [setting]: value }).submit()
    t.same(
      check.rows().map(({ Setting }) => Setting),
      [setting],
    )
    await check.form('Confirm').submit()
    t.same(await pastOf(desk), before, setting)
    t.same(await disagreements(desk.db, desk.partnerId), [], setting)
  }
})

t.test(
  'what the clock has lapsed lapses by the settings of before, though nobody has seen to it',
  async (t) => {
    const changes: Record<string, Filling>[] = [
      { 'Grace days': '30' },
      { 'Expired amounts return to the budget': true },
    ]
    for (const change of changes) {
      const desk = await openDesk(t)
      await stockCustomers(desk, ['1001'])
      const act = actOf(desk)
      const allocation = { kind: 'allocate', amountMinor: 100_000, reason: 'A quarter' } as const
      await desk.db.transaction().execute((trx) => changeBudget(trx, act, allocation, currencyOf('USD')))
      await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001')
      desk.clock.pass(3 * 24 * HOUR)
      await desk.browser.signIn(desk.owner.email, PASSWORD)
      const form = (await desk.browser.get('/settings')).form('Continue')
      await (await form.fill(change).submit()).form('Confirm').submit()
      await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
      t.match(await desk.db.selectFrom('vouchers').select('state').execute(), [{ state: 'expired' }])
      const kinds = await desk.db.selectFrom('budgetEntries').select('kind').execute()
      t.same(
        kinds.map(({ kind }) => kind),
        ['allocate', 'issue'],
      )
    }
  },
)

t.test('what waits for its Confirm ends with the currency it was shown in', async (t) => {
  const desk = await openDesk(t)
  const form = (await desk.browser.get('/budget/allocations/new')).form('Continue')
  const check = await form.fill({ Amount: '1000', Reason: 'A quarter' }).submit()
  const settings = (await desk.browser.get('/settings')).form('Continue')
  await (await settings.fill({ Currency: 'JPY (Japanese Yen)' }).submit()).form('Confirm').submit()
  t.equal((await check.form('Confirm').submit()).status, 404)
  t.same(await desk.db.selectFrom('budgetEntries').select('amountMinor').execute(), [])
})

t.test('a time zone moves what pages show, and no instant', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001')
  const shown = async () => (await desk.browser.get(`/vouchers/${numbers[0]}`)).answers()
  t.match(await shown(), { 'First day': '23 Nov 2026', 'Last day': '22 Dec 2026' })
  const before = await pastOf(desk)
  const form = (await desk.browser.get('/settings')).form('Continue')
  await (await form.fill({ 'Time zone': 'America/New_York' }).submit()).form('Confirm').submit()
  t.same(await pastOf(desk), before)
  t.match(await shown(), { 'First day': '22 Nov 2026', 'Last day': '22 Dec 2026' })
})

t.test('what waited for a grace that is shortened lapses with the next run, and not before', async (t) => {
  const desk = await openDesk(t)
  await desk.db.updateTable('partners').set({ graceDays: 10 }).execute()
  await stockCustomers(desk, ['1001'])
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001')
  desk.clock.pass(16 * HOUR)
  await desk.browser.signIn(desk.owner.email, 'correct horse battery')
  const run = () => expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
  t.same(await run(), [])
  const form = (await desk.browser.get('/settings')).form('Continue')
  await (await form.fill({ 'Grace days': '0' }).submit()).form('Confirm').submit()
  t.match(await run(), [{ vouchers: 1 }])
})

/** One of everything that a setting could touch. */
async function doEverything(desk: Desk): Promise<void> {
  const allocation = { kind: 'allocate', amountMinor: 100_000, reason: 'For 2027' } as const
  await desk.db.transaction().execute((trx) => changeBudget(trx, actOf(desk), allocation, currencyOf('USD')))
  await stockCustomers(desk, ['1001', '1002', '1003'])
  await stockProducts(desk, { compute: {} })
  const templateId = await stockTemplate(desk)
  await stockVouchers(desk, templateId, '1001\n1002')
  const withdrawn = await stockVouchers(desk, templateId, '1003')
  await withdrawNow(desk, withdrawn.numbers)
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1003')
  await stockVouchers(desk, await stockTemplate(desk, { funding: 'sponsored' }), '1003')
  await chargeNow(desk)
  await refundNow(desk, 'C-1', 'R-1', 500)
  desk.clock.pass(16 * HOUR)
  await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
  await desk.browser.signIn(desk.owner.email, 'correct horse battery')
}

async function pastOf({ db }: Desk): Promise<Record<string, unknown[]>> {
  const rows = await Promise.all(
    PAST.map(async (table) => [table, await db.selectFrom(table).selectAll().execute()] as const),
  )
  return Object.fromEntries(rows)
}
