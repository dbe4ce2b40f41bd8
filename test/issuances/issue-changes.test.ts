import t from 'tap'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('what changed between check and Confirm is said, and nothing is issued', async (t) => {
  const changes: [string, (desk: Desk) => Promise<unknown>, number, RegExp][] = [
    [
      'a customer is no longer active',
      (desk) => desk.db.updateTable('customers').set({ active: 0 }).execute(),
      422,
      /Line 1: Customer 1001 is not active\./,
    ],
    ['the template is archived', archive, 409, /Template 1 is archived/],
    ['the last day of the template is over', end, 409, /The last day of template 1 is over/],
    [
      'the limit was used up by someone else',
      (desk) => stockVouchers(desk, 1, '1002'),
      422,
      /limit of vouchers leaves 0; these are 1/,
    ],
    [
      'the terms were changed by someone else',
      raise,
      422,
      /Something has changed since you looked.*You will issue 1 voucher worth USD 90\.00/,
    ],
  ]
  for (const [name, change, status, said] of changes) {
    await t.test(name, async (t) => {
      const desk = await openDesk(t)
      await stockCustomers(desk, ['1001', '1002'])
      await stockTemplate(desk, { maxVouchers: 1 })
      const check = await checked(desk, '1001')
      await change(desk)
      const before = await countVouchers(desk)
      const page = await check.form('Confirm').submit()
      t.equal(page.status, status)
      t.match(page.text, said)
      t.equal(await countVouchers(desk), before)
    })
  }
})

t.test('a check that midnight has overtaken is shown anew with the days as they are now', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Pacific/Kiritimati' })
  await stockCustomers(desk, ['1001'])
  await stockTemplate(desk)
  const check = await checked(desk, '1001')
  t.match(check.text, 'valid from 23 Nov 2026 to 22 Dec 2026.')
  desk.clock.now = '2026-11-23T10:00:00.000Z'
  const again = await check.form('Confirm').submit()
  t.equal(again.status, 422)
  t.match(again.text, /Something has changed since you looked.*valid from 24 Nov 2026 to 23 Dec 2026\./)
  t.equal(await countVouchers(desk), 0)
})

t.test('what changed is confirmed once it was seen', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockTemplate(desk)
  const check = await checked(desk, '1001')
  await raise(desk)
  const again = await check.form('Confirm').submit()
  t.match((await again.form('Confirm').submit()).answers(), { Sum: 'USD 90.00' })
})

t.test('confirming again, by a second click or the back button, ends at the same issuance', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockTemplate(desk)
  const check = await checked(desk, '1001')
  const first = await check.form('Confirm').submit()
  await archive(desk)
  t.equal((await check.form('Confirm').submit()).path, first.path)
  t.equal((await desk.browser.get(check.path)).path, first.path)
  t.equal(await countVouchers(desk), 1)
})

/** Sends the form of an issuance from the first template. */
async function checked(desk: Desk, customers: string): Promise<Page> {
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  return form.fill({ Customers: customers, Reason: 'A reason' }).submit()
}

async function archive(desk: Desk): Promise<void> {
  await (await desk.browser.get('/templates/1/archival')).form('Confirm').submit()
}

async function raise(desk: Desk): Promise<void> {
  const form = (await desk.browser.get('/templates/1/edit')).form('Continue')
  await (await form.fill({ Amount: '90' }).submit()).form('Confirm').submit()
}

async function end(desk: Desk): Promise<void> {
  const ended = {
    validity: 'fixed',
    validDays: null,
    firstDayOn: '2026-11-01',
    lastDayOn: '2026-11-22',
  } as const
  await desk.db.updateTable('templates').set(ended).execute()
}

async function countVouchers(desk: Desk): Promise<number> {
  return (await desk.db.selectFrom('vouchers').select('id').execute()).length
}
