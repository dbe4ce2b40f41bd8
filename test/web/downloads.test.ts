import Fastify from 'fastify'
import t from 'tap'
import { currencyOf } from '../../src/money/currency.ts'
import { voucherFilters } from '../../src/vouchers/voucher-filters.ts'
import { listVouchers, type VoucherRow } from '../../src/vouchers/voucher-list.ts'
import { readCsv } from '../../src/web/csv.ts'
import { type Download, downloadRoutes } from '../../src/web/downloads.ts'
import { chargeNow, connectBilling } from '../support/billing.ts'
import { focusBill, importBill, issueSinceOctober, openBilledDesk } from '../support/bills.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { actOf, stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

/** Every list that can be downloaded, and a filter that leaves nothing of it. */
const LISTS = {
  customers: 'account_id=nobody',
  products: 'code=nothing',
  templates: 'status=archived',
  bills: 'file=none',
  vouchers: 'customer=nobody',
  charges: 'customer=nobody',
} as const

/** A desk with something in each list. */
async function openFullDesk(t: Parameters<typeof openBilledDesk>[0]): Promise<Desk> {
  const desk = await openBilledDesk(t)
  await issueSinceOctober(desk, '1001')
  await importBill(desk.browser, focusBill([{}], 'October.csv'))
  return desk
}

async function rowsOf(desk: Desk, path: string): Promise<Record<string, string>[]> {
  const csv = await readCsv((await desk.browser.get(path)).body)
  if (!('header' in csv)) throw new Error(csv.sentence)
  return csv.lines.map(({ cells }) =>
    Object.fromEntries(csv.header.map((name, at) => [name, cells[at] ?? ''])),
  )
}

t.test('every list comes as CSV and as JSON, with the same records and the params of its page', async (t) => {
  const desk = await openFullDesk(t)
  for (const [name, nothing] of Object.entries(LISTS)) {
    const page = await desk.browser.get(`/${name}.json`)
    t.match(page.headers['content-type'], 'application/json', name)
    const json = JSON.parse(page.body) as Record<string, Record<string, string | boolean>[]>
    const spelt = json[name]?.map((record) =>
      Object.fromEntries(
        Object.entries(record).map(([key, value]) => [
          key,
          typeof value === 'boolean' ? (value ? 'yes' : 'no') : value,
        ]),
      ),
    )
    t.ok(spelt && spelt.length > 0, `${name} has rows`)
    t.same(await rowsOf(desk, `/${name}.csv`), spelt, name)
    t.same(JSON.parse((await desk.browser.get(`/${name}.json?${nothing}`)).body)[name], [])
    t.same((await desk.browser.get(`/${name}.csv?${nothing}`)).body.split('\n').length, 2)
    t.equal((await desk.browser.get(`/${name}?${nothing}`)).link('Download CSV'), `/${name}.csv?${nothing}`)
  }
})

t.test('a filter that is none is refused and not ignored', async (t) => {
  const { browser } = await openFullDesk(t)
  for (const name of Object.keys(LISTS)) {
    for (const kind of ['csv', 'json']) {
      const page = await browser.get(`/${name}.${kind}?colour=red`)
      t.equal(page.status, 422, `${name}.${kind}`)
      t.match(JSON.parse(page.body), { errors: [{ field: 'colour' }] })
    }
  }
})

t.test('a machine reads every list with a token of scope read, and with no other', async (t) => {
  const desk = await openFullDesk(t)
  const reader = await connectBilling(desk, ['read'])
  const poster = await connectBilling(desk, ['charges:write'])
  for (const name of Object.keys(LISTS)) {
    for (const kind of ['csv', 'json']) {
      const ask = (token?: string) =>
        desk.app.inject({
          url: `/${name}.${kind}`,
          headers: token ? { authorization: `Bearer ${token}` } : {},
        })
      t.equal((await ask(reader.token)).statusCode, 200, `${name}.${kind}`)
      t.equal((await ask(poster.token)).json().code, 'TOKEN_SCOPE')
    }
    const stranger = await desk.app.inject({ url: `/${name}.json` })
    t.equal(stranger.json().code, 'TOKEN_MISSING')
  }
})

