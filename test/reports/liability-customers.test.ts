import t, { type Test } from 'tap'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

const PATH = '/reports/liability/customers'
const HEAD = 'customer,customer_name,currency,vouchers,outstanding,expired,total\n'

t.test('the largest comes first, and what has expired is told apart', async (t) => {
  const desk = await stocked(t)
  desk.clock.now = '2026-11-24T00:00:00.000Z'
  const page = await signedInAnew(desk, PATH)
  t.same(
    page.rows().map((row) => Object.values(row)),
    [
      ['2002', 'Customer 2002', '1', '90.00', '0.00', '90.00'],
      ['1001', 'Customer 1001', '2', '20.00', '5.00', '25.00'],
    ],
  )
  t.match((await page.follow('1001')).answers(), { Vouchers: '2' })
  t.equal(
    (await signedInAnew(desk, `${PATH}.csv`)).body,
    `${HEAD}2002,Customer 2002,USD,1,90.00,0.00,90.00\n1001,Customer 1001,USD,2,20.00,5.00,25.00\n`,
  )
})

t.test('it is narrowed by account id and name, and so is the download', async (t) => {
  const { browser } = await stocked(t)
  const accounts = async (query: string) =>
    (await browser.get(PATH + query)).rows().map((row) => row['Account id'])
  t.same(await accounts('?account_id=10'), ['1001'])
  t.same(await accounts('?name=customer+2'), ['2002'])
  t.match((await browser.get(`${PATH}?account_id=7`)).text, /No customer with a balance matches/)
  t.equal(
    (await browser.get(`${PATH}.csv?account_id=10`)).body,
    `${HEAD}1001,Customer 1001,USD,2,25.00,0.00,25.00\n`,
  )
})

t.test('a query that cannot be read is said, and what was typed stays', async (t) => {
  const { browser } = await stocked(t)
  const page = await browser.get(`${PATH}?account_id=10&nonsense=1`)
  t.equal(page.status, 422)
  t.match(page.text, /There is no filter called nonsense/)
  t.equal(page.rows().length, 0)
  t.match(page.body, /value="10"/)
  t.equal((await browser.get(`${PATH}.csv?nonsense=1`)).status, 422)
  t.equal((await browser.get(`${PATH}?after=5`)).status, 422)
})

t.test('its pages hold every customer once, forth and back, those with the same balance too', async (t) => {
  const desk = await openDesk(t)
  const all = Array.from({ length: 120 }, (_, index) => `c${index}`)
  await stockCustomers(desk, all)
  const lines = all.map((account, index) => `${account} ${1 + (index % 3)}.00`)
  await stockVouchers(desk, await stockTemplate(desk), lines.join('\n'))
  let page = await desk.browser.get(PATH)
  const pages = [page.rows()]
  while (page.link('Smaller')) {
    page = await page.follow('Smaller')
    pages.push(page.rows())
  }
  const seen = pages.flat().map((row) => row['Account id'])
  t.equal(pages.length, 3)
  t.same(new Set(seen), new Set(all))
  t.equal(seen.length, all.length)
  const held = pages.flat().map((row) => Number(row['In all (USD)']))
  t.same(
    held,
    held.toSorted((a, b) => b - a),
  )
  t.same((await page.follow('Larger')).rows(), pages[1])
})

t.test('another partner’s customers are not there', async (t) => {
  const desk = await stocked(t)
  const other = await desk.addPartner()
  t.match((await other.browser.get(PATH)).text, /No customer holds a balance/)
  t.equal((await other.browser.get(`${PATH}.csv`)).body, HEAD)
})

async function signedInAnew(desk: Desk, path: string) {
  return (await desk.addMember('viewer')).browser.get(path)
}

/** 1001 holds 5.00 for a day and 20.00 for 30, 2002 holds 90.00, and 3003 nothing. */
async function stocked(t: Test): Promise<Desk> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '2002', '3003'])
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001 5.00')
  await stockVouchers(desk, await stockTemplate(desk), '1001 20.00\n2002 90.00')
  return desk
}
