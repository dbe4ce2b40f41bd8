import t, { type Test } from 'tap'
import {
  chargeNow,
  connectBilling,
  contentsOf,
  disagreements,
  entriesOf,
  holdings,
  refundNow,
} from '../support/billing.ts'
import { focusBill, importLines, issueSinceOctober, openBilledDesk, sendBill } from '../support/bills.ts'
import { openDesk } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

// Charge C-1 of 30.00, of which a voucher of 20.00 covers all it holds.

const NOTHING_BACK =
  'Vouchers paid USD 20.00 of it and get nothing back: by your settings, what they paid stays spent.'

t.test('where refunds do not return, vouchers get nothing back and the customer pays no less', async (t) => {
  const { desk, number } = await setUp(t)
  t.same(await refundNow(desk, 'C-1', 'R-1', 500), {
    result: { refundId: 'R-1', chargeId: 'C-1', amountMinor: 500, keptMinor: 500, returned: [] },
    repeated: false,
  })
  t.same(await entriesOf(desk.db, number), ['issue 2000 = 2000', 'deduct -2000 = 0'])
  t.same(await holdings(desk), ['0 used_up'])
  const [charge] = await charges(desk)
  t.same(charge, { amount: '30.00', refunded: '5.00', covered: '15.00', kept: '5.00', payable: '10.00' })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test(
  'no more is refunded than vouchers cover and have not kept, whatever the policy is by then',
  async (t) => {
    const { desk } = await setUp(t)
    await refundNow(desk, 'C-1', 'R-1', 1500)
    await t.rejects(refundNow(desk, 'C-1', 'R-2', 501), { errors: [{ field: 'amount' }] })
    await choosePolicies(desk, { refundsReturn: 1 })
    await t.rejects(refundNow(desk, 'C-1', 'R-2', 501), { errors: [{ field: 'amount' }] })
    t.match(await refundNow(desk, 'C-1', 'R-2', 500), {
      result: { keptMinor: 0, returned: [{ amountMinor: 500 }] },
    })
    t.same(await holdings(desk), ['500 part_used'])
    const [charge] = await charges(desk)
    t.same(charge, { amount: '30.00', refunded: '20.00', covered: '0.00', kept: '15.00', payable: '10.00' })
    t.same(await disagreements(desk.db, desk.partnerId), [])
  },
)

t.test('the same refund again answers what it did, whatever the policy is by then', async (t) => {
  for (const [refundsReturn, other] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const { desk } = await setUp(t)
    await choosePolicies(desk, { refundsReturn })
    const { result } = await refundNow(desk, 'C-1', 'R-1', 500)
    await choosePolicies(desk, { refundsReturn: other })
    const before = await contentsOf(desk.db)
    t.same(await refundNow(desk, 'C-1', 'R-1', 500), { result, repeated: true })
    t.same(await contentsOf(desk.db), before)
  }
})

t.test('a billing system reads what vouchers did not get back', async (t) => {
  const { desk } = await setUp(t)
  const billing = await connectBilling(desk)
  const answer = await billing.post('/charges/C-1/refunds', { refund_id: 'R-1', amount: '5.00' })
  t.equal(answer.statusCode, 201)
  t.same(answer.json(), {
    refund_id: 'R-1',
    charge_id: 'C-1',
    currency: 'USD',
    amount: '5.00',
    kept: '5.00',
    returned: [],
  })
})

t.test('the list shows and finds what vouchers cover of a charge as it stands', async (t) => {
  const { desk } = await setUp(t)
  await refundNow(desk, 'C-1', 'R-1', 500)
  const found = async (covered: string) =>
    (await desk.browser.get(`/charges?covered=${covered}`)).rows().map((row) => row['Charge ID'])
  t.match((await desk.browser.get('/charges')).rows(), [
    { 'Amount (USD)': '25.00', 'Covered (USD)': '15.00', 'Payable (USD)': '10.00' },
  ])
  t.same(await found('partly'), ['C-1'])
  await refundNow(desk, 'C-1', 'R-2', 1500)
  t.same(await found('partly'), [])
  t.same(await found('not_at_all'), ['C-1'])
  const [, line] = (await desk.browser.get('/charges.csv')).body.split(/\r?\n/)
  t.match(line, 'USD,30.00,20.00,0.00,20.00,10.00')
})

t.test('form, check page and charge say what becomes of the vouchers', async (t) => {
  const { desk, number } = await setUp(t)
  const form = await (await desk.browser.get('/charges/C-1')).follow('Refund')
  t.match(form.text, 'By your settings, what is refunded does not go back to them.')
  const check = await form.form('Continue').fill({ Amount: '5.00' }).submit()
  t.match(
    check.text,
    'You will refund USD 5.00 of charge C-1. Vouchers get nothing back: by your settings, what they paid stays spent.',
  )
  t.notMatch(check.text, number)
  const done = await check.form('Confirm').submit()
  t.equal(done.flash, 'USD 5.00 of charge C-1 is refunded. What became of it stands below.')
  t.match(done.answers(), {
    Refunded: 'USD 5.00',
    'Covered by vouchers': 'USD 15.00',
    'Not returned to vouchers': 'USD 5.00',
    Payable: 'USD 10.00',
  })
  t.match(done.rows('Refunds'), [{ 'Amount (USD)': '5.00', 'Not returned (USD)': '5.00' }])
})

t.test('a policy that changed between check and Confirm is said, and nothing is refunded', async (t) => {
  const { desk } = await setUp(t)
  const form = await desk.browser.get('/charges/C-1/refunds/new')
  const check = await form.form('Continue').fill({ Amount: '5.00' }).submit()
  await choosePolicies(desk, { refundsReturn: 1 })
  const again = await check.form('Confirm').submit()
  t.equal(again.status, 422)
  t.match(again.errorLines(), [
    'Something has changed since you looked. This is how it is now; check it again.',
  ])
  t.match(again.text, 'What is refunded goes back to them')
  t.same(await desk.db.selectFrom('refunds').selectAll().execute(), [])
  await (await again.form('Continue').submit()).form('Confirm').submit()
  t.same(await holdings(desk), ['500 part_used'])
})

t.test('a bill whose fee falls gives vouchers nothing back either, as its check page says', async (t) => {
  const desk = await openBilledDesk(t)
  const [number = ''] = await issueSinceOctober(desk, '1001 20.00')
  await importLines(desk.browser, [{ BilledCost: '30' }])
  await choosePolicies(desk, { refundsReturn: 0 })
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '5' }]))
  t.match(check.text, `You will refund USD 25.00. ${NOTHING_BACK}`)
  t.match(check.rows('By customer and product'), [
    {
      'Difference (USD)': '-25.00',
      'By vouchers (USD)': '-20.00',
      'From vouchers': '',
      'Payable (USD)': '-5.00',
    },
  ])
  const bill = await check.form('Confirm').submit()
  t.match(bill.answers(), {
    Refunds: 'USD 25.00',
    'Covered by vouchers': 'USD -20.00',
    Payable: 'USD -5.00',
  })
  t.match(bill.rows('Refunds'), [{ 'Amount (USD)': '25.00', 'Back to vouchers (USD)': '0.00' }])
  t.same(await entriesOf(desk.db, number), ['issue 2000 = 2000', 'deduct -2000 = 0'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('a bill that was checked under the other policy is checked again', async (t) => {
  const desk = await openBilledDesk(t)
  const [number = ''] = await issueSinceOctober(desk, '1001 20.00')
  await importLines(desk.browser, [{ BilledCost: '30' }])
  const check = await sendBill(desk.browser, focusBill([{ BilledCost: '5' }]))
  await choosePolicies(desk, { refundsReturn: 0 })
  const again = await check.form('Confirm').submit()
  t.match(again.errorLines(), [/^What this file would post has changed since you looked/])
  t.match(again.text, NOTHING_BACK)
  t.equal((await entriesOf(desk.db, number)).length, 2)
})

async function setUp(t: Test) {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001 20.00')
  await chargeNow(desk)
  await choosePolicies(desk, { refundsReturn: 0 })
  return { desk, number: numbers[0] ?? '' }
}

/** The money of every charge as machines read it. */
async function charges({ browser }: Awaited<ReturnType<typeof openDesk>>): Promise<Record<string, string>[]> {
  const { charges } = JSON.parse((await browser.get('/charges.json')).body) as {
    charges: Record<string, string>[]
  }
  return charges.map(({ amount = '', refunded = '', covered = '', kept = '', payable = '' }) => ({
    amount,
    refunded,
    covered,
    kept,
    payable,
  }))
}
