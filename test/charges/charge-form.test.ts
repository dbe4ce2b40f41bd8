import t, { type Test } from 'tap'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('a charge is recorded: a check that names whose it is and for what, and Confirm', async (t) => {
  const desk = await openShop(t)
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  const check = await fillIn(desk, '12.50', 'C-1')
  t.match(
    check.text,
    '1 voucher of Customer 1001 (1001) pays all of the USD 12.50 for Elastic Compute (compute).',
  )
  t.match(check.answers(), {
    Customer: /^Customer 1001 \(1001\)/,
    Product: /^Elastic Compute \(compute\)/,
    Amount: /^USD 12\.50/,
  })
  const done = await check.form('Confirm').submit()
  t.equal(done.path, '/charges/C-1')
  t.equal(done.flash, 'Charge C-1 is posted: vouchers pay USD 12.50 of USD 12.50.')
  t.equal(done.link('Record another charge'), '/charges/new')
})

t.test('a charge that no voucher pays says what stays payable', async (t) => {
  const desk = await openShop(t)
  const check = await fillIn(desk, '12.50', 'C-1')
  t.match(
    check.text,
    'No voucher of Customer 1001 (1001) pays for Elastic Compute (compute): USD 12.50 stay payable.',
  )
  const done = await check.form('Confirm').submit()
  t.equal(done.flash, 'Charge C-1 is posted. No voucher pays it: USD 12.50 stay payable.')
})

t.test('confirming again ends at the same charge, which was not posted anew', async (t) => {
  const desk = await openShop(t)
  const form = (await fillIn(desk, '12.50', 'C-1')).form('Confirm')
  await form.submit()
  const again = await form.submit()
  t.equal(again.path, '/charges/C-1')
  t.equal(again.flash, undefined)
})

t.test('a charge that is tried says the same, and nothing is written', async (t) => {
  const desk = await openShop(t)
  await stockVouchers(desk, await stockTemplate(desk), '1001 5')
  await stockVouchers(desk, 1, '1001 4')
  const form = (await desk.browser.get('/charges/trial')).form('Try')
  const tried = await form
    .fill({ 'Customer (account id)': '1001', Product: 'Elastic Compute (compute)', Amount: '12.50' })
    .submit()
  t.match(
    tried.text,
    '2 vouchers of Customer 1001 (1001) pay USD 9.00 of the USD 12.50 for Elastic Compute (compute); USD 3.50 stay payable.',
  )
  t.same(await desk.db.selectFrom('charges').select('id').execute(), [])
})

t.test(
  'where the currency changes at that very moment, the charge is posted and said in the new one',
  async (t) => {
    const desk = await openShop(t, {
      routes(app) {
        // Somebody changes it after the request was let in.
        app.addHook('preHandler', async ({ url }) => {
          if (/[?]|confirmation$/.test(url)) await setCurrency('JPY')
        })
      },
    })
    const setCurrency = (currency: string) => desk.db.updateTable('partners').set({ currency }).execute()
    const trial = (await desk.browser.get('/charges/trial')).form('Try')
    const fee = { 'Customer (account id)': '1001', Product: 'Elastic Compute (compute)', Amount: '30' }
    t.match((await trial.fill(fee).submit()).text, 'compute): JPY 30 stay payable.')
    await setCurrency('USD')
    const done = await (await fillIn(desk, '30', 'C-1')).form('Confirm').submit()
    t.equal(done.flash, 'Charge C-1 is posted. No voucher pays it: JPY 30 stay payable.')
  },
)

async function openShop(t: Test, opening?: Parameters<typeof openDesk>[1]): Promise<Desk> {
  const desk = await openDesk(t, opening)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: { name: 'Elastic Compute' } })
  return desk
}

async function fillIn(desk: Desk, amount: string, chargeId: string) {
  const form = (await desk.browser.get('/charges/new')).form('Continue')
  return form
    .fill({
      'Customer (account id)': '1001',
      Product: 'Elastic Compute (compute)',
      Amount: amount,
      'Charge ID': chargeId,
    })
    .submit()
}
