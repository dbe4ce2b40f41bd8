import t from 'tap'
import { focusBill, openBilledDesk, sendBill } from '../support/bills.ts'
import { stockProducts } from '../support/stock.ts'

const FEES = 'By customer and product'
const REFUSED = 'Cannot be charged'

t.test('what cannot be charged is named with why, and left out', async (t) => {
  const desk = await openBilledDesk(t)
  await stockProducts(desk, { one: { name: 'Twin' }, two: { name: 'Twin' } })
  const lines = [
    { BilledCost: '1' },
    { BilledCost: '2', SubAccountId: '9999', SubAccountName: 'New one' },
    { BilledCost: '3', ServiceName: 'quantum' },
    { BilledCost: '4', SubAccountId: '9998', SubAccountName: 'NULL', ServiceName: 'quantum' },
    { BilledCost: '5', BillingCurrency: 'EUR' },
    { BilledCost: '6', SubAccountId: 'NULL' },
    { BilledCost: '7', ServiceName: '' },
    { BilledCost: '8', ServiceName: 'Twin' },
    { BilledCost: '9000000000000000', ServiceName: 'storage' },
    { BilledCost: '9', SubAccountId: '1002' },
    { BilledCost: '-10', SubAccountId: '1002', ChargeCategory: 'Credit', ChargeFrequency: 'One-Time' },
  ]
  const check = await sendBill(desk.browser, focusBill(lines))
  t.match(check.text, 'You will charge USD 1.00.')
  t.same(
    check.rows(REFUSED).map((row) => [row['Exact sum'], row.Why]),
    [
      ['USD 2', 'There is no customer 9999.'],
      ['USD 3', 'There is no product quantum.'],
      ['USD 4', 'There is no customer 9998 and no product quantum.'],
      ['EUR 5', 'It is in EUR, and vouchers are in USD.'],
      ['USD 6', 'The lines name no customer.'],
      ['USD 7', 'The lines name no product.'],
      ['USD 8', 'Several products are called Twin, and none has it as its code.'],
      ['USD 9000000000000000', 'It is larger than Scrip can hold.'],
      [
        'USD -1',
        'The credits are larger than the costs. Nothing is charged; the rest lowers further lines of the period.',
      ],
    ],
  )
  const bill = await check.form('Confirm').submit()
  t.match(bill.text, /Left out ?8/)
  t.equal(bill.rows('Charges').length, 1)
})

t.test('unknown customers and products are added from the check page in one step', async (t) => {
  const desk = await openBilledDesk(t)
  const lines = [
    { SubAccountId: '9999', SubAccountName: '' },
    { SubAccountId: '9999', SubAccountName: 'New one', ServiceName: 'Amazon Quantum, Ltd.' },
    { SubAccountId: '9998', SubAccountName: '' },
    { SubAccountId: 'with spaces', BilledCost: '5' },
    { SubAccountId: '9997', BillingCurrency: 'EUR' },
  ]
  const check = await sendBill(desk.browser, focusBill(lines))
  t.match(check.text, 'Customers that can be added: 2. Products: 1.')
  t.match(check.text, 'that no account id or product code may have: with spaces.')
  const after = await check.form('Add unknown customers and products').submit()
  t.equal(after.flash, 'Added. Customers: 2. Products: 1.')
  t.equal(after.rows(FEES).length, 3)
  t.same(
    after.rows(REFUSED).map((row) => row.Why),
    ['There is no customer with spaces.', 'It is in EUR, and vouchers are in USD.'],
  )
  t.throws(() => after.form('Add unknown customers and products'), 'nothing is left that could be added')
  t.match(
    await desk.db
      .selectFrom('customers')
      .selectAll()
      .where('accountId', '>', '9')
      .orderBy('accountId')
      .execute(),
    [
      { accountId: '9998', name: '9998', active: 1 },
      { accountId: '9999', name: 'New one', active: 1 },
    ],
  )
  t.match(
    await desk.db.selectFrom('products').selectAll().where('code', '=', 'Amazon Quantum, Ltd.').execute(),
    [{ name: 'Amazon Quantum, Ltd.', category: '', excludedFromGeneral: 0, eligibleForSpecific: 1 }],
  )
  const events = desk.db.selectFrom('auditEvents').select('action').where('action', 'like', '%.added')
  t.match(await events.where('subject', 'in', ['customers', 'products']).execute(), { length: 2 })
  await check.form('Add unknown customers and products').submit()
  const all = await desk.db.selectFrom('customers').select('id').execute()
  t.equal(all.length, 4, 'pressing it again adds nothing')
})