t.test('another partner downloads nothing of it', async (t) => {
  const desk = await openFullDesk(t)
  const { browser } = await desk.addPartner()
  for (const name of Object.keys(LISTS)) {
    t.same(JSON.parse((await browser.get(`/${name}.json`)).body), { [name]: [], before: null, after: null })
    t.equal((await browser.get(`/${name}.csv`)).body.split('\n').length, 2, 'the names of the columns alone')
  }
})

t.test('JSON comes a page at a time, and says where it goes on', async (t) => {
  const desk = await openBilledDesk(t)
  await stockCustomers(
    desk,
    Array.from({ length: 60 }, (_, index) => `c${100 + index}`),
  )
  const first = JSON.parse((await desk.browser.get('/customers.json?account_id=c')).body)
  t.equal(first.customers.length, 50)
  const second = JSON.parse(
    (await desk.browser.get(`/customers.json?account_id=c&after=${first.after}`)).body,
  )
  t.equal(second.customers.length, 10)
  t.equal((await rowsOf(desk, '/customers.csv?account_id=c')).length, 60)
})

t.test('a template comes with all of its products, and with its terms', async (t) => {
  const desk = await openBilledDesk(t)
  const codes = ['a', 'b', 'c', 'd', 'e']
  await stockProducts(desk, Object.fromEntries(codes.map((code) => [code, {}])))
  const terms = { scope: 'blocklist', products: codes, maxTotalMinor: 500_000, note: '=1+1' } as const
  const id = await stockTemplate(desk, terms)
  await stockVouchers(desk, id, '1001')
  t.match(await rowsOf(desk, '/templates.csv?type=blocklist'), [
    {
      template: String(id),
      name: 'Winter offer',
      type: 'blocklist',
      products: 'a; b; c; d; e',
      amount: '80.00',
      minimum_spend: '0.00',
      first_day: '',
      valid_days: '30',
      max_vouchers: '',
      max_total: '5000.00',
      status: 'active',
      issued_vouchers: '1',
      issued_total: '80.00',
      note: '=1+1',
    },
  ])
  t.match((await desk.browser.get('/templates.csv?type=blocklist')).body, "'=1+1", 'guarded in the file')
})

t.test('a file has every row of one moment, whatever is posted while it is written', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {} })
  await stockCustomers(desk, ['1001', '1002', '1003', '1004'])
  await stockVouchers(desk, await stockTemplate(desk), '1001 50.00\n1002 40.00\n1003 30.00\n1004 20.00')
  const partner = { id: desk.partnerId, timeZone: 'UTC' }
  const app = Fastify()
  t.teardown(() => app.close())
  let parts = 0
  const download: Download<ReturnType<typeof voucherFilters>, VoucherRow, 'voucher' | 'balance'> = {
    name: 'vouchers',
    columns: ['voucher', 'balance'],
    filters: () => voucherFilters(currencyOf('USD')),
    open: (db) => ({
      async take(values, position) {
        // Moves the first voucher from the head of the list, which was read, to its end, which was not.
        if (parts++ === 1) await chargeNow(desk, { amount: '45.00' })
        return listVouchers(db, { partner, values, at: desk.clock.now }, position, 2)
      },
      toRecord: (row) => ({ voucher: row.number, balance: String(row.balanceMinor) }),
    }),
  }
  const reader = () => ({ partner: { ...partner, currency: currencyOf('USD') }, act: actOf(desk) })
  downloadRoutes(app, desk.db, download, { path: '/vouchers', access: { needs: 'read' }, reader })
  const csv = (await app.inject('/vouchers.csv?sort=balance')).body
  t.same(csv.match(/(?<=,)\d+/g), ['5000', '4000', '3000', '2000'])
  t.ok(parts > 1)
  t.match((await app.inject('/vouchers.json?sort=balance')).json().vouchers, [{ balance: '4000' }])
})
