import t from 'tap'
import type { Browser } from '../support/browser.ts'
import { allocateNow, budgetEntries } from '../support/budget.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('an owner allocates: form, check, confirm', async (t) => {
  const desk = await openDesk(t)
  const check = await fillIn(desk.browser, 'allocations', '5000', 'The first quarter')
  t.match(
    check.text,
    'You will allocate USD 5,000.00. The budget then is USD 5,000.00, and USD 5,000.00 remains.',
  )
  t.match(check.text, 'What was issued before does not count.')
  t.same(await budgetEntries(desk.db, desk.partnerId), [], 'nothing is done before Confirm')
  const page = await check.form('Confirm').submit()
  t.equal(page.flash, 'USD 5,000.00 was allocated. The budget now is USD 5,000.00, and USD 5,000.00 remains.')
  t.equal(page.link('History'), '/budget#history')
  t.match(page.answers(), { Total: 'USD 5,000.00', Issued: 'USD 0.00', Remaining: 'USD 5,000.00' })
  t.match(await lastEvent(desk), {
    action: 'budget.allocated',
    memberId: desk.owner.id,
    before: null,
    after: '{"totalMinor":500000,"issuedMinor":0,"remainingMinor":500000,"reason":"The first quarter"}',
  })
})

t.test('an owner reclaims what remains, and no more', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await allocateNow(desk, 10_000)
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  const refused = await fillIn(desk.browser, 'reclaims', '20.01', 'Too much')
  t.equal(refused.status, 422)
  const sentence = 'Of the budget of USD 100.00, USD 80.00 is issued. Only USD 20.00 can be reclaimed.'
  t.same(refused.errors(), { Amount: sentence })
  t.equal(refused.form('Continue').value('Amount'), '20.01')
  t.equal(refused.form('Continue').value('Reason'), 'Too much')
  const check = await refused.form('Continue').fill({ Amount: '20' }).submit()
  t.match(check.text, 'You will reclaim USD 20.00. The budget then is USD 80.00, and USD 0.00 remains.')
  const page = await check.form('Confirm').submit()
  t.match(page.answers(), { Total: 'USD 80.00', Issued: 'USD 80.00', Remaining: 'USD 0.00' })
  t.equal(page.link('Reclaim'), undefined, 'nothing remains to be reclaimed')
  t.match(await lastEvent(desk), { action: 'budget.reclaimed', subject: `partner ${desk.partnerId}` })
})

t.test('nothing is reclaimed where no budget is set', async (t) => {
  const desk = await openDesk(t)
  const page = await fillIn(desk.browser, 'reclaims', '1', 'Nothing there')
  t.same(page.errors(), { Amount: 'No budget is set, so there is nothing to reclaim.' })
})

t.test('a form in error comes back with what is wrong and all that was typed', async (t) => {
  const desk = await openDesk(t)
  const page = await fillIn(desk.browser, 'allocations', '1,000', ' ')
  t.equal(page.status, 422)
  t.same(page.errors(), {
    Amount: 'Write the amount in digits with a point for decimals, such as 1500.50.',
    Reason: 'Fill this in.',
  })
  t.equal(page.form('Continue').value('Amount'), '1,000')
  t.same((await fillIn(desk.browser, 'allocations', '0', 'x'.repeat(201))).errors(), {
    Amount: 'The least is USD 0.01.',
    Reason: 'Write at most 200 characters.',
  })
})

t.test('a budget is never larger than one amount can hold', async (t) => {
  const desk = await openDesk(t)
  await allocateNow(desk, Number.MAX_SAFE_INTEGER - 100)
  const page = await fillIn(desk.browser, 'allocations', '1.01', 'More')
  t.same(page.errors(), {
    Amount: 'The budget would be larger than Scrip can hold. At most USD 1.00 can be allocated.',
  })
  const full = await (await fillIn(desk.browser, 'allocations', '1', 'All')).form('Confirm').submit()
  t.match(full.answers(), { Total: 'USD 90,071,992,547,409.91' })
})

