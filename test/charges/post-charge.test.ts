import { sql } from 'kysely'
import t, { type Test } from 'tap'
import type { Terms } from '../../src/templates/template.ts'
import {
  CHARGE,
  chargeNow,
  contentsOf,
  disagreements,
  entriesOf,
  holdings,
  previewNow,
  refundNow,
} from '../support/billing.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

const DAY = 24 * 60 * 60

t.test('a charge is posted with the deductions of the vouchers that pay it', async (t) => {
  const { desk, issue } = await setUp(t)
  const number = await issue('80.00')
  const { result, repeated } = await chargeNow(desk, { description: 'November' })
  t.notOk(repeated)
  t.same(result, {
    chargeId: 'C-1',
    amountMinor: 3000,
    coveredMinor: 3000,
    deductions: [{ number, amountMinor: 3000, balanceAfterMinor: 5000 }],
    refused: [],
  })
  t.same(await entriesOf(desk.db, number), ['issue 8000 = 8000', 'deduct -3000 = 5000'])
  t.match(await desk.db.selectFrom('charges').selectAll().executeTakeFirstOrThrow(), {
    chargeId: 'C-1',
    paymentMode: 'postpaid',
    amountMinor: 3000,
    coveredMinor: 3000,
    refundedMinor: 0,
    description: 'November',
    source: 'api',
    memberId: desk.owner.id,
    occurredAt: desk.clock.now,
    postedAt: desk.clock.now,
  })
  const event = desk.db.selectFrom('auditEvents').selectAll().where('action', '=', 'charge.posted')
  t.match(await event.executeTakeFirstOrThrow(), { subject: 'charge C-1', memberId: desk.owner.id })
})

t.test('several vouchers pay in their order, and the rest stays payable', async (t) => {
  const { desk, issue } = await setUp(t)
  const long = await issue('20.00', { validDays: 60 })
  const short = await issue('5.00', { validDays: 10 })
  const { result } = await chargeNow(desk)
  t.match(result, {
    coveredMinor: 2500,
    deductions: [
      { number: short, amountMinor: 500, balanceAfterMinor: 0 },
      { number: long, amountMinor: 2000, balanceAfterMinor: 0 },
    ],
  })
  t.same(await holdings(desk), ['0 used_up', '0 used_up'])
})

t.test('a charge that no voucher pays is posted all the same, with why not', async (t) => {
  const { desk, issue } = await setUp(t)
  const number = await issue('80.00', { paymentMode: 'prepaid' })
  const { result } = await chargeNow(desk)
  t.match(result, { coveredMinor: 0, deductions: [], refused: [{ number, reason: 'payment_mode' }] })
  t.same(await holdings(desk), ['8000 unused'])
})

t.test('the terms of the template and the products it lists decide', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('10.00', { scope: 'allowlist', products: ['compute'] })
  const wrong = [
    [await issue('10.00', { scope: 'allowlist', products: ['storage'] }), 'wrong_product'],
    [await issue('10.00', { scope: 'blocklist', products: ['compute'] }), 'wrong_product'],
    [await issue('10.00', { minimumSpendMinor: 3001 }), 'minimum_spend'],
    [await issue('10.00', { paymentMode: 'prepaid' }), 'payment_mode'],
    [await issue('10.00', fixed('2026-11-24', '2026-12-24')), 'not_yet_valid'],
  ]
  await issue('10.00', { scope: 'blocklist', products: ['storage'] })
  await issue('10.00', { minimumSpendMinor: 3000, paymentMode: 'postpaid' })
  const { result } = await chargeNow(desk)
  t.equal(result.coveredMinor, 3000)
  t.same(
    Object.fromEntries(result.refused.map(({ number, reason }) => [number, reason])),
    Object.fromEntries(wrong),
  )
})

