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

t.test('in another order, too, the nearest come first, and those of the templates after them', async (t) => {
  const planOf = await plansOfList(t)
  for (const [query, walk] of [
    ['usage=customer_offer&sort=expiry', 'vouchers_by_expiry (partner_id=? AND expires_at'],
    ['usage=customer_offer&sort=balance', 'vouchers_by_balance (partner_id=? AND balance_minor'],
    ['usage=customer_offer&issued_from=2026-10-01', 'vouchers_by_issue_time (partner_id=? AND issued_at'],
    [
      'status=part_used&usage=customer_offer&sort=balance',
      'vouchers_by_balance (partner_id=? AND balance_minor',
    ],
    [
      'status=part_used&usage=customer_offer&sort=expiry',
      'vouchers_by_state_and_expiry (partner_id=? AND state=? AND expires_at',
    ],
  ] as const) {
    for (const page of PAGES) {
      const [first = ''] = (await planOf(query, page)).filter((step) => step.startsWith('SEARCH vouchers'))
      t.ok(first.includes(walk), `${page}: ${query}: ${first}`)
    }
  }
})

t.test('what is expired of many templates is gone along those that have lapsed of each', async (t) => {
  const planOf = await plansOfList(t)
  for (const sort of ['', '&sort=balance']) {
    for (const page of PAGES) {
      const steps = await planOf(`status=expired&usage=customer_offer${sort}`, page)
      const walks = steps.filter((step) => step.startsWith('SEARCH vouchers'))
      t.ok(
        walks.some((step) => step.includes('vouchers_of_template_by_state (template_id=? AND state=?')),
        walks.join('\n'),
      )
      t.ok(
        walks.some((step) =>
          step.includes('vouchers_by_state_and_expiry (partner_id=? AND state=? AND expires_at<?'),
        ),
        walks.join('\n'),
      )
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
