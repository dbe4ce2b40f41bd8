import t, { type Test } from 'tap'
import { disagreements } from '../support/billing.ts'
import type { Desk } from '../support/desk.ts'
import type { Form } from '../support/form.ts'
import type { Page } from '../support/page.ts'
import { allocate, countVouchers, decisions, openReviews } from './reviews.ts'

t.test('of two reviewers who approve at once one does, and the other reads who', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  const id = await ask('1001\n1002')
  const forms = [await approval(reviewer.browser, id), await approval(desk.browser, id)]
  const ends = await Promise.all(forms.map((form) => form.submit()))
  t.same(statuses(ends), [200, 409])
  t.same(new Set(ends.map(({ title }) => title)), new Set(['Issuance 1 Issued']))
  const late = ends.find(({ status }) => status === 409)
  t.same(late?.errorLines(), ['Issuance 1 is no longer in review.'])
  t.same(await eventsOf(desk), ['issuance.asked', 'issuance.approved'])
  await holds(t, desk, 2)
})

t.test('32 clicks on Approve issue once, and all end at the same page', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  const form = await approval(reviewer.browser, await ask('1001\n1002'))
  const ends = await Promise.all(Array.from({ length: 32 }, () => form.submit()))
  t.same(new Set(ends.map(({ path, status }) => `${status} ${path}`)), new Set(['200 /issuances/1']))
  t.same(await eventsOf(desk), ['issuance.asked', 'issuance.approved'])
  await holds(t, desk, 2)
})

t.test('32 clicks on Reject reject once, and all end at the same page', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  const form = await rejection(reviewer.browser, await ask('1001'))
  const ends = await Promise.all(Array.from({ length: 32 }, () => form.submit()))
  t.same(new Set(ends.map(({ path, status }) => `${status} ${path}`)), new Set(['200 /issuances/1']))
  t.same(await eventsOf(desk), ['issuance.asked', 'issuance.rejected'])
  await holds(t, desk, 0)
})

t.test('of an approval and a rejection at once one wins, whichever comes first', async (t) => {
  for (const approvesFirst of [true, false]) {
    await t.test(approvesFirst ? 'the approval' : 'the rejection', async (t) => {
      const { desk, reviewer, ask } = await openReviews(t)
      const id = await ask('1001')
      const forms = [await approval(reviewer.browser, id), await rejection(desk.browser, id)]
      if (!approvesFirst) forms.reverse()
      const ends = await Promise.all(forms.map((form) => form.submit()))
      t.same(statuses(ends), [200, 409])
      const [decided] = await decisions(desk)
      t.match(decided?.status, /^(issued|rejected)$/)
      t.equal((await eventsOf(desk)).length, 2)
      await holds(t, desk, decided?.status === 'issued' ? 1 : 0)
    })
  }
})

t.test('of an approval and a cancellation at once one wins, whichever comes first', async (t) => {
  for (const approvesFirst of [true, false]) {
    await t.test(approvesFirst ? 'the approval' : 'the cancellation', async (t) => {
      const { desk, issuer, reviewer, ask } = await openReviews(t)
      const id = await ask('1001')
      const cancellation = (await issuer.browser.get(`/issuances/${id}`)).form('Cancel issuance')
      const forms = [await approval(reviewer.browser, id), cancellation]
      if (!approvesFirst) forms.reverse()
      const ends = await Promise.all(forms.map((form) => form.submit()))
      t.same(statuses(ends), [200, 409])
      t.same(ends.find(({ status }) => status === 409)?.errorLines(), ['Issuance 1 is no longer in review.'])
      const [decided] = await decisions(desk)
      t.match(decided?.status, /^(issued|cancelled)$/)
      await holds(t, desk, decided?.status === 'issued' ? 1 : 0)
    })
  }
})

const BOUNDS = [
  ['a limit', { maxTotalMinor: 5 * 8000 }, 'The template allows USD 0.00 more; these add up to USD 80.00.'],
  ['a budget', {}, 'The budget leaves USD 0.00; these add up to USD 80.00.'],
] as const

for (const [bound, terms, sentence] of BOUNDS) {
  t.test(`of many that are approved at once under ${bound}, those that fit are and no more`, async (t) => {
    const { desk, reviewer, ask } = await openReviews(t, terms)
    if (bound === 'a budget') await allocate(desk, 5 * 8000)
    const forms = []
    for (let count = 0; count < 6; count++) {
      for (const { browser } of [reviewer, desk]) forms.push(await approval(browser, await ask('1001')))
    }
    const ends = await Promise.all(forms.map((form) => form.submit()))
    const refused = ends.filter(({ status }) => status === 422)
    t.equal(refused.length, 7)
    t.same(new Set(refused.flatMap((end) => end.errorLines())), new Set([sentence]))
    await holds(t, desk, 5)
  })
}

t.test('an approval and an issuance at own cost that race for the rest of a budget share it', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t, { funding: 'own_cost' })
  await desk.db.updateTable('partners').set({ reviewThresholdMinor: 9000 }).execute()
  const id = await ask('1001 100')
  await allocate(desk, 10_000)
  const issue = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const confirm = (await issue.fill({ Customers: '1002', Reason: 'A race' }).submit()).form('Confirm')
  const ends = await Promise.all([(await approval(reviewer.browser, id)).submit(), confirm.submit()])
  t.same(statuses(ends), [200, 422])
  await holds(t, desk, 1)
})

type Browser = Desk['browser']

async function approval(browser: Browser, id: number): Promise<Form> {
  return (await browser.get(`/issuances/${id}`)).form('Approve')
}

async function rejection(browser: Browser, id: number): Promise<Form> {
  const form = (await browser.get(`/issuances/${id}`)).form('Reject')
  return form.fill({ 'Reason for rejecting': 'A race' })
}

/** Holds that so many vouchers were issued and that the books agree. */
async function holds(t: Test, desk: Desk, vouchers: number): Promise<void> {
  t.equal(await countVouchers(desk), vouchers)
  t.same(await disagreements(desk.db, desk.partnerId), [], 'the books agree')
}

async function eventsOf(desk: Desk): Promise<string[]> {
  const query = desk.db.selectFrom('auditEvents').select('action').where('subject', '=', 'issuance 1')
  return (await query.orderBy('id').execute()).map(({ action }) => action)
}

function statuses(pages: readonly Page[]): number[] {
  return pages.map(({ status }) => status).sort((a, b) => a - b)
}
