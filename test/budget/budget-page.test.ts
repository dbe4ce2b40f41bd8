import t, { type Test } from 'tap'
import { readCsv } from '../../src/web/csv.ts'
import type { Browser } from '../support/browser.ts'
import { allocateNow } from '../support/budget.ts'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

const DAY = 24 * 60 * 60

t.test('without a budget the page says that there is no limit, and how an owner sets one', async (t) => {
  const desk = await openDesk(t)
  const page = await desk.browser.get('/budget')
  t.match(page.text, 'No budget is set: any amount can be issued.')
  t.equal((await page.follow('Allocate')).title, 'Allocate budget')
  const { browser } = await desk.addMember('viewer')
  const seen = await browser.get('/budget')
  t.match(seen.text, 'An owner of Northwind can allocate one.')
  t.equal(seen.link('Allocate'), undefined)
})

t.test('the page shows the total, what is issued and what remains, and since when it counts', async (t) => {
  const { desk } = await setUp(t)
  const page = await desk.browser.get('/budget')
  t.match(page.answers(), { Total: 'USD 500.00', Issued: 'USD 80.00', Remaining: 'USD 420.00' })
  t.match(page.text, 'It counts what was issued since 23 Nov 2026, 09:00, less what came back.')
  t.match(page.body, /<meter [^>]*value="84"/)
})

t.test(
  'the history tells, newest first, what changed the budget, by how much, by whom and why',
  async (t) => {
    const { desk, issuance } = await setUp(t)
    const page = await desk.browser.get('/budget')
    const by = { When: '23 Nov 2026, 09:00', By: 'Ada' }
    const row = (entry: string, amount: string, remaining: string, reason: string) => ({
      ...{ Entry: entry, ...by, 'Amount (USD)': amount, 'Remaining after (USD)': remaining, Reason: reason },
    })
    t.same(page.rows('History'), [
      row('Withdrawn', '80.00', '420.00', 'Never used'),
      row('Issued', '-80.00', '340.00', 'A good customer'),
      row('Issued', '-80.00', '420.00', 'A good customer'),
      row('Allocated', '500.00', '500.00', 'A new quarter'),
    ])
    t.equal(page.link('Withdrawn'), '/withdrawals/1')
    t.equal(page.link('Issued'), `/issuances/${issuance}`)
  },
)

t.test('the history is narrowed by what and by when, and says what no filter is', async (t) => {
  const { desk } = await setUp(t)
  desk.clock.pass(DAY)
  await desk.browser.signIn(desk.owner.email, PASSWORD)
  await allocateNow(desk, 100)
  const amounts = async (query: string) =>
    (await desk.browser.get(`/budget?${query}`)).rows('History').map((row) => row['Amount (USD)'])
  t.same(await amounts('kind=allocate'), ['1.00', '500.00'])
  t.same(await amounts('posted_from=2026-11-24'), ['1.00'])
  t.same(await amounts('kind=allocate&posted_before=2026-11-24'), ['500.00'])
  t.match((await desk.browser.get('/budget?kind=expire')).text, 'No entry matches these filters.')
  const wrong = await desk.browser.get('/budget?kind=gift')
  t.equal(wrong.status, 422)
  t.same(wrong.errors(), { Entry: 'Choose one of the options.' })
})

t.test('the days of the history are the partner’s', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Asia/Kolkata' })
  desk.clock.now = '2026-11-23T18:30:00.000Z'
  await allocateNow(desk, 100)
  await desk.browser.signIn(desk.owner.email, PASSWORD)
  const rows = async (query: string) => (await desk.browser.get(`/budget?${query}`)).rows('History').length
  t.equal(await rows('posted_from=2026-11-24'), 1)
  t.equal(await rows('posted_before=2026-11-24'), 0)
})

t.test('a long history comes in pages, and the download has all of it', async (t) => {
  const desk = await openDesk(t)
  for (let amount = 1; amount <= 60; amount++) await allocateNow(desk, amount)
  const first = await desk.browser.get('/budget')
  t.equal(first.rows('History').length, 50)
  const second = await first.follow('Older')
  t.equal(second.rows('History').length, 10)
  t.same(second.rows('History').at(-1)?.['Amount (USD)'], '0.01')
  t.same((await second.follow('Newer')).rows('History'), first.rows('History'))
  t.equal((await csvOf(desk.browser)).length, 60)
})

t.test('the download has plain decimals, the filters of the page, and guards against formulas', async (t) => {
  const { desk, issuance } = await setUp(t)
  await desk.db.updateTable('members').set({ name: '=SUM(A1)' }).execute()
  const page = await desk.browser.get('/budget?kind=issue&posted_from=2026-11-23')
  t.equal(page.link('Download CSV'), '/budget.csv?kind=issue&posted_from=2026-11-23')
  const csv = await desk.browser.get('/budget.csv?kind=issue')
  t.match(csv.headers['content-disposition'], 'budget.csv')
  t.match(csv.body, ",'=SUM(A1),")
  t.same((await csvOf(desk.browser, '?kind=issue')).at(0), {
    posted_at: '2026-11-23T09:00:00.000Z',
    entry: 'issue',
    currency: 'USD',
    amount: '-80.00',
    total_after: '500.00',
    remaining_after: '340.00',
    issuance: String(issuance),
    withdrawal: '',
    by: '=SUM(A1)',
    reason: 'A good customer',
  })
  t.equal((await desk.browser.get('/budget.csv?kind=gift')).status, 422)
})

t.test('another partner sees nothing of it', async (t) => {
  const { desk } = await setUp(t)
  const other = await desk.addPartner()
  t.match((await other.browser.get('/budget')).text, 'No budget is set')
  t.same(await csvOf(other.browser), [])
})

/** The records of a download, by the names of its columns. */
async function csvOf(browser: Browser, query = ''): Promise<Record<string, string>[]> {
  const csv = await readCsv((await browser.get(`/budget.csv${query}`)).body)
  if ('sentence' in csv) throw new Error(csv.sentence)
  return csv.lines.map(({ cells }) =>
    Object.fromEntries(cells.map((cell, index) => [csv.header[index], cell])),
  )
}

/** 80.00 issued before there was a budget of 500.00, then twice since, of which one was withdrawn again. */
async function setUp(t: Test): Promise<{ desk: Desk; issuance: number }> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const template = await stockTemplate(desk)
  await stockVouchers(desk, template, '1001')
  await allocateNow(desk, 50_000)
  await stockVouchers(desk, template, '1001')
  const { id, numbers } = await stockVouchers(desk, template, '1001')
  await withdrawNow(desk, numbers)
  return { desk, issuance: id }
}
