import t from 'tap'
import { type Asked, withoutPassedBound } from '../../src/vouchers/voucher-search.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

const ASKED: Asked = {
  partnerId: 1,
  number: null,
  accountId: null,
  issuedFromAt: null,
  issuedBeforeAt: null,
  expiresFromAt: '2026-12-01T00:00:00.000Z',
  expiresBeforeAt: '2026-12-31T00:00:00.000Z',
  balanceMinor: null,
  issuanceId: null,
  templateId: null,
  templateIds: null,
  at: '2026-11-23T06:00:00.000Z',
  behindId: 7,
  behindKey: '2026-12-20T00:00:00.000Z',
  limit: 51,
}

t.test('the bound that the pages before have passed is not looked for again, the one ahead is', async (t) => {
  t.match(withoutPassedBound(ASKED, 'expiry', 'asc'), {
    expiresFromAt: null,
    expiresBeforeAt: ASKED.expiresBeforeAt,
  })
  t.match(withoutPassedBound(ASKED, 'expiry', 'desc'), {
    expiresFromAt: ASKED.expiresFromAt,
    expiresBeforeAt: null,
  })
})

t.test(
  'a bound stays on the first page, in an order that it does not begin, and where it is not passed',
  async (t) => {
    t.same(
      withoutPassedBound({ ...ASKED, behindKey: null, behindId: null }, 'expiry', 'asc').expiresFromAt,
      ASKED.expiresFromAt,
    )
    t.same(withoutPassedBound(ASKED, 'issue', 'desc'), ASKED)
    for (const behindKey of [ASKED.expiresFromAt, '2026-11-30T00:00:00.000Z']) {
      t.same(withoutPassedBound({ ...ASKED, behindKey }, 'expiry', 'asc').expiresFromAt, ASKED.expiresFromAt)
    }
  },
)

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
