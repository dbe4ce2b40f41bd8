import { join } from 'node:path'
import t, { type Test } from 'tap'
import { currencyOf } from '../../src/money/currency.ts'
import { type VoucherSearch, voucherFilters } from '../../src/vouchers/voucher-filters.ts'
import { listVouchers, sumVouchers } from '../../src/vouchers/voucher-list.ts'
import { orderOf, type VoucherOrder } from '../../src/vouchers/voucher-search.ts'
import { filterValues } from '../../src/web/filters.ts'
import { openDesk } from '../support/desk.ts'
import { plansOf } from '../support/plans.ts'
import { FILTERS, stockKnown } from './known-vouchers.ts'

/** Every filter and order alone, and the pairs that people ask for most. */
const QUERIES = [
  '',
  ...Object.entries(FILTERS).flatMap(([name, { values }]) => values.map((value) => `${name}=${value}`)),
  'number=0000-0000-0000',
  'sort=expiry',
  'sort=balance',
  'status=used_up&sort=balance',
  'status=withdrawn&sort=balance',
  'customer=c1&status=unused',
  'template=1&status=unused',
  'status=unused&sort=expiry',
  'status=unused&expires_before=2026-12-31',
  'status=unused&type=allowlist',
]

/** The first page, and those after and before a place. */
const PAGES = ['first', 'after', 'before'] as const

/** The walks along expired vouchers that have not lapsed, and along those that still hold something. */
const WAITING = 'vouchers_by_state_and_expiry (partner_id=? AND state=? AND expires_at<?'
const HOLDING = 'vouchers_to_lapse (partner_id=? AND expires_at<?'

/** A place in the list, by what its order goes by. */
const PLACES: Record<VoucherOrder, string> = {
  id: '5',
  issue: '2026-11-11T12:00:00.000Z~5',
  expiry: '2026-11-30T00:00:00.000Z~5',
  balance: '3000~5',
}

t.test(
  'the list of vouchers is a walk through indexes: no table is scanned, and none is sorted',
  async (t) => {
    const planOf = await plansOfList(t)
    for (const query of QUERIES) {
      for (const page of PAGES) {
        const steps = await planOf(query, page)
        t.ok(steps.length >= 2, query)
        t.same(steps.filter(isSlow), [], `${page}: ${query}\n${steps.join('\n')}`)
      }
    }
  },
)

t.test('a later page begins at its very place, among vouchers that tie too', async (t) => {
  const planOf = await plansOfList(t)
  for (const [query, walk] of [
    ['issued_from=2026-10-01', 'vouchers_by_issue_time (partner_id=? AND issued_at=? AND rowid<?)'],
    ['sort=expiry', 'vouchers_by_expiry (partner_id=? AND expires_at=? AND rowid>?)'],
    ['sort=balance', 'vouchers_by_balance (partner_id=? AND balance_minor=? AND rowid<?)'],
    [
      'status=unused&sort=expiry',
      'vouchers_by_state_and_expiry (partner_id=? AND state=? AND expires_at=? AND rowid>?)',
    ],
  ] as const) {
    const steps = await planOf(query, 'after')
    t.ok(
      steps.some((step) => step.endsWith(walk)),
      `${query}\n${steps.join('\n')}`,
    )
  }
})

t.test('between two days, too, only vouchers of the status are gone along', async (t) => {
  const planOf = await plansOfList(t)
  for (const status of ['unused', 'part_used', 'used_up', 'withdrawn']) {
    const walks = ['expires_before=2026-12-31', 'expires_from=2026-11-24&expires_before=2026-12-31'].flatMap(
      (range) => PAGES.map((page) => planOf(`status=${status}&${range}`, page)),
    )
    const steps = (await Promise.all(walks)).flat().filter((step) => step.startsWith('SEARCH vouchers'))
    t.same(
      steps.filter((step) => !/INTEGER PRIMARY KEY|vouchers_by_state_and_expiry/.test(step)),
      [],
      status,
    )
  }
})

