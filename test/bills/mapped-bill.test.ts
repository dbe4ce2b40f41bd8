import { rmSync } from 'node:fs'
import t from 'tap'
import { openBilledDesk, sendBill, uploadsOf } from '../support/bills.ts'

const FEES = 'By customer and product'
const csv = (...lines: string[]) => new File([lines.join('\n')], 'export.csv', { type: 'text/csv' })
const HEADER = 'Account;Service;Cost;Money;Month;Mode;Cloud;Note'
const NEEDED = { Customer: 'Account', Product: 'Service', Amount: 'Cost' }
const MONTH = 'Billing period, where no column has it'
const PROVIDER = 'Provider, where no column has it'

t.test('a file that is no FOCUS bill asks which column is which, and shows what they hold', async (t) => {
  const { browser } = await openBilledDesk(t)
  const page = await sendBill(browser, csv(HEADER, '1001;compute;1.25;USD;2026-10;prepaid;Acme;"a ""note"""'))
  t.equal(page.status, 200)
  t.equal(page.title, 'Which column is which')
  t.match(page.rows('What the columns hold')[2], { Column: 'Cost', 'First line': '1.25', 'Second line': '' })
  t.match(page.rows('What the columns hold')[7], { Column: 'Note', 'First line': 'a "note"' })
  t.equal(page.form('Continue').value('Amount'), 'Choose a column', 'nothing is guessed')
  t.equal(uploadsOf(t).length, 1, 'the file waits')
})

t.test('all columns are read, and the file is gone after that', async (t) => {
  const { browser } = await openBilledDesk(t)
  const lines = [
    '1001;compute;1.25;USD;2026-10;Prepaid;Acme;',
    '1001;compute;2;usd;2026-10-17;postpaid;Acme;',
  ]
  const page = await sendBill(browser, csv(HEADER, ...lines))
  const columns = { Currency: 'Money', 'Billing period': 'Month', 'Payment mode': 'Mode', Provider: 'Cloud' }
  const check = await page
    .form('Continue')
    .fill({ ...NEEDED, ...columns })
    .submit()
  t.match(check.rows(FEES), [
    { 'Payment mode': 'Postpaid', Provider: 'Acme', 'Period from': '1 Oct 2026', 'New total (USD)': '2.00' },
    { 'Payment mode': 'Prepaid', Provider: 'Acme', 'Period from': '1 Oct 2026', 'New total (USD)': '1.25' },
  ])
  t.same(uploadsOf(t), [])
  t.equal((await browser.get(page.path)).path, check.path, 'the page before leads on to it')
  t.equal((await check.form('Confirm').submit()).path, '/bills/1')
})

t.test('what no column has is said once for all lines', async (t) => {
  const { browser, db } = await openBilledDesk(t)
  const page = await sendBill(browser, csv('Account,Service,Cost', '1001,compute,1.25'))
  const check = await page
    .form('Continue')
    .fill({ ...NEEDED, [MONTH]: '2026-09', [PROVIDER]: 'Acme' })
    .submit()
  t.match(check.rows(FEES), [{ 'Payment mode': 'Postpaid', Provider: 'Acme', 'Period from': '1 Sept 2026' }])
  await check.form('Confirm').submit()
  t.match(await db.selectFrom('charges').select('occurredAt').executeTakeFirstOrThrow(), {
    occurredAt: '2026-09-30T23:59:59.999Z',
  })
})

