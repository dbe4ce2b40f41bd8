import t from 'tap'
import type { Terms } from '../../src/templates/template.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

/** A template, and what the list should know of it without asking the database. */
interface Known extends Partial<Terms> {
  name: string
  createdOn?: string
  archived?: boolean
  pays: string[]
}

const ENDED = {
  validity: 'fixed',
  validDays: null,
  firstDayOn: '2026-11-01',
  lastDayOn: '2026-11-22',
} as const
const KNOWN: Known[] = [
  { name: 'Plain', pays: ['compute', 'storage'], createdOn: '2026-11-01' },
  {
    name: 'Plain trial',
    usage: 'product_trial',
    paymentMode: 'prepaid',
    pays: ['compute', 'storage'],
    createdOn: '2026-11-10',
  },
  {
    name: 'Compute only',
    scope: 'allowlist',
    products: ['compute'],
    funding: 'sponsored',
    pays: ['compute'],
    createdOn: '2026-11-10',
  },
  {
    name: 'No storage',
    scope: 'blocklist',
    products: ['storage'],
    paymentMode: 'postpaid',
    pays: ['compute', 'gpu'],
    createdOn: '2026-11-11',
  },
  { name: 'Last autumn', ...ENDED, pays: ['compute', 'storage'], createdOn: '2026-10-31' },
  {
    name: 'Old trial',
    usage: 'product_trial',
    archived: true,
    scope: 'allowlist',
    products: ['gpu', 'storage'],
    pays: ['gpu', 'storage'],
  },
  { name: '100% off_season', ...ENDED, archived: true, funding: 'sponsored', pays: ['compute', 'storage'] },
]

/** The slow, obvious reading of each filter, with values to try. */
const FILTERS: Record<string, { values: string[]; keeps: (template: Known, value: string) => boolean }> = {
  name: {
    values: ['plain', 'TRIAL', '%', '_', 'nowhere'],
    keeps: ({ name }, value) => name.toLowerCase().includes(value.toLowerCase()),
  },
  type: {
    values: ['general', 'allowlist', 'blocklist'],
    keeps: ({ scope = 'general' }, value) => scope === value,
  },
  usage: {
    values: ['product_trial', 'customer_offer'],
    keeps: ({ usage = 'customer_offer' }, value) => usage === value,
  },
  payment_mode: {
    values: ['all', 'prepaid', 'postpaid'],
    keeps: ({ paymentMode = 'all' }, value) => paymentMode === value,
  },
  product: {
    values: ['compute', 'gpu', 'storage', 'unknown'],
    keeps: ({ pays }, value) => pays.includes(value),
  },
  funding: {
    values: ['own_cost', 'sponsored'],
    keeps: ({ funding = 'own_cost' }, value) => funding === value,
  },
  status: {
    values: ['active', 'ended', 'archived'],
    keeps: (template, value) => statusOf(template) === value,
  },
  created_from: {
    values: ['2026-11-10', '2026-11-24'],
    keeps: ({ createdOn = '2026-11-23' }, value) => createdOn >= value,
  },
  created_before: {
    values: ['2026-11-11', '2026-10-31'],
    keeps: ({ createdOn = '2026-11-23' }, value) => createdOn < value,
  },
}

function statusOf({ archived, lastDayOn }: Known): string {
  if (archived) return 'archived'
  return lastDayOn && lastDayOn < '2026-11-23' ? 'ended' : 'active'
}

t.test('every filter alone, and every two together, keep what they should', async (t) => {
  const desk = await openDesk(t)
  await stockKnown(desk)
  const names = Object.keys(FILTERS)
  for (const first of names) {
    for (const second of names.slice(names.indexOf(first))) {
      for (const query of queriesOf(first, second)) {
        const page = await desk.browser.get(`/templates?${new URLSearchParams(query)}`)
        const kept = KNOWN.filter((template) =>
          Object.entries(query).every(([name, value]) => FILTERS[name]?.keeps(template, value)),
        )
        t.same(page.rows().map(nameOf), kept.map(({ name }) => name).reverse(), JSON.stringify(query))
      }
    }
  }
})

t.test('all filters together keep the one that fits them all', async (t) => {
  const desk = await openDesk(t)
  await stockKnown(desk)
  const page = await desk.browser.get('/templates')
  const found = await page
    .form('Search')
    .fill({
      Name: 'only',
      'Voucher type': 'Specific product voucher: only the products listed',
      Usage: 'Customer offer',
      'Payment mode': 'All',
      'Pays for product (code)': 'compute',
      Funding: 'Sponsored',
      Status: 'Active',
      'Created from': '2026-11-10',
      'Created before': '2026-11-11',
    })
    .submit()
  t.same(found.rows().map(nameOf), ['Compute only'])
  t.equal(found.form('Search').value('Status'), 'Active', 'the form shows what was asked for')
  t.match(found.body, 'Remove this filter')
})

