import t from 'tap'
import { LARGEST_MINOR } from '../../src/money/parse-amount.ts'
import { chargeNow } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

t.test('a voucher is withdrawn from its page: a check with the amount, a reason, Confirm', async (t) => {
  const {
    desk,
    numbers: [number = ''],
  } = await openWith(t, '1001 75.50')
  const check = await (await desk.browser.get(`/vouchers/${number}`)).form('Withdraw').submit()
  t.equal(check.title, 'Check what you withdraw')
  t.match(check.text, 'You will withdraw 1 voucher. Its balance of USD 75.50 will be gone, for good.')
  t.same(check.rows(), [
    { Voucher: number, Customer: '1001', Name: 'Customer 1001', 'Amount (USD)': '75.50' },
  ])
  t.same(await holdings(desk), ['unused 7550'], 'nothing is withdrawn before Confirm')

  const without = await check.form('Confirm').submit()
  t.equal(without.status, 422)
  t.same(without.errors(), { Reason: 'Fill this in.' })
  const tooLong = await check
    .form('Confirm')
    .fill({ Reason: 'x'.repeat(201) })
    .submit()
  t.same(tooLong.errors(), { Reason: 'Write at most 200 characters.' })
  t.equal(tooLong.form('Confirm').value('Reason'), 'x'.repeat(201))
  t.same(await holdings(desk), ['unused 7550'])

  const done = await tooLong.form('Confirm').fill({ Reason: 'Never used' }).submit()
  t.equal(done.title, 'Withdrawal 1')
  t.equal(done.flash, 'USD 75.50 of 1 voucher of Customer 1001 was taken back.')
  t.equal(done.link(`Voucher ${number}`), `/vouchers/${number}`)
  t.match(done.answers(), {
    Vouchers: '1',
    'Taken back': 'USD 75.50',
    Reason: 'Never used',
    Withdrawn: '23 Nov 2026, 09:00 by Ada',
  })
  t.match(done.rows(), [{ Voucher: number, 'Amount (USD)': '75.50' }])
  t.same(await holdings(desk), ['withdrawn 0'])
  t.match(
    await desk.db
      .selectFrom('auditEvents')
      .select(['action', 'subject'])
      .orderBy('id', 'desc')
      .executeTakeFirst(),
    {
      action: 'vouchers.withdrawn',
      subject: 'withdrawal 1',
    },
  )
})

t.test('several are ticked in the list and withdrawn together', async (t) => {
  const {
    desk,
    numbers: [first = '', second = '', third = ''],
  } = await openWith(t, '1001\n1002 75.50\n1003')
  const form = (await desk.browser.get('/vouchers')).form('Withdraw')
  const check = await form.fill({ [third]: true, [first]: true }).submit()
  t.match(
    check.text,
    'You will withdraw 2 vouchers. Their balances, USD 160.00 in all, will be gone, for good.',
  )
  t.same(
    check.rows().map(({ Voucher }) => Voucher),
    [first, third],
  )
  t.match((await confirmed(check)).answers(), { Vouchers: '2', 'Taken back': 'USD 160.00' })
  t.same(await holdings(desk), ['withdrawn 0', 'unused 7550', 'withdrawn 0'])
  t.same((await desk.browser.get(`/vouchers/${second}`)).title, `Voucher ${second} Unused`)
})

t.test('all of an issuance that were never used are withdrawn together, and only those', async (t) => {
  const { desk, numbers } = await openWith(t, '1001\n1002\n1003\n1004')
  await withdrawNow(desk, numbers.slice(0, 1))
  await chargeNow(desk, { customer: '1002', amount: '30.00' })
  const check = await (await desk.browser.get('/issuances/1')).form('Withdraw all unused').submit()
  t.match(check.text, 'You will withdraw 2 vouchers. Their balances, USD 160.00 in all')
  await confirmed(check)
  t.same(await holdings(desk), ['withdrawn 0', 'part_used 5000', 'withdrawn 0', 'withdrawn 0'])
  const none = await (await desk.browser.get('/issuances/1')).form('Withdraw all unused').submit()
  t.equal(none.path, '/issuances/1')
  t.equal(none.flash, 'None of its vouchers is unused any more, so none can be withdrawn.')
})

t.test(
  'only unused vouchers can be withdrawn: each other one is named with its status, and none is taken',
  async (t) => {
    const {
      desk,
      numbers: [unused = '', part = '', up = '', gone = ''],
    } = await openWith(t, '1001\n1002\n1003\n1004')
    await chargeNow(desk, { customer: '1002', amount: '30.00' })
    await chargeNow(desk, { charge_id: 'C-2', customer: '1003', amount: '80.00' })
    await withdrawNow(desk, [gone])
    const page = await selected(desk, [gone, up, 'NONE', part, unused])
    t.equal(page.status, 422)
    t.same(page.errorLines(), [
      'Vouchers: There is no voucher NONE.',
      `Vouchers: Voucher ${part} was used in part. Only unused vouchers can be withdrawn.`,
      `Vouchers: Voucher ${up} was used up. Only unused vouchers can be withdrawn.`,
      `Vouchers: Voucher ${gone} is withdrawn already.`,
    ])
    t.throws(() => page.form('Confirm'), 'there is nothing to confirm')
    const forced = await desk.browser.post(`${page.path}/confirmation`, { reason: 'By force' })
    t.equal(forced.status, 422)
    t.same(await holdings(desk), ['unused 8000', 'part_used 5000', 'used_up 0', 'withdrawn 0'])
  },
)

