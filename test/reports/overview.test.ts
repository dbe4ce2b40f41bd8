import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { chargeNow, refundNow } from '../support/billing.ts'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

const DAY = 24 * 60 * 60

t.test('an empty desk says what comes first, and what of it is done', async (t) => {
  const desk = await openDesk(t)
  const stepsOf = async () => {
    const { text } = await desk.browser.get('/')
    return [
      ...text.matchAll(/(Add products|Add customers|Create a voucher template|Issue vouchers) (Done|To do)/g),
    ]
      .map(([step]) => step)
      .join(', ')
  }
  t.equal(
    await stepsOf(),
    'Add products To do, Add customers To do, Create a voucher template To do, Issue vouchers To do',
  )
  await stockProducts(desk, { compute: {} })
  await stockCustomers(desk, ['1001'])
  t.equal(
    await stepsOf(),
    'Add products Done, Add customers Done, Create a voucher template To do, Issue vouchers To do',
  )
  const page = await desk.browser.get('/')
  t.equal((await page.follow('Add products')).title, 'Products')
  t.equal((await page.follow('Create a voucher template')).title, 'Voucher templates')
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  const begun = await desk.browser.get('/')
  t.notMatch(begun.text, /To do/)
  t.match(begun.answers(), { 'Balance outstanding': 'USD 80.00 Vouchers: 1' })
})

t.test('it says how things stand, deductions less refunds', async (t) => {
  const desk = await stocked(t)
  await chargeNow(desk, { amount: '30.00' })
  await refundNow(desk, 'C-1', 'R-1', 500)
  const page = await desk.browser.get('/')
  t.equal(page.title, 'Overview')
  t.same(page.answers(), {
    'Balance outstanding': 'USD 115.00 Vouchers: 2',
    'Issued this month': 'USD 140.00',
    'Used this month': 'USD 25.00',
    'Waiting for review': 'USD 0.00 Issuances: 0',
    'Remaining budget': 'No limit',
  })
  t.match(page.rows('Usage by month')[0], { Month: 'Nov 2026', 'Used (USD)': '25.00' })
})

t.test('what lapses soon is the same as the list behind each link', async (t) => {
  const desk = await stocked(t)
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 7 }), '1001 10.00')
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 8 }), '1001 5.00')
  // Used up: it no longer lapses, and is not on the list either.
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001 3.00')
  await chargeNow(desk, { amount: '3.00' })
  const page = await desk.browser.get('/')
  const rows = page.rows('Lapses soon')
  t.same(
    rows.map((row) => Object.values(row)),
    [
      ['Within 7 days', '1', '10.00'],
      ['Within 30 days', '3', '95.00'],
      ['Within 90 days', '4', '155.00'],
    ],
  )
  for (const row of rows) {
    const list = await page.follow(row.Lapses ?? '')
    t.match(list.answers(), {
      Vouchers: row.Vouchers,
      'Sum of balances': `USD ${row['Balance (USD)']}`,
    })
    const lastDays = list.rows().map((one) => Date.parse(one['Last day'] ?? ''))
    t.same(lastDays, lastDays.toSorted())
  }
})

t.test('with grace days, what has expired and waits lapses soon as well, and the links agree', async (t) => {
  const desk = await openDesk(t, { timeZone: 'America/St_Johns' })
  await stockCustomers(desk, ['1001'])
  await choosePolicies(desk, { graceDays: 3 })
  const days = [1, 2, 5, 6, 28, 60]
  for (const [index, validDays] of days.entries()) {
    await stockVouchers(desk, await stockTemplate(desk, { validDays }), `1001 ${2 ** index}.00`)
  }
  desk.clock.pass(DAY)
  const page = await overviewAt(desk, desk.clock.now)
  t.match(page.text, 'Vouchers lapse 3 days after their last day.')
  const rows = page.rows('Lapses soon')
  t.same(
    rows.map((row) => Object.values(row)),
    [
      ['Within 7 days', '3', '7.00'],
      ['Within 30 days', '5', '31.00'],
      ['Within 90 days', '6', '63.00'],
    ],
  )
  for (const row of rows) {
    const list = await page.follow(row.Lapses ?? '')
    t.match(list.answers(), { Vouchers: row.Vouchers, 'Sum of balances': `USD ${row['Balance (USD)']}` })
  }
  const waited = await overviewAt(desk, '2026-11-27T03:30:00.000Z')
  t.match(waited.rows('Lapses soon')[0], { Vouchers: '3', 'Balance (USD)': '14.00' }, 'the first has lapsed')
  await choosePolicies(desk, { graceDays: 1 })
  t.match((await overviewAt(desk, desk.clock.now)).text, 'Vouchers lapse one day after their last day.')
})

t.test('what expires at a second is not outstanding at that second, whoever has swept', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await choosePolicies(desk, { graceDays: 2 })
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001 10.00')
  t.match(await figuresAt(desk, '2026-11-23T23:59:59.999Z'), {
    'Balance outstanding': 'USD 10.00 Vouchers: 1',
  })
  t.match(await figuresAt(desk, '2026-11-24T00:00:00.000Z'), {
    'Balance outstanding': 'USD 0.00 Vouchers: 0',
    'Expired, waiting for late bills': 'USD 10.00 Vouchers: 1',
  })
  desk.clock.pass(2 * DAY)
  await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
  const figures = await figuresAt(desk, desk.clock.now)
  t.match(figures, { 'Balance outstanding': 'USD 0.00 Vouchers: 0' })
  t.equal(figures['Expired, waiting for late bills'], undefined)
})

