import t from 'tap'
import { readCsv } from '../../src/web/csv.ts'
import { connectBilling } from '../support/billing.ts'
import { stockTemplate, stockVouchers } from '../support/stock.ts'
import { approve, openReviews, reject } from './reviews.ts'

t.test('what waits is listed, the longest first, with everything to choose from', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  await stockTemplate(desk, { name: 'At own cost' })
  await stockVouchers(desk, 2, '1001')
  await desk.db.updateTable('partners').set({ reviewThresholdMinor: 10_000 }).execute()
  await ask('1001\n1002 75.50')
  await stockVouchers(desk, 2, '1001 100.01')
  const page = await reviewer.browser.get('/reviews')
  t.same(page.rows(), [
    {
      Issuance: '2',
      'Asked for': '23 Nov 2026, 09:00',
      'Asked by': 'issuer 1',
      Template: 'Winter offer',
      'Why it waits': 'Sponsored',
      Vouchers: '2',
      'Sum (USD)': '155.50',
      Reason: 'A good customer',
      Operation: 'Review Issuance 2',
    },
    {
      Issuance: '3',
      'Asked for': '23 Nov 2026, 09:00',
      'Asked by': 'Ada',
      Template: 'At own cost',
      'Why it waits': 'Above the review threshold',
      Vouchers: '1',
      'Sum (USD)': '100.01',
      Reason: 'A good customer',
      Operation: 'Review Issuance 3',
    },
  ])
  t.equal((await page.follow('2')).title, 'Issuance 2 In review')
  t.match((await desk.browser.get('/reviews')).rows(), [
    { Operation: 'Review Issuance 2' },
    { Operation: 'Yours: someone else must decide' },
  ])
  const { browser } = await desk.addMember('viewer')
  t.match((await browser.get('/reviews')).rows(), [{ Operation: '' }, { Operation: '' }])
})

t.test('what was decided is found by its status, the last first, with who decided and why', async (t) => {
  const { desk, issuer, reviewer, ask } = await openReviews(t)
  for (const customers of ['1001', '1002', '1003', '1001', '1002']) await ask(customers)
  await approve(reviewer.browser, 1, 'Agreed')
  await approve(desk.browser, 2)
  await reject(reviewer.browser, 3, 'Not these')
  await (await issuer.browser.get('/issuances/4')).form('Cancel issuance').submit()
  t.match((await desk.browser.get('/reviews')).rows(), [{ Issuance: '5' }])
  const found = async (status: string) =>
    (await (await desk.browser.get('/reviews')).form('Search').fill({ Status: status }).submit()).rows()
  t.match(await found('Issued after review'), [
    { Issuance: '2', Decided: '23 Nov 2026, 09:00', 'Decided by': 'Ada', 'The reviewer’s reason': '' },
    {
      Issuance: '1',
      Decided: '23 Nov 2026, 09:00',
      'Decided by': 'reviewer 2',
      'The reviewer’s reason': 'Agreed',
    },
  ])
  t.match(await found('Rejected'), [{ Issuance: '3', 'The reviewer’s reason': 'Not these' }])
  t.match(await found('Cancelled'), [
    { Issuance: '4', Decided: '23 Nov 2026, 09:00', 'Decided by': 'issuer 1' },
  ])
})

t.test('an empty list says what belongs there', async (t) => {
  const { desk } = await openReviews(t)
  const page = await desk.browser.get('/reviews')
  t.match(page.text, 'Nothing waits for a review.')
  t.equal(page.link('Voucher templates'), '/templates')
  t.match((await desk.browser.get('/reviews?status=rejected')).text, 'No issuance was decided this way.')
})

t.test('a filter that is none is said', async (t) => {
  const { desk } = await openReviews(t)
  const unknown = await desk.browser.get('/reviews?status=maybe')
  t.equal(unknown.status, 422)
  t.same(unknown.errors(), { Status: 'Choose one of the options.' })
  t.equal((await desk.browser.get('/reviews?state=issued')).status, 422)
  t.equal((await desk.browser.get('/reviews.csv?status=maybe')).status, 422)
})

t.test('a long list has pages, and its download has all of it', async (t) => {
  const { desk, ask } = await openReviews(t)
  for (let count = 0; count < 51; count++) await ask('1001')
  const first = await desk.browser.get('/reviews')
  t.match(first.rows()[0], { Issuance: '1' })
  t.equal(first.rows().length, 50)
  const second = await first.follow('Later')
  t.match(second.rows(), [{ Issuance: '51' }])
  t.match((await second.follow('Earlier')).rows()[0], { Issuance: '1' })
  const csv = await readCsv((await desk.browser.get('/reviews.csv')).body)
  if ('sentence' in csv) throw new Error(csv.sentence)
  t.equal(csv.lines.length, 51)
})

t.test(
  'the download has words, plain decimals and instants, for who is signed in and for a token',
  async (t) => {
    const { desk, reviewer, ask } = await openReviews(t)
    await reject(reviewer.browser, await ask('1001 1250.50'), '=1+1')
    const { headers, body } = await desk.browser.get('/reviews.csv?status=rejected')
    t.match(headers, { 'content-disposition': 'attachment; filename="reviews.csv"' })
    t.equal(
      body,
      'issuance,status,because,template,template_name,vouchers,currency,sum,reason,asked_at,asked_by,decided_at,decided_by,decision_reason\n' +
        "1,rejected,sponsored,1,Winter offer,1,USD,1250.50,A good customer,2026-11-23T09:00:00.000Z,issuer 1,2026-11-23T09:00:00.000Z,reviewer 2,'=1+1\n",
    )
    const { token } = await connectBilling(desk, ['read'])
    const byToken = await desk.app.inject({
      url: '/reviews.csv?status=rejected',
      headers: { authorization: `Bearer ${token}` },
    })
    t.equal(byToken.body, body)
    t.match(JSON.parse((await desk.browser.get('/reviews.json?status=rejected')).body), {
      reviews: [{ issuance: '1', sum: '1250.50', decision_reason: '=1+1' }],
      before: null,
      after: null,
    })
  },
)
