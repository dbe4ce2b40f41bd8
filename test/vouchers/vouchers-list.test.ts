import t from 'tap'
import { VOUCHER_STATUSES, voucherStatus } from '../../src/vouchers/voucher.ts'
import { listVouchers } from '../../src/vouchers/voucher-list.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { FILTERS, KNOWN, type Known, stockKnown } from './known-vouchers.ts'

t.test(
  'every filter alone keeps what it should: as a page, as CSV and as JSON, in both orders, with its totals',
  async (t) => {
    const desk = await openDesk(t)
    const numbers = await stockKnown(desk)
    for (const [name, { values, keeps }] of Object.entries(FILTERS)) {
      for (const value of values) {
        const kept = KNOWN.filter((voucher) => keeps(voucher, value))
        const query = `${name}=${encodeURIComponent(value)}`
        const page = await desk.browser.get(`/vouchers?${query}`)
        t.same(
          page.rows().map((row) => row.Number),
          inOrder(kept, [name]).map(numbers),
          query,
        )
        t.match(
          page.answers(),
          { Vouchers: String(kept.length), 'Sum of balances': sumOf(kept) },
          `${query}: totals`,
        )
        const csv = await desk.browser.get(`/vouchers.csv?${query}&sort=expiry`)
        const lines = csv.body.trim().split('\n').slice(1)
        t.same(
          lines.map((line) => line.split(',', 1)[0]),
          [...kept].sort(byExpiry).map(numbers),
          `${query} as CSV`,
        )
      }
    }
  },
)

t.test('every two filters together keep what both keep', async (t) => {
  const desk = await openDesk(t)
  const numbers = await stockKnown(desk)
  const all = Object.entries(FILTERS).flatMap(([name, { values }]) =>
    values.map((value) => ({ name, value })),
  )
  for (const one of all) {
    for (const other of all) {
      if (one.name >= other.name) continue
      const query = { [one.name]: one.value, [other.name]: other.value }
      const kept = KNOWN.filter((voucher) =>
        Object.entries(query).every(([name, value]) => FILTERS[name]?.keeps(voucher, value)),
      )
      const found = (await jsonOf(desk, query)).vouchers.map(({ number }) => number)
      const wanted = inOrder(kept, Object.keys(query)).map(numbers)
      if (found.join() !== wanted.join()) t.same(found, wanted, JSON.stringify(query))
    }
  }
  t.pass('all of them')
})

t.test('a voucher is found by its number, in small letters, too', async (t) => {
  const desk = await openDesk(t)
  const numbers = await stockKnown(desk)
  const [one] = KNOWN
  const number = one ? numbers(one) : ''
  for (const query of [`number=${number}`, `number=${number.toLowerCase()}&status=expired`]) {
    t.same((await jsonOf(desk, query)).vouchers.length, 1)
  }
  t.same((await jsonOf(desk, { number: number.slice(1) })).vouchers, [])
})

t.test('all filters together keep the one that fits them all, and the form shows them', async (t) => {
  const desk = await openDesk(t)
  await stockKnown(desk)
  const found = await (await desk.browser.get('/vouchers'))
    .form('Search')
    .fill({
      'Customer (account id)': 'c5',
      'Template (ID)': '2',
      Status: 'Part used',
      'Voucher type': 'Specific product voucher: only the products listed',
      'Payment mode': 'Prepaid',
      Usage: 'Product trial',
      'Pays for product (code)': 'compute',
      'Issued from': '2026-11-10',
      'Issued before': '2026-11-11',
      'Last day from': '2027-01-08',
      'Last day before': '2027-01-09',
      'Balance at least': '70',
      Issuance: '5',
      'Sort by': 'Expiry, soonest first',
    })
    .submit()
  t.match(found.rows(), [
    {
      Customer: 'c5 Customer c5',
      Template: 'Trial',
      'Voucher type': 'Only listed',
      'Payment mode': 'Prepaid',
      Usage: 'Product trial',
      'Face value (USD)': '100.00',
      'Balance (USD)': '70.00',
      Status: 'Part used',
      'First day': '10 Nov 2026',
      'Last day': '8 Jan 2027',
      'Issued on': '10 Nov 2026, 12:00',
      Reason: 'A good customer',
    },
  ])
  t.equal(found.form('Search').value('Status'), 'Part used')
  t.match(found.link('Download CSV'), /^\/vouchers\.csv\?.*customer=c5.*sort=expiry/)
  t.same((await found.follow('Clear')).rows().length, KNOWN.length)
})

t.test('what the filter finds and what the page shows agree at every instant', async (t) => {
  const desk = await openDesk(t)
  await stockKnown(desk)
  const partner = { id: desk.partnerId, timeZone: 'UTC' }
  const none = Object.fromEntries([...Object.keys(FILTERS), 'number', 'sort'].map((name) => [name, null]))
  const find = (status: string | null, at: string) => {
    const values = { ...none, status } as Parameters<typeof listVouchers>[1]['values']
    return listVouchers(desk.db, { partner, values, at }, { after: null, before: null })
  }
  const ends = (await desk.db.selectFrom('vouchers').select('expiresAt').execute()).map(
    ({ expiresAt }) => expiresAt,
  )
  for (const at of ends.flatMap((end) => [justBefore(end), end])) {
    const { rows } = await find(null, at)
    for (const status of VOUCHER_STATUSES) {
      const shown = rows.filter((row) => voucherStatus(row, at) === status)
      t.same(
        (await find(status, at)).rows.map(({ id }) => id),
        shown.map(({ id }) => id),
        `${status} at ${at}`,
      )
    }
  }
})

