import t, { type Test } from 'tap'
import { chargeNow, refundNow } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

const PATH = '/reports/usage'

t.test('it shows the last six months and this one, by product, with sums on both sides', async (t) => {
  const page = await viewed(await used(t), PATH)
  t.equal(page.title, 'Usage by product and month')
  t.same(page.rows(), [
    rowOf('compute compute', '0.00', '25.00', '1.00', '26.00'),
    rowOf('storage storage', '0.00', '4.00', '0.00', '4.00'),
  ])
  t.match(page.text, /All products 0.00 0.00 0.00 0.00 0.00 29.00 1.00 30.00/)
  t.equal(page.form('Search').value('From month'), '2026-06')
  t.equal(page.form('Search').value('To month'), '2026-12')
})

t.test('the months can be chosen, and the download has the same', async (t) => {
  const desk = await used(t)
  const page = await viewed(desk, `${PATH}?from=2026-12&to=2027-01`)
  t.same(page.rows(), [
    { Product: 'compute compute', 'Dec 2026': '1.00', 'Jan 2027': '0.00', 'Total (USD)': '1.00' },
  ])
  t.equal(page.link('Download CSV'), '/reports/usage.csv?from=2026-12&to=2027-01')
  t.equal(
    (await viewed(desk, '/reports/usage.csv?from=2026-11&to=2026-12')).body,
    'product,product_name,currency,2026-11,2026-12,total\ncompute,compute,USD,25.00,1.00,26.00\nstorage,storage,USD,4.00,0.00,4.00\n',
  )
  t.match((await viewed(desk, `${PATH}?from=2020-01&to=2020-02`)).text, /Nothing was used in these months/)
})

t.test('what is refunded in a later month lowers that month', async (t) => {
  const desk = await used(t)
  await refundNow(desk, 'C-2', 'R-2', 400)
  const page = await viewed(desk, `${PATH}?from=2026-11&to=2026-12`)
  t.match(page.rows()[1], { 'Nov 2026': '4.00', 'Dec 2026': '-4.00', 'Total (USD)': '0.00' })
})

t.test('months that make no sense are said, and what was typed stays', async (t) => {
  const { browser } = await openDesk(t)
  const wrong = async (query: string) => {
    const page = await browser.get(PATH + query)
    t.equal(page.status, 422)
    t.equal((await browser.get(`/reports/usage.csv${query}`)).status, 422)
    return page
  }
  t.match((await wrong('?from=2026-13')).errors(), { 'From month': /Write a month that exists/ })
  t.match((await wrong('?from=2026-12&to=2026-11')).errors(), { 'To month': /comes before the month/ })
  const long = await wrong('?from=2024-11&to=2026-11')
  t.match(long.errors(), { 'To month': 'Choose 24 months at most.' })
  t.equal(long.form('Search').value('From month'), '2024-11')
  t.equal((await browser.get(`${PATH}?from=2024-12&to=2026-11`)).status, 200)
})

t.test('another partner’s usage is not there', async (t) => {
  const desk = await used(t)
  const other = await desk.addPartner()
  t.match((await other.browser.get(PATH)).text, /Nothing was used in these months/)
})

function rowOf(product: string, before: string, november: string, december: string, total: string) {
  return {
    Product: product,
    'Jun 2026': before,
    'Jul 2026': before,
    'Aug 2026': before,
    'Sept 2026': before,
    'Oct 2026': before,
    'Nov 2026': november,
    'Dec 2026': december,
    'Total (USD)': total,
  }
}

async function viewed(desk: Desk, path: string) {
  return (await desk.addMember('viewer')).browser.get(path)
}

/** In November 30.00 less 5.00 for compute and 4.00 for storage, in December 1.00 for compute. */
async function used(t: Test): Promise<Desk> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {}, storage: {} })
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  await chargeNow(desk)
  await refundNow(desk, 'C-1', 'R-1', 500)
  await chargeNow(desk, { charge_id: 'C-2', product: 'storage', amount: '4.00' })
  desk.clock.now = '2026-12-01T00:00:00.000Z'
  await chargeNow(desk, { charge_id: 'C-3', amount: '1.00' })
  return desk
}