t.test(
  'the columns are remembered for that header, for this partner, and can still be changed',
  async (t) => {
    const desk = await openBilledDesk(t)
    const { browser } = desk
    const first = await sendBill(browser, csv('Account,Service,Cost,Net cost', '1001,compute,1.25,1'))
    const filled = first.form('Continue').fill({ ...NEEDED, [MONTH]: '2026-09', [PROVIDER]: 'Acme' })
    t.match((await filled.submit()).text, 'You will charge USD 1.25.')
    const next = await sendBill(browser, csv('Account,Service,Cost,Net cost', '1001,compute,2.25,2'))
    const form = next.form('Continue')
    t.same([form.value('Customer'), form.value('Amount'), form.value(PROVIDER)], ['Account', 'Cost', 'Acme'])
    t.equal(form.value(MONTH), '', 'the next file is of another month')
    t.match(
      (await form.fill({ Amount: 'Net cost', [MONTH]: '2026-10' }).submit()).text,
      'You will charge USD 2.00.',
    )
    const changed = await sendBill(browser, csv('Account,Service,Cost,Net cost', '1001,compute,3.25,3'))
    t.equal(changed.form('Continue').value('Amount'), 'Net cost')
    const other = await sendBill(browser, csv('Account,Service,Cost', '1001,compute,3.25'))
    t.equal(other.form('Continue').value('Amount'), 'Choose a column', 'another header')
    const { browser: stranger } = await desk.addPartner()
    const theirs = await sendBill(stranger, csv('Account,Service,Cost,Net cost', '1001,compute,1,1'))
    t.equal(theirs.form('Continue').value('Amount'), 'Choose a column', 'another partner')
    await changed
      .form('Continue')
      .fill({ [MONTH]: '2026-11' })
      .submit()
    const events = await desk.db
      .selectFrom('auditEvents')
      .select(['memberId', 'before', 'after'])
      .where('action', '=', 'bill_columns.remembered')
      .orderBy('id')
      .execute()
    const [said, again, ...more] = events.map(({ memberId, before, after }) => ({
      memberId,
      before: JSON.parse(before ?? 'null'),
      after: JSON.parse(after ?? 'null'),
    }))
    t.match(said, { memberId: desk.owner.id, before: null, after: { amount: 'Cost', providerName: 'Acme' } })
    t.match(again, { before: { amount: 'Cost' }, after: { amount: 'Net cost' } })
    t.same(more, [], 'what stays as it was is no event')
  },
)

t.test('a mapping in error names its fields and keeps what was chosen', async (t) => {
  const { browser } = await openBilledDesk(t)
  const page = await sendBill(browser, csv(HEADER, '1001;compute;1.25;USD;2026-10;prepaid;Acme;'))
  const empty = await page.form('Continue').submit()
  t.equal(empty.status, 422)
  t.same(empty.errors(), {
    Customer: 'Choose one of the columns.',
    Product: 'Choose one of the columns.',
    Amount: 'Choose one of the columns.',
  })
  const none = await page.form('Continue').fill(NEEDED).submit()
  t.same(none.errors(), {
    [MONTH]: 'Choose the column that has the billing period, or write the month here.',
  })
  t.equal(none.form('Continue').value('Amount'), 'Cost')
  const wrong = await page
    .form('Continue')
    .fill({ [MONTH]: 'October' })
    .submit()
  t.match(wrong.errors(), { [MONTH]: '“October” is no billing period. Write its month, such as 2026-11.' })
  const forged = await browser.post(page.path, { customer: 'constructor' })
  t.equal(forged.status, 422)
})

t.test(
  'bad cells are named by their line, at the field of their column, and the file still waits',
  async (t) => {
    const { browser, db } = await openBilledDesk(t)
    const lines = [
      '1001;compute;1,25;USD;2026-10;prepaid;Acme;',
      '1001;compute;1;USD;Octember;monthly;Acme;',
      '1001;compute',
    ]
    const page = await sendBill(browser, csv(HEADER, ...lines))
    const columns = { 'Billing period': 'Month', 'Payment mode': 'Mode' }
    const again = await page
      .form('Continue')
      .fill({ ...NEEDED, ...columns })
      .submit()
    t.equal(again.status, 422)
    t.same(again.errors(), {
      Amount: 'Line 2: “1,25” is no amount. Write digits with a point for decimals, such as 1234.50 or 4E-7.',
      'Billing period': 'Line 3: “Octember” is no billing period. Write its month, such as 2026-11.',
      'Payment mode': 'Line 3: “monthly” is no payment mode. Write prepaid or postpaid.',
      '': 'Line 4: There are 2 cells, and the first line names 8 columns. Was the file cut off?',
    })
    t.equal(uploadsOf(t).length, 1)
    t.same(
      await db.selectFrom('billColumns').selectAll().execute(),
      [],
      'a mapping that fits is remembered, no other',
    )
  },
)

t.test('a file that was swept meanwhile is asked for again', async (t) => {
  const { browser } = await openBilledDesk(t)
  const page = await sendBill(browser, csv('Account,Service,Cost', '1001,compute,1'))
  rmSync(`${t.testdirName}/uploads`, { recursive: true })
  const gone = await page
    .form('Continue')
    .fill({ ...NEEDED, [MONTH]: '2026-10' })
    .submit()
  t.equal(gone.status, 404)
  t.match(gone.text, 'This page waited too long')
})

t.test("a file that waits is its member's own", async (t) => {
  const desk = await openBilledDesk(t)
  const { path } = await sendBill(desk.browser, csv('Account,Service,Cost', '1001,compute,1'))
  const { browser } = await desk.addMember('issuer')
  t.equal((await browser.get(path)).status, 404)
  t.equal((await browser.post(path, {})).status, 404)
  t.equal((await desk.browser.post(path, {}, { token: false })).status, 403)
})
