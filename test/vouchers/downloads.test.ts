import t from 'tap'
import { readCsv } from '../../src/web/csv.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test(
  'a download holds every voucher: words for the choices, plain decimals, days and instants of ISO 8601',
  async (t) => {
    const desk = await openDesk(t, { timeZone: 'Asia/Kolkata', currency: 'KWD' })
    await stockCustomers(desk, ['1001'])
    const { numbers } = await stockVouchers(
      desk,
      await stockTemplate(desk, { usage: 'product_trial' }),
      '1001 1250.125',
    )
    const record = {
      number: numbers[0],
      customer: '1001',
      customer_name: 'Customer 1001',
      template: '1',
      template_name: 'Winter offer',
      type: 'general',
      payment_mode: 'all',
      usage: 'product_trial',
      currency: 'KWD',
      face_value: '1250.125',
      balance: '1250.125',
      status: 'unused',
      first_day: '2026-11-23',
      last_day: '2026-12-22',
      issued_at: '2026-11-23T09:00:00.000Z',
      reason: 'A good customer',
    }
    const json = await desk.browser.get('/vouchers.json')
    t.match(json.headers['content-type'], 'application/json')
    t.same(JSON.parse(json.body), { vouchers: [record], before: null, after: null })
    const csv = await desk.browser.get('/vouchers.csv')
    t.match(csv.headers, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="vouchers.csv"',
    })
    t.equal(csv.body, `${Object.keys(record).join(',')}\n${Object.values(record).join(',')}\n`)
  },
)

t.test('a CSV download has as many lines as there are vouchers, whatever a page holds', async (t) => {
  const desk = await openDesk(t)
  const accountIds = Array.from({ length: 120 }, (_, index) => `c${index}`)
  await stockCustomers(desk, accountIds)
  await stockVouchers(desk, await stockTemplate(desk), accountIds.join('\n'))
  t.equal((await csvOf(desk)).length, 120)
  t.equal((await csvOf(desk, '?customer=c7')).length, 1)
  const link = (await desk.browser.get('/vouchers?customer=c7')).link('Download CSV')
  t.equal(link, '/vouchers.csv?customer=c7')
})

t.test('what a spreadsheet would run as a formula is guarded, and read back as it was', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await desk.db.updateTable('customers').set({ name: '=HYPERLINK("http://x.example")' }).execute()
  await stockVouchers(desk, await stockTemplate(desk, { name: '+1, or -1' }), '1001')
  const { body } = await desk.browser.get('/vouchers.csv')
  t.match(body, `,"'=HYPERLINK(""http://x.example"")",`)
  t.match(body, `,"'+1, or -1",`)
  t.match(await csvOf(desk), [
    { customer_name: '=HYPERLINK("http://x.example")', template_name: '+1, or -1' },
  ])
  t.match(JSON.parse((await desk.browser.get('/vouchers.json')).body), {
    vouchers: [{ customer_name: '=HYPERLINK("http://x.example")' }],
  })
})

t.test('an empty download has its header alone', async (t) => {
  const { browser } = await openDesk(t)
  t.match((await browser.get('/vouchers.csv')).body, /^number,customer,[a-z_,]+reason\n$/)
  t.same(JSON.parse((await browser.get('/vouchers.json')).body), { vouchers: [], before: null, after: null })
})

async function csvOf(desk: Desk, query = ''): Promise<Record<string, string>[]> {
  const csv = await readCsv((await desk.browser.get(`/vouchers.csv${query}`)).body)
  if ('sentence' in csv) throw new Error(csv.sentence)
  return csv.lines.map(({ cells }) =>
    Object.fromEntries(cells.map((cell, index) => [csv.header[index], cell])),
  )
}
