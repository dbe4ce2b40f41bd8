import t from 'tap'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('vouchers are issued: the form, a check that says it in one sentence, and Confirm', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  await stockTemplate(desk)
  const form = await (await desk.browser.get('/templates')).follow('Issue')
  t.match(form.text, 'From template “Winter offer”. The vouchers can be used at once.')
  t.match(form.text, 'if it differs from USD 80.00, the amount')
  const check = await form
    .form('Continue')
    .fill({ Customers: '1001\n1002 75.50', Reason: 'Loyal customers' })
    .submit()
  t.equal(check.title, 'Check what you issue')
  t.match(
    check.text,
    'You will issue 2 vouchers worth USD 155.50 in all, valid from 23 Nov 2026 to 22 Dec 2026.',
  )
  t.match(check.answers(), { Customers: '2', Reason: 'Loyal customers', Amount: 'USD 80.00' })
  t.same(check.rows(), [
    { Line: '1', Customer: '1001', Name: 'Customer 1001', 'Amount (USD)': '80.00' },
    { Line: '2', Customer: '1002', Name: 'Customer 1002', 'Amount (USD)': '75.50' },
  ])
  t.equal(await countVouchers(desk), 0, 'nothing is issued before Confirm')

  const done = await check.form('Confirm').submit()
  t.equal(done.title, 'Issuance 1 Issued')
  t.equal(done.flash, '2 vouchers worth USD 155.50 in all were issued to 2 customers.')
  t.equal(done.link('See what was issued'), '/vouchers?issuance=1')
  t.match(done.answers(), {
    Vouchers: '2',
    Sum: 'USD 155.50',
    Template: 'Winter offer',
    Reason: 'Loyal customers',
  })
  t.match(done.rows(), [
    { Voucher: /^\w{4}-\w{4}-\w{4}$/, Customer: '1001', 'Amount (USD)': '80.00' },
    { Customer: '1002', 'Amount (USD)': '75.50' },
  ])
  t.match((await done.follow('See its vouchers')).rows(), [{ Customer: /1002/ }, { Customer: /1001/ }])
  t.same(await ledger(desk), [
    { kind: 'issue', amountMinor: 8000, balanceAfterMinor: 8000, memberId: desk.owner.id },
    { kind: 'issue', amountMinor: 7550, balanceAfterMinor: 7550, memberId: desk.owner.id },
  ])
  t.match(await lastEvent(desk), { action: 'issuance.issued', subject: 'issuance 1' })
})

t.test('one voucher is said as one', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockTemplate(desk, { validDays: 1 })
  t.match(
    (await checked(desk, '1001')).text,
    'You will issue 1 voucher worth USD 80.00, valid from 23 Nov 2026 to 23 Nov 2026.',
  )
})

t.test(
  'what was issued to one customer says to whom; what waits for a review says that it does',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001', '1002'])
    await stockTemplate(desk)
    const issued = await (await checked(desk, '1001 75.50')).form('Confirm').submit()
    t.equal(issued.flash, '1 voucher of USD 75.50 was issued to Customer 1001.')
    await stockTemplate(desk, { funding: 'sponsored' })
    const issue = async (customers: string) => {
      const form = (await desk.browser.get('/templates/2/issuances/new')).form('Continue')
      const check = await form.fill({ Customers: customers, Reason: 'Winter' }).submit()
      return check.form('Confirm').submit()
    }
    const asked = await issue('1001')
    t.equal(asked.flash, '1 voucher of USD 80.00 for Customer 1001 waits for a review.')
    t.equal(asked.link('See what waits for a review'), '/reviews')
    t.equal(
      (await issue('1001\n1002')).flash,
      '2 vouchers worth USD 160.00 in all for 2 customers wait for a review.',
    )
  },
)

t.test('the form is one whole sentence in Chinese, too', async (t) => {
  const desk = await openDesk(t)
  await stockTemplate(desk)
  const form = await desk.browser.get('/templates/1/issuances/new', { 'accept-language': 'zh-CN' })
  t.match(form.text, '依据模板“Winter offer”发放，代金券可立即使用。')
})

