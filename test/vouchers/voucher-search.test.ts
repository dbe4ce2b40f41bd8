import t from 'tap'
import { type Asked, withoutPassedBound } from '../../src/vouchers/voucher-search.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

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
