import t from 'tap'
import { disagreements } from '../support/billing.ts'
import { allocateNow, budgetEntries } from '../support/budget.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate } from '../support/stock.ts'

t.test('of 50 issuances of 100.00 that race for 1,000.00, ten are issued and no more', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockTemplate(desk, { amountMinor: 10_000 })
  await allocateNow(desk, 100_000)
  const forms = []
  for (let count = 0; count < 50; count++) {
    const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
    const check = await form.fill({ Customers: '1001', Reason: 'A race' }).submit()
    forms.push(check.form('Confirm'))
  }
  const ends = await Promise.all(forms.map((form) => form.submit()))
  const statuses = ends.map(({ status }) => status)
  t.equal(statuses.filter((status) => status === 200).length, 10)
  t.equal(statuses.filter((status) => status === 422).length, 40)
  t.match(ends.find(({ status }) => status === 422)?.text, /budget/)
  const vouchers = await desk.db.selectFrom('vouchers').select('faceMinor').execute()
  t.same(
    vouchers.map(({ faceMinor }) => faceMinor),
    Array(10).fill(10_000),
  )
  const entries = await budgetEntries(desk.db, desk.partnerId)
  t.equal(entries.length, 11)
  t.same(entries.at(-1), ['issue', -10_000, 0])
  t.same(await disagreements(desk.db, desk.partnerId), [], 'the books agree')
})