t.test(
  'where many templates match, the nearest vouchers are looked for among those of the status',
  async (t) => {
    const planOf = await plansOfList(t)
    for (const status of ['unused', 'part_used', 'used_up', 'withdrawn']) {
      for (const page of PAGES) {
        const steps = await planOf(`status=${status}&usage=customer_offer`, page)
        // The walk that ends at the last of the nearest, and the one that looks for that.
        const [walk = '', last = ''] = steps.filter((step) => step.startsWith('SEARCH vouchers'))
        t.match(walk, /vouchers_by_state \(partner_id=\? AND state=\? AND rowid[<>]\?/, `${page}: ${status}`)
        t.match(last, /vouchers_by_state \(partner_id=\? AND state=\?/, `${page}: ${status}`)
      }
    }
  },
)

t.test('in another order, too, the nearest are looked for within what bounds that order', async (t) => {
  const planOf = await plansOfList(t)
  const byIssue = 'vouchers_by_issue_time (partner_id=? AND issued_at>?'
  const byState = 'vouchers_by_state_and_expiry (partner_id=? AND state=?'
  // Each with the walk that ends at the last of the nearest, and the one that looks for that on the first page.
  for (const [query, walk, last] of [
    ['sort=expiry', 'vouchers_by_expiry (partner_id=? AND expires_at', 'vouchers_by_expiry (partner_id=?)'],
    [
      'sort=balance',
      'vouchers_by_balance (partner_id=? AND balance_minor',
      'vouchers_by_balance (partner_id=?)',
    ],
    ['issued_from=2026-10-01', byIssue, byIssue],
    ['issued_from=2026-10-01&status=withdrawn', byIssue, byIssue],
    [
      'expires_before=2026-12-31&status=expired',
      'vouchers_by_expiry (partner_id=? AND expires_at',
      'vouchers_by_expiry (partner_id=? AND expires_at<?)',
    ],
    [
      'sort=balance&status=part_used',
      'vouchers_by_balance (partner_id=? AND balance_minor',
      'COVERING INDEX vouchers_by_balance (partner_id=?)',
    ],
    ['sort=expiry&status=part_used', `${byState} AND expires_at`, `${byState})`],
  ] as const) {
    for (const page of PAGES) {
      const steps = (await planOf(`usage=customer_offer&${query}`, page)).filter((step) =>
        step.startsWith('SEARCH vouchers'),
      )
      t.ok(steps[0]?.includes(walk), `${page}: ${query}: ${steps[0]}`)
      const [index = ''] = walk.split(' ')
      const walks = steps.slice(
        0,
        steps.findIndex((step) => step.includes('INTEGER PRIMARY KEY')),
      )
      t.same(
        walks.filter((step) => !step.includes(` ${index} `)),
        [],
        `${page}: ${query}`,
      )
      if (page === 'first') t.ok(steps[1]?.includes(last), `${query}: ${steps[1]}`)
    }
  }
})

t.test('what is expired is gone along those that have lapsed, and along all that wait to', async (t) => {
  const planOf = await plansOfList(t)
  for (const [query, lapsed, waiting] of [
    ['status=expired', 'vouchers_by_state (partner_id=? AND state=?', WAITING],
    ['status=expired&sort=balance', 'vouchers_by_state (partner_id=? AND state=?', HOLDING],
    ['status=expired&balance_at_least=10', HOLDING, HOLDING],
    [
      'status=expired&usage=customer_offer',
      'vouchers_of_template_by_state (template_id=? AND state=?',
      WAITING,
    ],
    [
      'status=expired&usage=customer_offer&sort=balance',
      'vouchers_of_template_by_state (template_id=? AND state=?',
      HOLDING,
    ],
  ] as const) {
    for (const page of PAGES) {
      const walks = (await planOf(query, page)).filter((step) => step.startsWith('SEARCH vouchers'))
      const [found = '', ...others] = walks
      t.match(found, /INTEGER PRIMARY KEY/, `${page}: ${query}`)
      t.ok(others[0]?.includes(lapsed), `${page}: ${query}: ${others[0]}`)
      t.ok(
        others.slice(0, page === 'first' ? 2 : 3).some((step) => step.includes(waiting)),
        `${page}: ${query}: ${others.join()}`,
      )
    }
  }
})

t.test('vouchers that hold nothing are by balance in the order of their ids', async (t) => {
  const planOf = await plansOfList(t)
  for (const status of ['used_up', 'withdrawn']) {
    for (const query of [`status=${status}&sort=balance`, `status=${status}&balance_at_least=0`]) {
      for (const page of PAGES) {
        const [walk = ''] = (await planOf(query, page)).filter((step) => step.startsWith('SEARCH vouchers'))
        t.ok(walk.includes('vouchers_by_state (partner_id=? AND state=?'), `${page}: ${query}: ${walk}`)
      }
    }
  }
})

/** How the database goes about a page of the list. */
async function plansOfList(t: Test) {
  const desk = await openDesk(t)
  await stockKnown(desk)
  return (query: string, page: (typeof PAGES)[number]) => {
    const search = searchFor(desk.partnerId, query)
    const position = {
      after: null,
      before: null,
      ...(page !== 'first' && { [page]: PLACES[orderOf(search)] }),
    }
    return plansOf(join(t.testdirName, 'scrip.db'), async (db) => {
      await listVouchers(db, search, position)
      await sumVouchers(db, search)
    })
  }
}

function searchFor(partnerId: number, query: string): VoucherSearch {
  const filters = voucherFilters(currencyOf('USD'))
  const values = filterValues(filters, Object.fromEntries(new URLSearchParams(query)))
  return { partner: { id: partnerId, timeZone: 'UTC' }, values, at: '2026-11-23T09:00:00.000Z' }
}

function isSlow(step: string): boolean {
  return /SCAN vouchers|TEMP B-TREE/.test(step)
}