t.test('the month begins when it begins at the partner’s', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Pacific/Kiritimati' })
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  desk.clock.now = '2026-11-30T09:59:59.999Z'
  await chargeNow(desk, { charge_id: 'November', amount: '1.00' })
  t.match(await figuresAt(desk, desk.clock.now), {
    'Issued this month': 'USD 80.00',
    'Used this month': 'USD 1.00',
  })
  t.match(await figuresAt(desk, '2026-11-30T10:00:00.000Z'), {
    'Issued this month': 'USD 0.00',
    'Used this month': 'USD 0.00',
  })
  await chargeNow(desk, { charge_id: 'December', amount: '2.00' })
  const page = await overviewAt(desk, desk.clock.now)
  t.match(page.rows('Usage by month').slice(0, 2), [
    { Month: 'Dec 2026', 'Used (USD)': '2.00' },
    { Month: 'Nov 2026', 'Used (USD)': '1.00' },
  ])
  await desk.db.updateTable('partners').set({ timeZone: 'Etc/GMT+12' }).execute()
  const elsewhere = await figuresAt(desk, desk.clock.now)
  t.match(elsewhere, { 'Used this month': 'USD 3.00' }, 'and in another zone at once')
})

t.test('sums that are larger together than an integer of the database are added up', async (t) => {
  const desk = await stocked(t)
  const half = sql<number>`cast('5000000000000000000' AS integer)`
  await desk.db.updateTable('expiryBalances').set({ balanceMinor: half }).execute()
  t.match((await desk.browser.get('/')).answers(), {
    'Balance outstanding': 'USD 100,000,000,000,000,000.00 Vouchers: 2',
  })
})

t.test('it counts what waits for review', async (t) => {
  const desk = await stocked(t)
  const { templateId } = await desk.db.selectFrom('vouchers').select('templateId').executeTakeFirstOrThrow()
  await desk.db
    .insertInto('issuances')
    .values({
      partnerId: desk.partnerId,
      templateId,
      reason: 'A campaign',
      voucherCount: 3,
      totalMinor: 4500,
      status: 'in_review',
      requestedBy: desk.owner.id,
      requestedAt: desk.clock.now,
      decidedBy: null,
      decidedAt: null,
    })
    .execute()
  t.match((await desk.browser.get('/')).answers(), { 'Waiting for review': 'USD 45.00 Issuances: 1' })
})

t.test('the chart has a bar for each month and no inline style', async (t) => {
  const desk = await stocked(t)
  await chargeNow(desk, { amount: '30.00' })
  const { body } = await desk.browser.get('/')
  t.equal(body.match(/<rect/g)?.length, 3)
  t.match(body, /<svg class="?chart"?[^>]* role="?img"?/)
  t.match(body, /<title>Nov 2026: USD 30.00<\/title>/)
  t.notMatch(body, /style=/)
})

t.test('usage is shown from the first use on: three months at least, twelve at most', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 800 }), '1001')
  const shownAt = async (at: string) => {
    const page = await overviewAt(desk, at)
    const months = page.rows('Usage by month').map(({ Month }) => Month)
    t.equal(page.body.match(/<rect/g)?.length, months.length)
    return [months.length, months.at(-1)]
  }
  t.same(await shownAt('2026-11-23T12:00:00.000Z'), [3, 'Sept 2026'])
  await chargeNow(desk, { amount: '1.00' })
  t.same(await shownAt('2026-11-30T12:00:00.000Z'), [3, 'Sept 2026'])
  t.same(await shownAt('2027-02-01T12:00:00.000Z'), [4, 'Nov 2026'])
  t.same(await shownAt('2027-10-31T12:00:00.000Z'), [12, 'Nov 2026'])
  t.same(await shownAt('2027-11-01T12:00:00.000Z'), [12, 'Dec 2026'], 'also where nothing was used in them')
})

t.test('everyone who is signed in sees it, strangers and other partners do not', async (t) => {
  const desk = await stocked(t)
  for (const role of ['issuer', 'reviewer', 'viewer'] as const) {
    const { browser } = await desk.addMember(role)
    t.match((await browser.get('/')).answers(), { 'Balance outstanding': 'USD 140.00 Vouchers: 2' })
  }
  const other = await desk.addPartner()
  t.match((await other.browser.get('/')).text, /No voucher was issued yet/)
  t.equal((await desk.stranger().get('/')).title, 'Sign in')
})

/** The page as the owner sees it at an instant, signed in anew. */
async function overviewAt(desk: Desk, at: string) {
  desk.clock.now = at
  const browser = desk.stranger()
  await browser.signIn(desk.owner.email, PASSWORD)
  return browser.get('/')
}

async function figuresAt(desk: Desk, at: string) {
  return (await overviewAt(desk, at)).answers()
}

/** A desk with two vouchers: 80.00 for 30 days and 60.00 for 60 days. */
async function stocked(t: Test): Promise<Desk> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 60 }), '1001 60.00')
  return desk
}