t.test(
  'a filter that is unknown, repeated or no value is said, in words and as data, and nothing is searched',
  async (t) => {
    const desk = await openDesk(t)
    await stockKnown(desk)
    const cases: [query: string, label: string, field: string, message: string][] = [
      ['colour=red', '', 'colour', 'There is no filter called colour.'],
      ['status=gone', 'Status', 'status', 'Choose one of the options.'],
      ['status=unused&status=expired', 'Status', 'status', 'Give this only once.'],
      ['template=one', 'Template (ID)', 'template', 'Write a whole number from 1 to 9007199254740991.'],
      [
        'issued_from=2026-02-30',
        'Issued from',
        'issued_from',
        'Write a day that exists as year-month-day, such as 2026-12-31.',
      ],
      [
        'balance_at_least=1,5',
        'Balance at least',
        'balance_at_least',
        'Write the amount in digits with a point for decimals, such as 1500.50.',
      ],
      ['sort=name', 'Sort by', 'sort', 'Choose one of the options.'],
    ]
    for (const [query, label, field, message] of cases) {
      const page = await desk.browser.get(`/vouchers?${query}`)
      t.equal(page.status, 422, query)
      t.same(page.errors(), { [label]: message }, query)
      t.same([page.rows(), page.answers()], [[], {}], query)
      for (const kind of ['json', 'csv']) {
        const answer = await desk.browser.get(`/vouchers.${kind}?${query}`)
        t.equal(answer.status, 422, `${kind} ${query}`)
        t.same(JSON.parse(answer.body), { errors: [{ field, message }] }, `${kind} ${query}`)
      }
    }
    for (const query of ['after=x', 'before=1~2', 'sort=expiry&after=5', 'sort=balance&after=abc~5']) {
      t.equal((await desk.browser.get(`/vouchers?${query}`)).status, 422, query)
      t.equal((await desk.browser.get(`/vouchers.json?${query}`)).status, 422, query)
    }
  },
)

t.test('only who can withdraw vouchers has boxes to tick', async (t) => {
  const desk = await openDesk(t)
  await stockKnown(desk)
  const headsOf = async ({ browser }: { browser: Desk['browser'] }) =>
    Object.keys((await browser.get('/vouchers')).rows()[0] ?? {})
  t.equal((await headsOf(desk))[0], 'Tick')
  t.equal((await headsOf(await desk.addMember('issuer')))[0], 'Tick')
  t.equal((await headsOf(await desk.addMember('reviewer')))[0], 'Number')
  t.equal((await headsOf(await desk.addMember('viewer')))[0], 'Number')
})

t.test('an empty list says where vouchers come from, and a search that finds nothing says so', async (t) => {
  const { browser } = await openDesk(t)
  const empty = await browser.get('/vouchers')
  t.match(empty.text, 'No customer holds a voucher yet.')
  t.match(empty.answers(), { Vouchers: '0', 'Sum of balances': 'USD 0.00' })
  t.match((await browser.get('/vouchers?customer=x')).text, 'No voucher matches these filters.')
})

t.test('the order can be chosen, whatever the list is narrowed to', async (t) => {
  const desk = await openDesk(t)
  const numbers = await stockKnown(desk)
  const ranges = { expires_from: '2026-10-01', balance_at_least: '0', issued_from: '2026-10-01' }
  for (const [sort, order] of [
    ['issue', [...KNOWN].reverse()],
    ['expiry', [...KNOWN].sort(byExpiry)],
    ['balance', [...KNOWN].sort(byBalance)],
  ] as const) {
    for (const range of [{}, ranges]) {
      const found = (await jsonOf(desk, { ...range, sort })).vouchers.map(({ number }) => number)
      t.same(found, order.map(numbers), sort)
    }
  }
})

/** Where no order is chosen, the list goes along the range that it is narrowed to. */
function inOrder(vouchers: readonly Known[], filters: readonly string[]): Known[] {
  if (filters.some((name) => name.startsWith('expires_'))) return [...vouchers].sort(byExpiry)
  return filters.includes('balance_at_least') ? [...vouchers].sort(byBalance) : [...vouchers].reverse()
}

function byBalance(a: Known, b: Known): number {
  return Number(b.balance) - Number(a.balance) || KNOWN.indexOf(b) - KNOWN.indexOf(a)
}

function byExpiry(a: Known, b: Known): number {
  return a.lastDay < b.lastDay ? -1 : a.lastDay > b.lastDay ? 1 : KNOWN.indexOf(a) - KNOWN.indexOf(b)
}

function sumOf(vouchers: readonly Known[]): string {
  const sum = vouchers.reduce((total, { balance }) => total + Number(balance), 0)
  return `USD ${sum.toLocaleString('en', { minimumFractionDigits: 2 })}`
}

function justBefore(at: string): string {
  return new Date(Date.parse(at) - 1).toISOString()
}

async function jsonOf(desk: Desk, query: string | Record<string, string>) {
  const { body } = await desk.browser.get(`/vouchers.json?${new URLSearchParams(query)}`)
  return JSON.parse(body) as {
    vouchers: Record<string, string>[]
    after: string | null
    before: string | null
  }
}
