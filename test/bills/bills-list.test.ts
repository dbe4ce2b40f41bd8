import t from 'tap'
import {
  FURTHER,
  focusBill,
  importBill,
  importLines,
  issueSinceOctober,
  openBilledDesk,
  WHOLE,
} from '../support/bills.ts'
import { stockCustomers, stockProducts } from '../support/stock.ts'

t.test('the list has every imported bill, the newest first, with what it is and its sums', async (t) => {
  const { browser, clock } = await openBilledDesk(t)
  await importBill(
    browser,
    focusBill([{ BilledCost: '10' }, { BilledCost: '5', SubAccountId: '1002' }], 'a.csv'),
  )
  clock.pass(60)
  await importBill(browser, focusBill([{ BilledCost: '7' }], 'b.csv'), WHOLE)
  await importBill(browser, focusBill([{ BilledCost: '1.50' }], 'c.csv'), FURTHER)
  const list = await browser.get('/bills')
  t.same(
    list.rows().map((row) => Object.values(row)),
    [
      ['3', 'c.csv', 'Further lines', '1', '1.50', '0.00', '23 Nov 2026, 09:01'],
      ['2', 'b.csv', 'The whole period so far', '1', '0.00', '8.00', '23 Nov 2026, 09:01'],
      ['1', 'a.csv', 'The whole period so far', '2', '15.00', '0.00', '23 Nov 2026, 09:00'],
    ],
  )
  t.equal((await list.follow('2')).path, '/bills/2')
})

t.test('the list can be narrowed, and says what is no filter', async (t) => {
  const { browser } = await openBilledDesk(t)
  await importBill(browser, focusBill([{}], 'September.csv'))
  await importBill(browser, focusBill([{ BilledCost: '1' }], 'October.csv'), FURTHER)
  t.match((await browser.get('/bills?file=sept')).rows(), [{ Bill: '1' }])
  t.match((await browser.get('/bills?covers=further_lines')).rows(), [{ Bill: '2' }])
  t.match((await browser.get('/bills?file=none')).text, 'No bill matches these filters.')
  for (const query of ['covers=all', 'colour=red'])
    t.equal((await browser.get(`/bills?${query}`)).status, 422)
})

t.test('the list goes on behind its first page', async (t) => {
  const { browser, db, partnerId } = await openBilledDesk(t)
  for (let index = 1; index <= 51; index++) {
    const bill = { fileName: `${index}.csv`, fileHash: String(index), covers: 'further_lines' as const }
    const counts = { lineCount: 0, leftOutCount: 0, postedBy: null, postedAt: '2026-11-01T00:00:00.000Z' }
    await db
      .insertInto('bills')
      .values({ partnerId, ...bill, ...counts })
      .execute()
  }
  const older = await (await browser.get('/bills')).follow('Older')
  t.match(older.rows(), [{ Bill: '1' }])
  t.equal((await older.follow('Newer')).rows().length, 50)
})

t.test('a bill’s page tells all of it: sums, file, who and when', async (t) => {
  const desk = await openBilledDesk(t)
  await issueSinceOctober(desk, '1001 4.00')
  const page = await importLines(desk.browser, [{ BilledCost: '10' }, { SubAccountId: '9999' }])
  t.match(
    page.text,
    /Charges ?USD 10\.00 Refunds ?USD 0\.00 Covered by vouchers ?USD 4\.00 Payable ?USD 6\.00/,
  )
  t.match(page.text, /Left out ?1 Posted ?23 Nov 2026, 09:00 by Ada SHA-256 of the file ?[0-9a-f]{64}/)
  const charge = await page.follow('bill-1-1')
  t.match(charge.text, 'AWS 2026-10-01 to 2026-10-31')
})

t.test('the download has one row for each customer and product, for the invoice run', async (t) => {
  const desk = await openBilledDesk(t)
  const numbers = [
    ...(await issueSinceOctober(desk, '1001 4.00')),
    ...(await issueSinceOctober(desk, '1001 3.00')),
  ]
  await desk.db.updateTable('customers').set({ name: '=Danger' }).where('accountId', '=', '1002').execute()
  const page = await importLines(desk.browser, [
    { BilledCost: '10' },
    { BilledCost: '1', SubAccountId: '1002', ServiceName: 'storage', ProviderName: 'NULL' },
    { BilledCost: '0' },
  ])
  const { body, headers } = await page.follow('Download CSV')
  t.match(headers['content-disposition'], 'bill-1.csv')
  const [head, first, ...rest] = body.trimEnd().split('\n')
  t.equal(
    head,
    'customer,customer_name,product,product_name,payment_mode,provider,period_start,currency,amount,covered,payable,vouchers',
  )
  t.match(first, /^1001,Customer 1001,compute,compute,postpaid,AWS,2026-10-01,USD,10\.00,7\.00,3\.00,/)
  t.ok(numbers.every((number) => first?.includes(number)))
  t.same(rest, [`1002,'=Danger,storage,Object storage,postpaid,,2026-10-01,USD,1.00,0.00,1.00,`])
})

t.test("another partner's bill does not exist, and a stranger is sent to sign in", async (t) => {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{}])
  const { browser: viewer } = await desk.addMember('viewer')
  const other = await desk.addPartner()
  t.equal((await other.browser.get('/bills')).rows().length, 0)
  for (const path of ['/bills/1', '/bills/1/deductions.csv']) {
    t.equal((await viewer.get(path)).status, 200)
    t.equal((await other.browser.get(path)).status, 404)
    t.equal((await desk.stranger().get(path)).path, `/sign-in?next=${encodeURIComponent(path)}`)
  }
  for (const path of ['/bills/2', '/bills/x', '/bills/0']) t.equal((await desk.browser.get(path)).status, 404)
})

t.test('the very same file is a new one for another partner', async (t) => {
  const desk = await openBilledDesk(t)
  const other = await desk.addPartner()
  await stockCustomers(desk, ['1001'], other)
  await stockProducts(desk, { compute: {} }, other)
  t.equal((await importLines(desk.browser, [{}])).path, '/bills/1')
  const theirs = await importLines(other.browser, [{}])
  t.equal(theirs.path, '/bills/2')
  t.match(theirs.rows('Charges'), [{ 'Charge ID': 'bill-2-1', 'Amount (USD)': '30.00' }])
})