t.test('every bad line is named with its number and why, and what was typed is still there', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002', '1003'])
  await desk.db.updateTable('customers').set({ active: 0 }).where('accountId', '=', '1003').execute()
  await stockTemplate(desk, { maxTotalMinor: 8000 })
  const typed = '1001\nnobody 5\n1003\n1002 five\n1001 10'
  const page = await checked(desk, typed, '')
  t.equal(page.status, 422)
  t.same(page.errorLines(), [
    'Customers: Line 2: There is no customer nobody.',
    'Customers: Line 3: Customer 1003 is not active.',
    'Customers: Line 4: Write the amount in digits with a point for decimals, such as 1500.50.',
    'Customers: Line 5: Customer 1001 stands in line 1 already.',
    'Reason: Fill this in.',
  ])
  t.equal(page.form('Continue').value('Customers'), typed)
  t.same(await desk.db.selectFrom('drafts').select('id').execute(), [], 'nothing was written')
  t.same((await checked(desk, '1001 80.01')).errorLines(), [
    'Customers: The template allows USD 80.00 more; these add up to USD 80.01.',
  ])
})

t.test('lines come from a CSV file, too, behind those that were typed', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002', '1003'])
  await stockTemplate(desk)
  const file = new File(['\uFEFFAccount ID;Amount\r\n1002;75.50\r\n1003;\r\n'], 'winter.csv', {
    type: 'text/csv',
  })
  const check = await checked(desk, '1001', 'Winter', { 'CSV file': file })
  t.match(check.rows(), [
    { Customer: '1001', 'Amount (USD)': '80.00' },
    { Customer: '1002', 'Amount (USD)': '75.50' },
    { Customer: '1003', 'Amount (USD)': '80.00' },
  ])
  const back = await check.follow('Change Customers')
  t.equal(back.form('Continue').value('Customers'), '1001\n1002,75.50\n1003,')

  const unreadable = new File([Buffer.from([0x50, 0x4b, 3, 4])], 'winter.xlsx')
  const refused = await checked(desk, '1001', 'Winter', { 'CSV file': unreadable })
  t.equal(refused.status, 422)
  t.match(refused.errors(), { 'CSV file': /workbook/ })
  t.equal(refused.form('Continue').value('Customers'), '1001')
})

t.test('customers are ticked in the list, found by its filter, without losing what was typed', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002', '1003', '2001'])
  await desk.db.updateTable('customers').set({ active: 0 }).where('accountId', '=', '1003').execute()
  await stockTemplate(desk)
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Tick customers in the list')
  const list = await form.fill({ Customers: '2001 5', Reason: 'Typed before' }).submit()
  t.same(
    list.rows().map((row) => row['Account id']),
    ['1001', '1002', '2001'],
    'who is not active is not offered',
  )

  const found = await list.form('Search').fill({ 'Account id begins with': '10' }).submit()
  const back = await found.form('Add to the form').fill({ 1002: true }).submit()
  t.equal(back.form('Continue').value('Customers'), '2001 5\n1002')
  t.equal(back.form('Continue').value('Reason'), 'Typed before')

  const all = await found.form('Add to the form').fill({ 'All customers who match': true }).submit()
  t.equal(all.form('Continue').value('Customers'), '2001 5\n1001\n1002')
  t.match((await all.form('Continue').submit()).text, 'You will issue 3 vouchers worth USD 165.00 in all')
})

t.test('all who match are ticked on every page of the list', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(
    desk,
    Array.from({ length: 60 }, (_, index) => `c${index + 100}`),
  )
  await stockTemplate(desk)
  const list = await (await desk.browser.get('/templates/1/issuances/new'))
    .form('Tick customers in the list')
    .submit()
  const second = await list.follow('Next')
  const form = await second
    .form('Add to the form')
    .fill({ 'All customers who match, on every page': true })
    .submit()
  t.equal(String(form.form('Continue').value('Customers')).split('\n').length, 60)
})

