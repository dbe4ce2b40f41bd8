import { join } from 'node:path'
import t from 'tap'
import { reviewNeeded, waitedBecause } from '../../src/issuances/review-needed.ts'
import { promptAt, refuses } from '../support/database.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockTemplate } from '../support/stock.ts'

t.test('what is sponsored waits, whatever it is worth', async (t) => {
  for (const threshold of [null, 0, 100]) t.equal(reviewNeeded('sponsored', 1n, threshold), 'sponsored')
  t.equal(waitedBecause('sponsored'), 'sponsored')
})

t.test('at own cost only what is worth more than the threshold waits', async (t) => {
  t.equal(reviewNeeded('own_cost', 2n ** 60n, null), null)
  t.equal(reviewNeeded('own_cost', 100n, 100), null)
  t.equal(reviewNeeded('own_cost', 101n, 100), 'above_threshold')
  t.equal(reviewNeeded('own_cost', 1n, 0), 'above_threshold')
  t.equal(waitedBecause('own_cost'), 'above_threshold')
})

t.test('the form, the check page and the issuance say that and why it waits', async (t) => {
  const desk = await openStocked(t)
  await choosePolicies(desk, { reviewThresholdMinor: 16_000 })
  const form = await desk.browser.get('/templates/1/issuances/new')
  t.match(
    form.text,
    'The vouchers can be used at once; what comes to more than USD 160.00 waits for a review.',
  )
  const atOnce = await checked(desk, '1001\n1002')
  t.match(atOnce.text, 'valid from 23 Nov 2026 to 22 Dec 2026.')
  t.notMatch(atOnce.text, 'It waits for a review')
  t.equal((await atOnce.form('Confirm').submit()).title, 'Issuance 1 Issued')

  const waits = await checked(desk, '1001\n1002 80.01')
  t.match(
    waits.text,
    'valid for 30 days from issue. It waits for a review because it comes to more than USD 160.00, the review threshold.',
  )
  const asked = await waits.form('Confirm').submit()
  t.equal(asked.title, 'Issuance 2 In review')
  t.match(asked.answers(), { 'Review because': 'Above the review threshold' })
  t.notOk((await desk.browser.get('/issuances/1')).answers()['Review because'])
})

t.test('a threshold that changes between check and Confirm is said, and nothing is issued', async (t) => {
  const desk = await openStocked(t)
  const atOnce = await checked(desk, '1001')
  await choosePolicies(desk, { reviewThresholdMinor: 7999 })
  const now = await atOnce.form('Confirm').submit()
  t.equal(now.status, 422)
  t.match(now.text, /Something has changed since you looked.*It waits for a review because/)

  await choosePolicies(desk, { reviewThresholdMinor: 5000 })
  t.equal((await now.form('Confirm').submit()).status, 422, 'another threshold is another sentence')
  await choosePolicies(desk, { reviewThresholdMinor: null })
  const again = await now.form('Confirm').submit()
  t.equal(again.status, 422)
  t.notMatch(again.text, 'It waits for a review')
  t.same(await desk.db.selectFrom('issuances').select('id').execute(), [])
  t.equal((await again.form('Confirm').submit()).title, 'Issuance 1 Issued')
})

t.test('a threshold that is lifted later does not issue what waits', async (t) => {
  const desk = await openStocked(t)
  await choosePolicies(desk, { reviewThresholdMinor: 0 })
  await (await checked(desk, '1001')).form('Confirm').submit()
  await choosePolicies(desk, { reviewThresholdMinor: null })
  const page = await desk.browser.get('/issuances/1')
  t.equal(page.title, 'Issuance 1 In review')
  t.match(page.answers(), { 'Review because': 'Above the review threshold' })
})

t.test('empty lines and a header in between do not keep an issuance from waiting', async (t) => {
  const desk = await openStocked(t)
  await choosePolicies(desk, { reviewThresholdMinor: 0 })
  const asked = await (await checked(desk, 'account_id,amount\n\n1001\n\n1002')).form('Confirm').submit()
  t.equal(asked.title, 'Issuance 1 In review')
  t.match(asked.rows(), [{ Customer: '1001' }, { Customer: '1002' }])
})

t.test('the database refuses to issue at once what waits for a review', async (t) => {
  const desk = await openStocked(t)
  await stockTemplate(desk, { funding: 'sponsored' })
  await choosePolicies(desk, { reviewThresholdMinor: 8000 })
  await desk.db.updateTable('templates').set({ frozenAt: desk.clock.now }).execute()
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  const issue = (template: number, total: number) =>
    `INSERT INTO issuances (partner_id, template_id, reason, voucher_count, total_minor, status, requested_by,
       requested_at, decided_by, decided_at)
     VALUES (1, ${template}, 'x', 1, ${total}, 'issued', 1, '${desk.clock.now}', 1, '${desk.clock.now}')`
  refuses(t, prompt, issue(1, 8001), /waits for a review/)
  refuses(t, prompt, issue(2, 1), /waits for a review/)
  prompt.exec(issue(1, 8000))
})

async function openStocked(t: Parameters<typeof openDesk>[0]): Promise<Desk> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  await stockTemplate(desk)
  return desk
}

async function checked(desk: Desk, customers: string): Promise<Page> {
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  return form.fill({ Customers: customers, Reason: 'A reason' }).submit()
}