t.test(
  'a general voucher pays for all products but those the catalogue excluded when it was made',
  async (t) => {
    const { desk, issue } = await setUp(t)
    const number = await issue('80.00')
    const { result } = await chargeNow(desk, { product: 'licence' })
    t.match(result, { coveredMinor: 0, refused: [{ number, reason: 'wrong_product' }] })
    await stockProducts(desk, { database: {}, support: { excludedFromGeneral: true } })
    for (const [product, coveredMinor] of Object.entries({ database: 3000, support: 3000 })) {
      t.match(await chargeNow(desk, { charge_id: product, product }), { result: { coveredMinor } }, product)
    }
  },
)

t.test('a voucher that is used up, withdrawn or expired is told as that', async (t) => {
  const { desk, issue } = await setUp(t)
  const usedUp = await issue('30.00')
  await chargeNow(desk, { charge_id: 'before' })
  const withdrawn = await issue('5.00')
  await withdrawNow(desk, [withdrawn])
  const expired = await issue('5.00', { validDays: 1 })
  desk.clock.pass(DAY)
  const { result } = await chargeNow(desk)
  t.same(Object.fromEntries(result.refused.map(({ number, reason }) => [number, reason])), {
    [usedUp]: 'used_up',
    [withdrawn]: 'withdrawn',
    [expired]: 'expired',
  })
})

t.test('only the vouchers of the customer and of the partner pay', async (t) => {
  const { desk } = await setUp(t)
  const template = await stockTemplate(desk)
  await stockVouchers(desk, template, '1002')
  const other = await desk.addPartner()
  await stockCustomers(desk, ['1001'], other)
  await stockVouchers(desk, await stockTemplate(desk, {}, other), '1001', other)
  const { result } = await chargeNow(desk)
  t.match(result, { coveredMinor: 0, deductions: [], refused: [] })
})

t.test(
  'the same charge again answers the same and writes nothing, whatever has happened since',
  async (t) => {
    const { desk, issue } = await setUp(t)
    await issue('80.00')
    await issue('10.00', { paymentMode: 'prepaid' })
    const first = await chargeNow(desk)
    await chargeNow(desk, { charge_id: 'C-2', amount: '50.00' })
    await refundNow(desk, 'C-1', 'R-1', 1000)
    await issue('7.00')
    desk.clock.pass(DAY)
    const before = await contentsOf(desk.db)
    t.same(await chargeNow(desk), { result: first.result, repeated: true })
    t.same(await chargeNow(desk, { amount: '30', description: ' ' }), {
      result: first.result,
      repeated: true,
    })
    t.same(await contentsOf(desk.db), before)
  },
)

t.test('the same id with other content is refused, whatever differs, and writes nothing', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('80.00')
  await chargeNow(desk)
  const before = await contentsOf(desk.db)
  for (const other of [
    { customer: '1002' },
    { product: 'storage' },
    { payment_mode: 'prepaid' },
    { amount: '30.01' },
    { occurred_at: desk.clock.now },
    { description: 'November' },
  ]) {
    const refusal = { code: 'CHARGE_DIFFERS', statusCode: 409 }
    await t.rejects(chargeNow(desk, other), refusal, JSON.stringify(other))
    await t.rejects(previewNow(desk, other), refusal)
  }
  t.same(await contentsOf(desk.db), before)
})

t.test('an instant is the same however its offset is written', async (t) => {
  const { desk } = await setUp(t)
  await chargeNow(desk, { occurred_at: '2026-11-23T08:00:00Z' })
  const again = await chargeNow(desk, { occurred_at: '2026-11-23T13:30:00.000+05:30' })
  t.ok(again.repeated)
})

t.test('two partners may use the same id', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('80.00')
  await chargeNow(desk)
  const other = await desk.addPartner()
  await stockCustomers(desk, ['1001'], other)
  await stockProducts(desk, { compute: {} }, other)
  const { result, repeated } = await chargeNow(desk, {}, other)
  t.match({ result, repeated }, { result: { coveredMinor: 0 }, repeated: false })
})