t.test('confirming again, at once or later, changes the budget once', async (t) => {
  const desk = await openDesk(t)
  const confirm = (await fillIn(desk.browser, 'allocations', '10', 'Once')).form('Confirm')
  const ends = await Promise.all(Array.from({ length: 16 }, () => confirm.submit()))
  ends.push(await confirm.submit())
  t.same(new Set(ends.map(({ status, path }) => `${status} ${path}`)), new Set(['200 /budget']))
  t.same(await budgetEntries(desk.db, desk.partnerId), [['allocate', 1000, 1000]])
})

t.test('what changed between check and Confirm is looked at once more', async (t) => {
  const desk = await openDesk(t)
  await allocateNow(desk, 1000)
  const check = await fillIn(desk.browser, 'allocations', '10', 'More')
  await allocateNow(desk, 500)
  const again = await check.form('Confirm').submit()
  t.equal(again.status, 422)
  t.same(again.errors(), {
    '': 'Something has changed since you looked. This is how it is now; check it again.',
  })
  t.match(again.text, 'The budget then is USD 25.00, and USD 25.00 remains.')
  t.match((await again.form('Confirm').submit()).answers(), { Total: 'USD 25.00' })
})

t.test('of two reclaims that race for what remains one wins, and the other hears the numbers', async (t) => {
  const desk = await openDesk(t)
  await allocateNow(desk, 1000)
  const { browser } = await desk.addMember('owner')
  const forms = [
    (await fillIn(desk.browser, 'reclaims', '10', 'Mine')).form('Confirm'),
    (await fillIn(browser, 'reclaims', '10', 'Mine too')).form('Confirm'),
  ]
  const ends = await Promise.all(forms.map((form) => form.submit()))
  t.same(ends.map(({ status }) => status).sort(), [200, 422])
  t.same(ends.find(({ status }) => status === 422)?.errors(), {
    Amount: 'Of the budget of USD 0.00, USD 0.00 is issued. Only USD 0.00 can be reclaimed.',
  })
  t.same(await budgetEntries(desk.db, desk.partnerId), [
    ['allocate', 1000, 1000],
    ['reclaim', -1000, 0],
  ])
})

t.test('the draft can be changed from its check page', async (t) => {
  const desk = await openDesk(t)
  const form = (await (await fillIn(desk.browser, 'allocations', '10', 'More')).follow('Change Amount')).form(
    'Continue',
  )
  t.equal(form.value('Amount'), '10')
  t.equal(form.value('Reason'), 'More')
})

t.test('only owners allocate and reclaim, and a draft is its owner’s own', async (t) => {
  const desk = await openDesk(t)
  const check = await fillIn(desk.browser, 'allocations', '10', 'Mine')
  for (const role of ['issuer', 'reviewer', 'viewer'] as const) {
    const { browser } = await desk.addMember(role)
    t.equal((await browser.get('/budget')).status, 200)
    t.equal((await browser.get('/budget/allocations/new')).status, 403)
    t.equal((await browser.get('/budget/reclaims/new')).status, 403)
    t.equal((await browser.post('/budget/allocations/drafts', { amount: '1', reason: 'x' })).status, 403)
    t.equal((await browser.post(`${check.path}/confirmation`, {})).status, 403)
  }
  const colleague = await desk.addMember('owner')
  t.equal((await colleague.browser.get(check.path)).status, 404)
  const other = await desk.addPartner()
  t.equal((await other.browser.get(check.path)).status, 404)
  t.equal((await other.browser.post(`${check.path}/confirmation`, {})).status, 404)
  t.same(await budgetEntries(desk.db, desk.partnerId), [])
})

async function fillIn(browser: Browser, change: 'allocations' | 'reclaims', amount: string, reason: string) {
  const form = (await browser.get(`/budget/${change}/new`)).form('Continue')
  return form.fill({ Amount: amount, Reason: reason }).submit()
}

function lastEvent({ db, partnerId }: Awaited<ReturnType<typeof openDesk>>) {
  return db
    .selectFrom('auditEvents')
    .selectAll()
    .where('partnerId', '=', partnerId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
}
