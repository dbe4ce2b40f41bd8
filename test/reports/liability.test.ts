import t from 'tap'
import { chargeNow } from '../support/billing.ts'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

const HEAD = 'expiry_month,status,currency,vouchers,balance\n'

t.test('it adds up by the month of the last day, and says what waits for late bills', async (t) => {
  const desk = await stocked(t)
  await choosePolicies(desk, { graceDays: 10 })
  const page = await reportAt(desk, '2026-12-01T09:00:00.000Z')
  t.equal(page.title, 'Liability by expiry month')
  t.same(page.answers(), {
    'Balance outstanding': 'USD 85.00',
    'Expired, waiting for late bills': 'USD 7.00',
    'In all': 'USD 92.00',
  })
  t.same(
    page.rows().map((row) => Object.values(row)),
    [
      ['Dec 2026', '1', '5.00'],
      ['Jan 2027', '1', '80.00'],
    ],
  )
  t.same(
    page.rows('Expired, waiting').map((row) => Object.values(row)),
    [['Nov 2026', '1', '7.00']],
  )
  t.match(page.text, 'Vouchers lapse 10 days after their last day.')
})

t.test('each month leads to its vouchers', async (t) => {
  const desk = await stocked(t)
  const page = await desk.browser.get('/reports/liability')
  for (const { 'Last day in': month = '', Vouchers, 'Balance (USD)': balance } of page.rows()) {
    t.match((await page.follow(month)).answers(), { Vouchers, 'Sum of balances': `USD ${balance}` })
  }
})

t.test('the last day of a month is in that month, wherever the partner is', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Pacific/Kiritimati' })
  await stockCustomers(desk, ['1001'])
  const validity = { validity: 'fixed', firstDayOn: '2026-11-20', validDays: null } as const
  await stockVouchers(desk, await stockTemplate(desk, { ...validity, lastDayOn: '2026-11-30' }), '1001 1.00')
  await stockVouchers(desk, await stockTemplate(desk, { ...validity, lastDayOn: '2026-12-01' }), '1001 2.00')
  t.equal(
    (await desk.browser.get('/reports/liability.csv')).body,
    `${HEAD}2026-11,usable,USD,1,1.00\n2026-12,usable,USD,1,2.00\n`,
  )
})

t.test('the download has the same, in plain numbers', async (t) => {
  const desk = await stocked(t)
  await chargeNow(desk, { amount: '1.50' })
  const download = await desk.browser.get('/reports/liability.csv')
  t.match(download.headers, { 'content-type': /^text\/csv/, 'content-disposition': /liability\.csv/ })
  t.equal(
    download.body,
    `${HEAD}2026-11,usable,USD,1,5.50\n2026-12,usable,USD,1,5.00\n2027-01,usable,USD,1,80.00\n`,
  )
})

t.test('reports begin there; where nothing is owed it says so, and other partners see nothing', async (t) => {
  const desk = await stocked(t)
  const other = await desk.addPartner()
  const page = await other.browser.get('/reports')
  t.equal(page.title, 'Liability by expiry month')
  t.match(page.text, /No voucher holds a balance that can be used/)
  t.equal((await other.browser.get('/reports/liability.csv')).body, HEAD)
  const { browser } = await desk.addMember('viewer')
  t.equal((await browser.get('/reports/liability')).status, 200)
  t.equal((await desk.stranger().get('/reports/liability')).title, 'Sign in')
})

async function reportAt(desk: Desk, at: string) {
  desk.clock.now = at
  const browser = desk.stranger()
  await browser.signIn(desk.owner.email, PASSWORD)
  return browser.get('/reports/liability')
}

/** Three vouchers: 7.00 to 30 November, 5.00 to 1 December, and 80.00 to 21 January. */
async function stocked(t: Parameters<typeof openDesk>[0]): Promise<Desk> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 8 }), '1001 7.00')
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 9 }), '1001 5.00')
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 60 }), '1001 80.00')
  return desk
}