t.test('what arose while a voucher was valid is paid by it, even when the bill comes late', async (t) => {
  const { desk, issue } = await setUp(t)
  await desk.db.updateTable('partners').set({ graceDays: 3 }).execute()
  await issue('80.00', { validDays: 1 })
  const occurred_at = '2026-11-23T23:59:59.999Z'
  desk.clock.now = '2026-11-26T23:59:59.999Z'
  t.match(await chargeNow(desk, { occurred_at }), { result: { coveredMinor: 3000 } }, 'the last of the grace')
  t.match(await chargeNow(desk, { charge_id: 'C-2' }), { result: { coveredMinor: 0 } }, 'but no new fee')
  desk.clock.now = '2026-11-27T00:00:00.000Z'
  t.match(await chargeNow(desk, { charge_id: 'C-3', occurred_at }), {
    result: { coveredMinor: 0, refused: [{ reason: 'expired' }] },
  })
})

t.test('a preview answers what posting then does, and writes nothing', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('20.00')
  await issue('5.00', { paymentMode: 'prepaid' })
  const before = await contentsOf(desk.db)
  const preview = await previewNow(desk)
  t.same(await contentsOf(desk.db), before)
  t.same((await chargeNow(desk)).result, preview)
  await chargeNow(desk, { charge_id: 'C-2' })
  t.same(await previewNow(desk), preview, 'of a charge that is posted it answers what was done')
})

t.test('a charge that fails half way leaves nothing', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('20.00')
  await issue('5.00')
  await sql`CREATE TRIGGER full_disk BEFORE INSERT ON ledger_entries WHEN NEW.balance_after_minor = 0 AND NEW.voucher_id = 2
    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`.execute(desk.db)
  const before = await contentsOf(desk.db)
  await t.rejects(chargeNow(desk), { message: 'the disk is full' })
  t.same(await contentsOf(desk.db), before)
  await sql`DROP TRIGGER full_disk`.execute(desk.db)
  t.match(await chargeNow(desk), { result: { coveredMinor: 2500 }, repeated: false })
})

t.test('what is sent must name a customer and a product, and be an amount that can be charged', async (t) => {
  const { desk } = await setUp(t)
  const wrong = { charge_id: '', customer: 'nobody', product: 'nothing', payment_mode: 'cash', amount: '0' }
  await t.rejects(chargeNow(desk, wrong), {
    errors: [{ field: 'charge_id' }, { field: 'payment_mode' }, { field: 'amount' }],
  })
  await t.rejects(chargeNow(desk, { customer: 'nobody', product: 'nothing' }), {
    errors: [{ field: 'customer' }, { field: 'product' }],
  })
  for (const amount of ['0', '-1', '1,5', '10.005', '1e309', 'NaN', '90071992547409.92', '']) {
    await t.rejects(chargeNow(desk, { amount }), { errors: [{ field: 'amount' }] }, amount)
  }
  for (const occurred_at of ['yesterday', '2026-11-23', '2026-11-23T08:00:00', '2026-11-25T09:00:00Z']) {
    await t.rejects(chargeNow(desk, { occurred_at }), { errors: [{ field: 'occurred_at' }] }, occurred_at)
  }
})

t.test('the books agree after all this', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('20.00')
  await issue('45.50')
  for (const charge_id of ['a', 'b', 'c']) await chargeNow(desk, { ...CHARGE, charge_id })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

/** A desk with customers 1001 and 1002, and a way to issue to 1001 from a template of its own. */
async function setUp(t: Test) {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  await stockProducts(desk, { compute: {}, storage: {}, licence: { excludedFromGeneral: true } })
  return {
    desk,
    async issue(amount: string, terms: Partial<Terms> = {}): Promise<string> {
      const template = await stockTemplate(desk, terms)
      const { numbers } = await stockVouchers(desk, template, `1001 ${amount}`)
      return numbers[0] ?? ''
    },
  }
}

function fixed(firstDayOn: string, lastDayOn: string) {
  return { validity: 'fixed', validDays: null, firstDayOn, lastDayOn } as const
}
