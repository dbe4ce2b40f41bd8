import t from 'tap'
import { changeCustomer } from '../../src/customers/save-customer.ts'
import { listHeldEntries } from '../../src/statements/statement-queries.ts'
import { readCsv } from '../../src/web/csv.ts'
import { allPages } from '../../src/web/paging.ts'
import { chargeNow, refundNow } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import {
  actOf,
  stockCustomers,
  stockProducts,
  stockTemplate,
  stockVouchers,
  withdrawNow,
} from '../support/stock.ts'
import { makeLink } from './statement.ts'

async function csvOf(desk: Desk, token: string): Promise<Record<string, string>[]> {
  const csv = await readCsv((await desk.stranger().get(`/statements/${token}/entries.csv`)).body)
  if (!('header' in csv)) throw new Error(csv.sentence)
  return csv.lines.map(({ cells }) =>
    Object.fromEntries(csv.header.map((name, at) => [name, cells[at] ?? ''])),
  )
}

t.test('a customer sees its vouchers with terms, balances and every entry, without signing in', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Asia/Kolkata' })
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: { name: 'Compute, large' }, storage: { name: 'Storage' } })
  const terms = { scope: 'allowlist' as const, products: ['compute', 'storage'], minimumSpendMinor: 500 }
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk, terms), '1001')
  const number = numbers[0] ?? ''
  await chargeNow(desk, { charge_id: 'C-7', amount: '30.00', occurred_at: '2026-11-23T02:00:00Z' })
  await refundNow(desk, 'C-7', 'R-1', 1000)

  const page = await desk.stranger().get(`/statements/${await makeLink(desk, 1)}`)
  t.match(page.body, '>Northwind<')
  t.match(page.text, 'Customer 1001, account 1001')
  t.match(page.text, 'As of 23 Nov 2026, 14:30. All days and times are those of Asia/Kolkata.')
  t.match(page.answers(), {
    'Usable balance': 'USD 60.00',
    'Expires next': 'USD 60.00 after 22 Dec 2026',
    'Vouchers in all': '1',
    Balance: 'USD 60.00',
    'Face value': 'USD 80.00',
    'First day': '23 Nov 2026',
    'Last day': '22 Dec 2026',
    'Pays for': '“Compute, large”, Storage',
    'Payment mode': 'All',
    'Minimum spend': 'USD 5.00',
  })
  t.match(page.text, `${number} Part used`)
  t.same(
    page.rows().map((row) => Object.values(row).join(' | ')),
    [
      '23 Nov 2026 | Issued |  |  |  | 80.00 | 80.00',
      '23 Nov 2026 | Deducted | Compute, large (compute) | 23 Nov 2026 | C-7 | -30.00 | 50.00',
      '23 Nov 2026 | Refunded | Compute, large (compute) | 23 Nov 2026 | C-7 Refund R-1 | 10.00 | 60.00',
    ],
  )
})

t.test('nothing that is the business of the partner alone is on it', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  const template = await stockTemplate(desk, { name: 'Secret name', note: 'Secret note', maxVouchers: 4711 })
  const { numbers } = await stockVouchers(desk, template, '1001')
  await withdrawNow(desk, numbers)
  await stockVouchers(desk, template, '1001')
  const token = await makeLink(desk, 1)
  const { body } = await desk.stranger().get(`/statements/${token}`)
  const csv = (await desk.stranger().get(`/statements/${token}/entries.csv`)).body
  for (const secret of [
    'Secret',
    'A good customer',
    'Never used',
    'Ada',
    '4,711',
    '4711',
    desk.owner.email,
  ]) {
    t.notMatch(body + csv, secret)
  }
})

t.test(
  'the answer sets no cookie, is not kept, is not indexed, and tells no other site its address',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001'])
    const token = await makeLink(desk, 1)
    for (const path of [`/statements/${token}`, `/statements/${token}/entries.csv`]) {
      const stranger = desk.stranger()
      const page = await stranger.get(path)
      t.equal(page.status, 200)
      t.equal(stranger.cookies.size, 0)
      t.match(page.headers, {
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
      })
    }
    const asMember = await desk.browser.get(`/statements/${token}`)
    t.notMatch(asMember.body, 'Sign out', 'a member who opens it sees what the customer sees')
  },
)

t.test('the status is right at that very second, and what is not valid yet is not usable', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const fixed = { validity: 'fixed', validDays: null } as const
  const later = await stockTemplate(desk, { ...fixed, firstDayOn: '2026-12-01', lastDayOn: '2026-12-31' })
  await stockVouchers(desk, later, '1001 10.00')
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001 20.00')
  const token = await makeLink(desk, 1)
  const answers = async () => (await desk.stranger().get(`/statements/${token}`)).answers()
  t.match(await answers(), {
    'Usable balance': 'USD 20.00',
    'Valid later': 'USD 10.00',
    'Expires next': 'USD 20.00 after 23 Nov 2026',
  })
  desk.clock.now = '2026-11-24T00:00:00.000Z'
  t.match(
    (await desk.stranger().get(`/statements/${token}`)).text,
    'Used, expired or withdrawn: issued in 2026',
  )
  t.match(await answers(), { 'Usable balance': 'USD 0.00', 'Expires next': 'Nothing' })
  desk.clock.now = '2026-12-01T00:00:00.000Z'
  const first = await answers()
  t.match(first, { 'Usable balance': 'USD 10.00' })
  t.notOk('Valid later' in first)
})

