import t from 'tap'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { voucherStatus } from '../../src/vouchers/voucher.ts'
import { voucherFilters } from '../../src/vouchers/voucher-filters.ts'
import { listVouchers } from '../../src/vouchers/voucher-list.ts'
import { type Asked, withoutPassedBound } from '../../src/vouchers/voucher-search.ts'
import { filterValues } from '../../src/web/filters.ts'
import { allPages, type Position } from '../../src/web/paging.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

/** November by issue, December by expiry, from 10.00 on. */
const ASKED: Asked = {
  partnerId: 1,
  number: null,
  accountId: null,
  issuedFromAt: '2026-11-01T00:00:00.000Z',
  issuedBeforeAt: '2026-12-01T00:00:00.000Z',
  expiresFromAt: '2026-12-01T00:00:00.000Z',
  expiresBeforeAt: '2027-01-01T00:00:00.000Z',
  balanceMinor: 1000,
  issuanceId: null,
  templateId: null,
  templateIds: null,
  at: '2026-11-23T06:00:00.000Z',
  behindId: 7,
  behindKey: null,
  limit: 51,
}

/** By order and direction, the bound that its pages pass, and a place behind that. */
const PASSED = [
  ['issue', 'asc', 'issuedFromAt', '2026-11-20T09:00:00.000Z'],
  ['issue', 'desc', 'issuedBeforeAt', '2026-11-20T09:00:00.000Z'],
  ['expiry', 'asc', 'expiresFromAt', '2026-12-20T00:00:00.000Z'],
  ['expiry', 'desc', 'expiresBeforeAt', '2026-12-20T00:00:00.000Z'],
  ['balance', 'asc', 'balanceMinor', 5000],
] as const

for (const [order, direction, bound, behindKey] of PASSED) {
  const leftOf = (asked: Asked) => withoutPassedBound(asked, order, direction)

  t.test(
    `by ${order}, ${direction}ending, the bound that the pages before have passed goes, and no other`,
    async (t) => {
      t.same(leftOf({ ...ASKED, behindKey }), { ...ASKED, behindKey, [bound]: null })
    },
  )

  t.test(
    `by ${order}, ${direction}ending, it stays on the first page, and where it is not passed`,
    async (t) => {
      const before = order === 'balance' ? 500 : direction === 'asc' ? '2026-10-01' : '2027-02-01'
      for (const behindKey of [null, before, ASKED[bound]]) {
        t.same(leftOf({ ...ASKED, behindKey }), { ...ASKED, behindKey })
      }
    },
  )
}

t.test('no bound goes in an order that none begins', async (t) => {
  t.same(withoutPassedBound(ASKED, 'id', 'desc'), ASKED)
  const behindKey = 500
  t.same(withoutPassedBound({ ...ASKED, behindKey }, 'balance', 'desc'), { ...ASKED, behindKey })
})

t.test('a page that begins before what is looked for, or behind it, shows nothing else', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  for (const validDays of [10, 20, 30]) {
    await stockVouchers(desk, await stockTemplate(desk, { validDays }), '1001')
  }
  const days = async (after: string) => {
    const query = new URLSearchParams({ expires_from: '2026-12-10', expires_before: '2026-12-20', after })
    const { body } = await desk.browser.get(`/vouchers.json?${query}`)
    return (JSON.parse(body) as { vouchers: { last_day: string }[] }).vouchers.map((one) => one.last_day)
  }
  t.same(await days('2026-11-01T00:00:00.000Z~1'), ['2026-12-12'])
  t.same(await days('2026-12-12T00:00:00.000Z~1'), ['2026-12-12'])
  t.same(await days('2026-12-15T00:00:00.000Z~1'), [])
  t.same(await days('2026-12-30T00:00:00.000Z~1'), [])
})

t.test('of several templates, pages hold every voucher of a status once, forth and back', async (t) => {
  const desk = await openDesk(t)
  await stockCrowd(desk)
  const vouchers = await desk.db
    .selectFrom('vouchers')
    .innerJoin('templates', 'templates.id', 'vouchers.templateId')
    .select(['vouchers.id', 'vouchers.state', 'vouchers.expiresAt', 'templates.usage'])
    .orderBy('vouchers.id', 'desc')
    .execute()
  for (const status of ['unused', 'expired', 'withdrawn'] as const) {
    for (const usage of ['customer_offer', 'product_trial'] as const) {
      const wanted = vouchers
        .filter((one) => one.usage === usage && voucherStatus(one, desk.clock.now) === status)
        .map(({ id }) => id)
      const { forth, back } = await walkThrough(desk, { status, usage })
      t.ok(wanted.length > 0)
      t.same(forth, wanted, `${status}, ${usage}`)
      t.same(back, wanted)
    }
  }
})

/** Hundreds of vouchers in each of three states, most of two templates, a few of two others. */
async function stockCrowd(desk: Desk): Promise<void> {
  const { now } = desk.clock
  const customers = Array.from({ length: 100 }, (_, index) => `c${index}`)
  await stockCustomers(desk, customers)
  const usual = [await stockTemplate(desk), await stockTemplate(desk)]
  const trial = { usage: 'product_trial' } as const
  const rare = [await stockTemplate(desk, trial), await stockTemplate(desk, trial)]
  const issueOn = async (day: string) => {
    desk.clock.now = `${day}T09:00:00.000Z`
    const numbers: string[] = []
    for (const template of usual)
      numbers.push(...(await stockVouchers(desk, template, customers.join('\n'))).numbers)
    for (const template of rare) numbers.push(...(await stockVouchers(desk, template, 'c1')).numbers)
    return numbers
  }
  for (const day of ['2026-09-01', '2026-09-02', '2026-09-03']) await issueOn(day)
  await expireVouchers(desk.db, { now: () => now, address: 'test' })
  await issueOn('2026-10-01')
  for (const day of ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06']) {
    const numbers = await issueOn(day)
    await withdrawNow(
      desk,
      numbers.filter((_, index) => index % 2 > 0),
    )
  }
  desk.clock.now = now
}

/** The ids on all pages, from the first to the last and then back, both in the order of the list. */
async function walkThrough(desk: Desk, values: Record<string, string>) {
  const partner = { id: desk.partnerId, timeZone: 'UTC' }
  const search = {
    partner,
    values: filterValues(voucherFilters(currencyOf('USD')), values),
    at: desk.clock.now,
  }
  const take = (position: Position) => listVouchers(desk.db, search, position)
  const forth: number[] = []
  for await (const rows of allPages(take)) forth.push(...rows.map(({ id }) => id))
  const back: number[] = []
  for (let before: string | null = '0'; before !== null; ) {
    const page = await take({ after: null, before })
    back.unshift(...page.rows.map(({ id }) => id))
    before = page.before
  }
  return { forth, back }
}