t.test('the list shows the terms of each template, and what can be done with it', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { a: {}, b: {}, c: {}, d: {}, 'e, with a comma': {} })
  await stockTemplate(desk, {
    name: 'Five',
    scope: 'blocklist',
    products: ['a', 'b', 'c', 'd', 'e, with a comma'],
  })
  await stockTemplate(desk, {
    name: 'One',
    scope: 'allowlist',
    products: ['e, with a comma'],
    amountMinor: 1_250_50,
  })
  await stockCustomers(desk, ['1001', '1002'])
  await stockVouchers(desk, 2, '1001\n1002 2.50')
  const [one, five] = (await desk.browser.get('/templates')).rows()
  t.same(one, {
    ID: '2',
    'Template name': 'One',
    Usage: 'Customer offer',
    'Voucher type': 'Only listed',
    Products: 'e, with a comma',
    'Payment mode': 'All',
    'Amount (USD)': '1,250.50',
    Validity: '30 days from issue',
    Issued: '2',
    'Sum issued (USD)': '1,253.00',
    Status: 'Active',
    Created: '23 Nov 2026',
    Operation: 'Issue Copy Archive',
  })
  t.match(five, { Products: 'All but a, b, c and 2 more', Operation: 'Issue Edit Copy Archive' })
})

t.test('an empty list says what belongs there, and a search that finds nothing says so', async (t) => {
  const { browser } = await openDesk(t)
  t.match((await browser.get('/templates')).text, 'There are no templates yet.')
  t.match((await browser.get('/templates?name=x')).text, 'No template matches these filters.')
})

t.test('a filter that is unknown, repeated or no value is said, and nothing is searched', async (t) => {
  const desk = await openDesk(t)
  await stockTemplate(desk)
  const cases: [string, Record<string, string>][] = [
    ['colour=red', { '': 'There is no filter called colour.' }],
    ['status=open', { Status: 'Choose one of the options.' }],
    ['status=active&status=ended', { Status: 'Give this only once.' }],
    [
      'created_from=yesterday',
      { 'Created from': 'Write a day that exists as year-month-day, such as 2026-12-31.' },
    ],
  ]
  for (const [query, errors] of cases) {
    const page = await desk.browser.get(`/templates?${query}`)
    t.equal(page.status, 422, query)
    t.same(page.errors(), errors, query)
    t.same(page.rows(), [], query)
  }
  t.equal((await desk.browser.get('/templates?after=x')).status, 422)
})

t.test('pages of the list hold every template once, forth and back, while others are made', async (t) => {
  const desk = await openDesk(t)
  for (let made = 0; made < 120; made++) await stockTemplate(desk, { name: `Offer ${made}` })
  const first = await desk.browser.get('/templates')
  await stockTemplate(desk, { name: 'Late' })
  const second = await first.follow('Older')
  const third = await second.follow('Older')
  t.equal(third.link('Older'), undefined)
  const forth = [first, second, third].flatMap((page) => page.rows().map(nameOf))
  t.same(
    forth,
    Array.from({ length: 120 }, (_, index) => `Offer ${119 - index}`),
  )
  const back = await (await third.follow('Newer')).follow('Newer')
  t.same(back.rows().map(nameOf), first.rows().map(nameOf))
  t.same((await back.follow('Newer')).rows().map(nameOf), ['Late'])
})

t.test('the days of the list are days in the time zone of the partner', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Pacific/Kiritimati' })
  await stockTemplate(desk, { ...ENDED, lastDayOn: '2026-11-23' })
  const listed = async (query: string) => (await desk.browser.get(`/templates?${query}`)).rows().length
  desk.clock.now = '2026-11-23T09:59:59.999Z'
  t.equal(await listed('status=active'), 1, 'the last day is included')
  desk.clock.now = '2026-11-23T10:00:00.000Z'
  t.equal(await listed('status=ended'), 1, 'it is the 24th there already')
  t.match((await desk.browser.get('/templates')).rows(), [
    { Status: 'Ended', Operation: 'Edit Copy Archive' },
  ])
  await stockTemplate(desk, { name: 'New' })
  t.equal(await listed('created_from=2026-11-24'), 1)
  t.equal(await listed('created_before=2026-11-24'), 1)
})

function nameOf(row: Record<string, string>): string | undefined {
  return row['Template name']
}

/** Every pair of values of two filters; of one, where they are the same. */
function queriesOf(first: string, second: string): Record<string, string>[] {
  const valuesOf = (name: string) => FILTERS[name]?.values ?? []
  if (first === second) return valuesOf(first).map((value) => ({ [first]: value }))
  return valuesOf(first).flatMap((one) =>
    valuesOf(second).map((other) => ({ [first]: one, [second]: other })),
  )
}

async function stockKnown(desk: Desk): Promise<void> {
  await stockProducts(desk, { compute: {}, storage: {}, gpu: { excludedFromGeneral: true } })
  const now = desk.clock.now
  for (const { createdOn, archived, pays: _, ...terms } of KNOWN) {
    // Templates are not made after their last day, but they are seen then.
    desk.clock.now = createdOn ? `${createdOn}T12:00:00.000Z` : '2026-11-22T12:00:00.000Z'
    const id = await stockTemplate(desk, terms)
    if (!createdOn)
      await desk.db.updateTable('templates').set({ createdAt: now }).where('id', '=', id).execute()
    if (archived)
      await desk.db.updateTable('templates').set({ archivedAt: now }).where('id', '=', id).execute()
  }
  desk.clock.now = now
}