t.test('a deactivated customer still sees its statement; one without vouchers is told so', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const token = await makeLink(desk, 1)
  const act = actOf(desk)
  await changeCustomer(desk.db, act, 1, { name: 'Gone Ltd', email: '', active: false })
  const page = await desk.stranger().get(`/statements/${token}`)
  t.equal(page.status, 200)
  t.match(page.text, 'Gone Ltd')
  t.match(page.text, 'No voucher was issued to this account yet.')
})

t.test('the vouchers of another customer are not on it', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001\n1002')
  const token = await makeLink(desk, 1)
  const { body } = await desk.stranger().get(`/statements/${token}`)
  t.match(body, numbers[0])
  t.notMatch(body, numbers[1])
  t.same(
    (await csvOf(desk, token)).map(({ voucher }) => voucher),
    [numbers[0]],
  )
})

t.test(
  'whatever the number of vouchers, every one is on some page: what is left first, then what is over',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001'])
    const template = await stockTemplate(desk)
    const numbers: string[] = []
    for (let count = 0; count < 120; count++) {
      numbers.push(...(await stockVouchers(desk, template, '1001')).numbers)
    }
    await withdrawNow(desk, numbers.slice(0, 30))
    desk.clock.pass(60)
    const short = await stockTemplate(desk, { name: 'Short', validDays: 2 })
    const soonest = (await stockVouchers(desk, short, '1001')).numbers
    const token = await makeLink(desk, 1)
    const seen: string[] = []
    let page = await desk.stranger().get(`/statements/${token}`)
    t.match(page.text, 'This page shows 50 of 121 vouchers.')
    for (;;) {
      seen.push(...[...page.body.matchAll(/<h3 id="([^"]+)"/g)].map(([, number = '']) => number))
      if (page.link('Next vouchers') === undefined) break
      page = await page.follow('Next vouchers')
    }
    t.equal(seen[0], soonest[0], 'what expires first comes first')
    t.same(new Set(seen.slice(-30)), new Set(numbers.slice(0, 30)))
    t.same([...seen].sort(), [...numbers, ...soonest].sort())
    t.ok(page.link('Previous vouchers'))
  },
)

t.test(
  'a voucher with very many entries shows the last of them, and the CSV file has them all',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001'])
    await stockProducts(desk, { compute: {} })
    const template = await stockTemplate(desk)
    const { numbers } = await stockVouchers(desk, template, '1001')
    numbers.push(...(await stockVouchers(desk, template, '1001')).numbers)
    for (let index = 0; index < 120; index++) {
      await chargeNow(desk, { charge_id: `C-${index}`, amount: '0.01' })
    }
    const token = await makeLink(desk, 1)
    const page = await desk.stranger().get(`/statements/${token}`)
    t.match(page.text, 'The last 100 of 121 entries. The CSV file has them all.')
    t.equal(page.rows().length, 100)
    t.match(page.rows().at(-1), { 'Charge ID': 'C-119', 'Balance after (USD)': '78.80' })
    const entries = await csvOf(desk, token)
    t.same(new Set(entries.map(({ voucher }) => voucher)), new Set(numbers))
    t.equal(new Set(entries.map(({ charge_id }) => charge_id)).size, 121)
    t.equal(entries.length, 122)
    t.match(entries[1], {
      entry: 'deduct',
      charge_id: 'C-0',
      amount: '-0.01',
      balance_after: '79.99',
      balance: '78.80',
    })
    const inParts: string[] = []
    for await (const rows of allPages((position) => listHeldEntries(desk.db, 1, position, 7))) {
      inParts.push(...rows.map(({ number, chargeId }) => `${number} ${chargeId ?? ''}`))
    }
    t.same(
      inParts,
      entries.map(({ voucher, charge_id }) => `${voucher} ${charge_id}`),
      'read in smaller parts it is the same',
    )
  },
)

t.test('a voucher that waits for late bills says of which days, until it lapses', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await choosePolicies(desk, { graceDays: 3 })
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001')
  const token = await makeLink(desk, 1)
  const says = async (at: string) => {
    desk.clock.now = at
    return /Late bills of .* can still use it\./.exec(
      (await desk.stranger().get(`/statements/${token}`)).text,
    )?.[0]
  }
  t.equal(await says('2026-11-23T23:59:59.999Z'), undefined)
  t.equal(await says('2026-11-24T00:00:00.000Z'), 'Late bills of days before 24 Nov 2026 can still use it.')
  t.equal(await says('2026-11-26T23:59:59.999Z'), 'Late bills of days before 24 Nov 2026 can still use it.')
  t.equal(await says('2026-11-27T00:00:00.000Z'), undefined, 'also before it was swept')
})
