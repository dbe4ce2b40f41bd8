import t from 'tap'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test(
  'pages hold every voucher once, forth and back and in every order, while others are issued',
  async (t) => {
    for (const [sort, forth, back] of [
      ['', 'Older', 'Newer'],
      ['?sort=expiry', 'Later', 'Earlier'],
      ['?sort=balance', 'Smaller', 'Larger'],
    ] as const) {
      await t.test(sort || 'by issue', async (t) => {
        const desk = await openDesk(t)
        await stockCustomers(
          desk,
          Array.from({ length: 60 }, (_, index) => `c${index}`),
        )
        await stockProducts(desk, { compute: {} })
        for (const validDays of [30, 10, 20]) {
          await stockVouchers(
            desk,
            await stockTemplate(desk, { validDays }),
            Array.from({ length: 60 }, (_, index) => `c${index}`).join('\n'),
          )
        }
        const before = await numbersOf(desk)
        const seen: string[][] = []
        let page = await desk.browser.get(`/vouchers${sort}`)
        for (;;) {
          seen.push(page.rows().map((row) => row.Number ?? ''))
          await stockVouchers(desk, 1 + (seen.length % 3), 'c1')
          if (!page.link(forth)) break
          page = await page.follow(forth)
        }
        const old = seen.flat().filter((number) => before.includes(number))
        t.same(new Set(old), new Set(before), 'every voucher that was there is seen')
        t.equal(new Set(seen.flat()).size, seen.flat().length, 'none is seen twice')

        const seenBack: string[] = page.rows().map((row) => row.Number ?? '')
        while (page.link(back)) {
          page = await page.follow(back)
          seenBack.unshift(...page.rows().map((row) => row.Number ?? ''))
        }
        const inOrder = seenBack.filter((number) => before.includes(number))
        t.same(inOrder, old, 'and on the way back in the same order')
        t.equal(new Set(seenBack).size, seenBack.length)
      })
    }
  },
)

t.test('the same list is walked as JSON, page by page', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(
    desk,
    Array.from({ length: 60 }, (_, index) => `c${index}`),
  )
  await stockVouchers(
    desk,
    await stockTemplate(desk),
    Array.from({ length: 60 }, (_, index) => `c${index}`).join('\n'),
  )
  const first = await jsonOf(desk, {})
  const second = await jsonOf(desk, { after: first.after ?? '' })
  t.match([first.vouchers.length, second.vouchers.length, second.after], [50, 10, null])
  t.same((await jsonOf(desk, { before: second.before ?? '' })).vouchers, first.vouchers)
})

t.test('days are days in the time zone of the partner', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Pacific/Kiritimati' })
  await stockCustomers(desk, ['1001'])
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001')
  const found = async (query: Record<string, string>) => (await jsonOf(desk, query)).vouchers.length
  t.match((await jsonOf(desk, {})).vouchers, [
    { first_day: '2026-11-23', last_day: '2026-11-23', status: 'unused' },
  ])
  t.equal(await found({ issued_from: '2026-11-23', issued_before: '2026-11-24' }), 1)
  t.equal(await found({ expires_from: '2026-11-23', expires_before: '2026-11-24' }), 1)
  t.equal(await found({ expires_from: '2026-11-24' }), 0)
  desk.clock.now = '2026-11-23T09:59:59.999Z'
  t.equal(await found({ status: 'unused' }), 1)
  desk.clock.now = '2026-11-23T10:00:00.000Z'
  t.equal(await found({ status: 'expired' }), 1)
})

async function jsonOf(desk: Desk, query: string | Record<string, string>) {
  const { body } = await desk.browser.get(`/vouchers.json?${new URLSearchParams(query)}`)
  return JSON.parse(body) as {
    vouchers: Record<string, string>[]
    after: string | null
    before: string | null
  }
}

async function numbersOf(desk: Desk): Promise<string[]> {
  return (await desk.db.selectFrom('vouchers').select('number').execute()).map(({ number }) => number)
}