t.test('sponsored vouchers wait in review, and only who asked can cancel them', async (t) => {
  const desk = await openDesk(t)
  const colleague = await desk.addMember('issuer')
  await stockCustomers(desk, ['1001', '1002'])
  await stockTemplate(desk, { funding: 'sponsored', maxVouchers: 2 })
  const check = await checked(desk, '1001\n1002 75.50')
  t.match(check.text, 'You will issue 2 vouchers worth USD 155.50 in all, valid for 30 days from issue.')
  t.match(check.text, 'It waits for a review because it is sponsored.')
  const asked = await check.form('Confirm').submit()
  t.equal(asked.title, 'Issuance 1 In review')
  t.match(asked.rows(), [
    { Customer: '1001', 'Amount (USD)': '80.00' },
    { Customer: '1002', 'Amount (USD)': '75.50' },
  ])
  t.equal(await countVouchers(desk), 0)
  t.same(await ledger(desk), [])
  t.match((await desk.browser.get('/templates/1')).rows('Issuances'), [
    { Status: 'In review', Vouchers: '2' },
  ])
  t.match((await desk.browser.get('/templates')).rows(), [{ Issued: '0', Operation: 'Issue Copy Archive' }])

  t.notMatch((await colleague.browser.get('/issuances/1')).body, 'Cancel issuance')
  const refused = await colleague.browser.post('/issuances/1/cancellation', {})
  t.equal(refused.status, 403)
  t.match(refused.text, 'Only the person who asked for issuance 1 can cancel it.')

  const cancelled = await asked.form('Cancel issuance').submit()
  t.equal(cancelled.title, 'Issuance 1 Cancelled')
  t.equal(cancelled.flash, 'Issuance 1 is cancelled. No voucher was issued.')
  t.equal(
    (await asked.form('Cancel issuance').submit()).title,
    'Issuance 1 Cancelled',
    'doing it again changes nothing',
  )
  t.match(await lastEvent(desk), { action: 'issuance.cancelled', subject: 'issuance 1' })
  t.match(
    (await checked(desk, '1001\n1002')).status,
    200,
    'what was cancelled does not count against the limits',
  )
})

t.test('what was issued at own cost cannot be cancelled', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  await desk.browser.get('/issuances/1')
  const page = await desk.browser.post('/issuances/1/cancellation', {})
  t.equal(page.status, 409)
  t.match(page.text, 'Issuance 1 is no longer in review.')
})

t.test('the limits of a template hold over all its issuances', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002', '1003'])
  await stockTemplate(desk, { maxVouchers: 3, maxVouchersPerCustomer: 1, maxTotalMinor: 20_000 })
  await stockVouchers(desk, 1, '1001\n1002 100')
  t.same((await checked(desk, '1001 5\n1003 20.01')).errorLines(), [
    'Customers: Line 1: Customer 1001 has 1 of these vouchers, and the limit is 1.',
    'Customers: The template allows USD 20.00 more; these add up to USD 20.01.',
  ])
  t.equal((await checked(desk, '1003 20')).status, 200)
})

t.test('a template with fixed dates is issued for just those', async (t) => {
  const desk = await openDesk(t, { timeZone: 'America/New_York' })
  await stockCustomers(desk, ['1001'])
  await stockTemplate(desk, {
    validity: 'fixed',
    validDays: null,
    firstDayOn: '2026-12-01',
    lastDayOn: '2027-03-31',
  })
  const check = await checked(desk, '1001')
  t.match(check.text, 'valid from 1 Dec 2026 to 31 Mar 2027.')
  await check.form('Confirm').submit()
  t.match(await desk.db.selectFrom('vouchers').select(['validFromAt', 'expiresAt']).execute(), [
    { validFromAt: '2026-12-01T05:00:00.000Z', expiresAt: '2027-04-01T04:00:00.000Z' },
  ])
})

t.test('a currency without decimals is issued in whole amounts', async (t) => {
  const desk = await openDesk(t, { currency: 'JPY' })
  await stockCustomers(desk, ['1001', '1002'])
  await stockTemplate(desk, { amountMinor: 5000 })
  t.match((await checked(desk, '1001 5.5')).errors(), { Customers: /JPY has no decimals/ })
  t.match((await checked(desk, '1001\n1002 500')).text, 'You will issue 2 vouchers worth JPY 5,500 in all')
})

/** Sends the form of an issuance from the first template. */
async function checked(
  desk: Desk,
  customers: string,
  reason = 'A reason',
  more: Record<string, File> = {},
): Promise<Page> {
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  return form.fill({ Customers: customers, Reason: reason, ...more }).submit()
}

async function countVouchers(desk: Desk): Promise<number> {
  return (await desk.db.selectFrom('vouchers').select('id').execute()).length
}

function ledger(desk: Desk) {
  const columns = ['kind', 'amountMinor', 'balanceAfterMinor', 'memberId'] as const
  return desk.db.selectFrom('ledgerEntries').select(columns).orderBy('id').execute()
}

function lastEvent(desk: Desk) {
  return desk.db
    .selectFrom('auditEvents')
    .select(['action', 'subject'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
}
