import { join } from 'node:path'
import t from 'tap'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { VOUCHER_STATUSES, voucherStatus } from '../../src/vouchers/voucher.ts'
import { type VoucherSearch, voucherFilters } from '../../src/vouchers/voucher-filters.ts'
import { listVouchers } from '../../src/vouchers/voucher-list.ts'
import { type Asked, withoutPassedBound } from '../../src/vouchers/voucher-search.ts'
import { filterValues } from '../../src/web/filters.ts'
import type { Position } from '../../src/web/paging.ts'
import { chargeNow } from '../support/billing.ts'
import { promptAt } from '../support/database.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { plansOf } from '../support/plans.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

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
    .select(['vouchers.id', 'vouchers.state', 'vouchers.expiresAt', 'balanceMinor', 'templates.usage'])
    .orderBy('vouchers.id', 'desc')
    .execute()
  type Voucher = (typeof vouchers)[number]
  const orders = {
    id: () => 0,
    expiry: (a: Voucher, b: Voucher) =>
      (a.expiresAt < b.expiresAt ? -1 : Number(a.expiresAt > b.expiresAt)) || a.id - b.id,
    balance: (a: Voucher, b: Voucher) => b.balanceMinor - a.balanceMinor,
  }
  for (const status of VOUCHER_STATUSES) {
    for (const usage of ['customer_offer', 'product_trial'] as const) {
      const matching = vouchers.filter(
        (one) => one.usage === usage && voucherStatus(one, desk.clock.now) === status,
      )
      t.ok(matching.length > 0, `${status}, ${usage}`)
      for (const [sort, order] of Object.entries(orders)) {
        const wanted = matching.toSorted(order).map(({ id }) => id)
        const { forth, back } = await walkThrough(desk, { status, usage, ...(sort !== 'id' && { sort }) })
        t.same(forth, wanted, `${status}, ${usage}, by ${sort}`)
        t.same(back, wanted)
      }
    }
  }
})

t.test('where the nearest vouchers fill a page, nothing else is looked at', async (t) => {
  const desk = await openDesk(t)
  await stockCrowd(desk)
  for (const sort of [null, 'expiry', 'balance']) {
    const search = searchAt(desk, { usage: 'customer_offer', ...(sort && { sort }) })
    const steps = await plansOf(join(t.testdirName, 'scrip.db'), (db) =>
      listVouchers(db, search, { after: null, before: null }),
    )
    t.same(
      steps.filter((step) => /vouchers_of_template|TEMP B-TREE/.test(step)),
      [],
    )
  }
})

t.test('where the nearest fill a page exactly, those further on have the next', async (t) => {
  const desk = await openDesk(t)
  const customers = Array.from({ length: 300 }, (_, index) => `c${index}`)
  await stockCustomers(desk, customers)
  const trial = { usage: 'product_trial' } as const
  const [rare, other, usual] = [
    await stockTemplate(desk, trial),
    await stockTemplate(desk, trial),
    await stockTemplate(desk),
  ]
  await stockVouchers(desk, other, 'c1')
  for (let times = 0; times < 4; times++) await stockVouchers(desk, usual, customers.join('\n'))
  await stockVouchers(desk, rare, customers.slice(0, 50).join('\n'))
  for (const sort of ['', '&sort=balance']) {
    const page = await desk.browser.get(`/vouchers?usage=product_trial${sort}`)
    t.equal(page.rows().length, 50)
    const next = await page.follow(sort === '' ? 'Older' : 'Smaller')
    t.equal(next.rows().length, 1)
  }
})

t.test('a voucher that holds something after it has lapsed is in the list by balance, too', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  const { now } = desk.clock
  desk.clock.now = '2026-11-01T09:00:00.000Z'
  const template = await stockTemplate(desk, { validDays: 5 })
  const { numbers } = await stockVouchers(desk, template, '1001')
  await chargeNow(desk, { charge_id: 'C-1', customer: '1001', amount: '30.00' })
  desk.clock.now = now
  await expireVouchers(desk.db, { now: () => now, address: 'test' })
  // No act of Scrip leaves it so: a refund to it lapses at once.
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  prompt.exec(`
    INSERT INTO refunds (partner_id, charge_id, refund_id, amount_minor, kept_minor, posted_at)
    VALUES (1, 1, 'R-1', 1000, 0, '${now}');
    INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor, charge_id, refund_id, posted_at)
    VALUES (1, 1, 'refund', 1000, 1000, 1, 1, '${now}')`)
  for (const query of ['', '&sort=balance', '&balance_at_least=10']) {
    const page = await desk.browser.get(`/vouchers?status=expired${query}`)
    t.same(
      page.rows().map((row) => row.Number),
      numbers,
      query,
    )
  }
})

/** Hundreds of vouchers in most states, nearly all of two templates, a few of two others. Some that expired wait to lapse. */
async function stockCrowd(desk: Desk): Promise<void> {
  const { now } = desk.clock
  const customers = Array.from({ length: 100 }, (_, index) => `c${index}`)
  await stockCustomers(desk, customers)
  await stockProducts(desk, { compute: {} })
  const usual = [await stockTemplate(desk), await stockTemplate(desk, { amountMinor: 5000, validDays: 31 })]
  const trial = { usage: 'product_trial' } as const
  const rare = [await stockTemplate(desk, trial), await stockTemplate(desk, { ...trial, amountMinor: 6000 })]
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
  // The first ones use all up, the others a part; those of two templates all belong to c1.
  const charges = customers.slice(2, 60).map((customer, index) => ({
    customer,
    amount: index < 20 ? '2000.00' : `${index}.00`,
  }))
  charges.push({ customer: 'c1', amount: '200.00' })
  for (const charge of charges) await chargeNow(desk, { ...charge, charge_id: charge.customer })
}

function searchAt(desk: Desk, values: Record<string, string>): VoucherSearch {
  const partner = { id: desk.partnerId, timeZone: 'UTC' }
  return { partner, values: filterValues(voucherFilters(currencyOf('USD')), values), at: desk.clock.now }
}

/** The ids on all pages, from the first to the last and then back, both in the order of the list. */
async function walkThrough(desk: Desk, values: Record<string, string>) {
  const search = searchAt(desk, values)
  const take = (position: Partial<Position>) =>
    listVouchers(desk.db, search, { after: null, before: null, ...position })
  const idsOf = ({ rows }: Awaited<ReturnType<typeof take>>) => rows.map(({ id }) => id)
  let page = await take({})
  const forth = idsOf(page)
  for (; page.after !== null; forth.push(...idsOf(page))) page = await take({ after: page.after })
  const back = idsOf(page)
  for (; page.before !== null; back.unshift(...idsOf(page))) page = await take({ before: page.before })
  return { forth, back }
}