t.test('an expired voucher cannot be withdrawn', async (t) => {
  const {
    desk,
    numbers: [number = ''],
  } = await openWith(t, '1001', 'Pacific/Kiritimati')
  desk.clock.now = '2026-11-23T10:00:00.000Z'
  const page = await selected(desk, [number])
  t.same(page.errors(), { Vouchers: `Voucher ${number} has expired. Only unused vouchers can be withdrawn.` })
})

t.test('what changed between check and Confirm is said, and nothing is withdrawn', async (t) => {
  const { desk, numbers } = await openWith(t, '1001\n1002', 'Pacific/Kiritimati')
  const check = await selected(desk, numbers)
  await chargeNow(desk, { customer: '1002', amount: '30.00' })
  const used = await confirmed(check)
  t.equal(used.status, 422)
  t.same(used.errors(), {
    Vouchers: `Voucher ${numbers[1]} was used in part. Only unused vouchers can be withdrawn.`,
  })
  desk.clock.now = '2026-11-23T10:00:00.000Z'
  t.equal((await confirmed(check)).errorLines().length, 2, 'now both have expired')
  t.same(await holdings(desk), ['unused 8000', 'part_used 5000'])
})

t.test('confirming again ends at the same withdrawal', async (t) => {
  const { desk, numbers } = await openWith(t, '1001')
  const check = await selected(desk, numbers)
  t.equal((await confirmed(check)).path, '/withdrawals/1')
  t.equal((await confirmed(check)).path, '/withdrawals/1')
  t.equal((await desk.browser.get(check.path)).path, '/withdrawals/1')
  t.equal((await desk.db.selectFrom('ledgerEntries').select('id').execute()).length, 2)
})

t.test(
  'a voucher that is sent twice is withdrawn once, and sending none leads back with a word',
  async (t) => {
    const {
      desk,
      numbers: [number = ''],
    } = await openWith(t, '1001')
    t.match((await selected(desk, [number, number])).text, 'You will withdraw 1 voucher.')
    const list = await (await desk.browser.get('/vouchers')).form('Withdraw').submit()
    t.equal(list.path, '/vouchers')
    t.equal(list.flash, 'Tick at least one voucher to withdraw.')
    t.equal((await desk.browser.post('/withdrawals/drafts', { issuance: '99' })).location, '/issuances/99')
    t.equal((await desk.browser.post('/withdrawals/drafts', { issuance: 'x' })).status, 422)
  },
)

t.test('what comes to more than an amount can hold is withdrawn in parts', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const numbers = []
  for (let made = 0; made < 2; made++) {
    const templateId = await stockTemplate(desk, { amountMinor: LARGEST_MINOR })
    numbers.push(...(await stockVouchers(desk, templateId, '1001')).numbers)
  }
  t.match((await desk.browser.get('/vouchers')).answers(), {
    'Sum of balances': 'USD 180,143,985,094,819.82',
  })
  const page = await selected(desk, numbers)
  t.equal(page.status, 422)
  t.same(page.errors(), {
    Vouchers: 'Their balances come to more than one amount can hold. Withdraw them in parts.',
  })
  t.match((await confirmed(await selected(desk, numbers.slice(0, 1)))).answers(), {
    'Taken back': 'USD 90,071,992,547,409.91',
  })
})

/** A desk with vouchers of one issuance; for one day in a zone where it ends soon, else for thirty. */
async function openWith(t: Parameters<typeof openDesk>[0], customers: string, timeZone = 'UTC') {
  const desk = await openDesk(t, { timeZone })
  await stockCustomers(desk, ['1001', '1002', '1003', '1004'])
  await stockProducts(desk, { compute: {} })
  const templateId = await stockTemplate(desk, { validDays: timeZone === 'UTC' ? 30 : 1 })
  const { numbers } = await stockVouchers(desk, templateId, customers)
  return { desk, numbers }
}

/** Chooses vouchers as the list does, and goes on to the check page. */
async function selected(desk: Desk, numbers: readonly string[]): Promise<Page> {
  await desk.browser.get('/vouchers')
  const { location = '' } = await desk.browser.post('/withdrawals/drafts', { voucher: numbers })
  return desk.browser.get(location)
}

function confirmed(check: Page): Promise<Page> {
  return check.form('Confirm').fill({ Reason: 'Never used' }).submit()
}

async function holdings(desk: Desk): Promise<string[]> {
  const rows = await desk.db.selectFrom('vouchers').select(['state', 'balanceMinor']).orderBy('id').execute()
  return rows.map(({ state, balanceMinor }) => `${state} ${balanceMinor}`)
}
