import t, { type Test } from 'tap'
import { findCharge } from '../../src/charges/charge-queries.ts'
import { recordRefund } from '../../src/charges/post-refund.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import type { Terms } from '../../src/templates/template.ts'
import {
  chargeNow,
  contentsOf,
  disagreements,
  entriesOf,
  holdings,
  refundNow,
  withdrawTheRest,
} from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { actOf, stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

const DAY = 24 * 60 * 60

t.test('a refund goes back to the voucher that paid', async (t) => {
  const { desk, issue } = await setUp(t)
  const number = await issue('30.00')
  await chargeNow(desk)
  t.same(await refundNow(desk, 'C-1', 'R-1', 1000), {
    result: {
      refundId: 'R-1',
      chargeId: 'C-1',
      amountMinor: 1000,
      keptMinor: 0,
      returned: [{ number, amountMinor: 1000, balanceAfterMinor: 1000 }],
    },
    repeated: false,
  })
  t.same(await entriesOf(desk.db, number), ['issue 3000 = 3000', 'deduct -3000 = 0', 'refund 1000 = 1000'])
  t.same(await holdings(desk), ['1000 part_used'])
  t.match(await findCharge(desk.db, desk.partnerId, 'C-1'), { coveredMinor: 2000, refundedMinor: 1000 })
  const event = desk.db.selectFrom('auditEvents').selectAll().where('action', '=', 'refund.posted')
  t.match(await event.executeTakeFirstOrThrow(), { subject: 'charge C-1', memberId: desk.owner.id })
})

t.test('a refund goes back in the reverse order of deduction', async (t) => {
  const { desk, issue } = await setUp(t)
  const first = await issue('10.00', { validDays: 10 })
  const second = await issue('15.00', { validDays: 20 })
  const third = await issue('5.00', { validDays: 30 })
  await chargeNow(desk)
  const returned = async (refundId: string, amountMinor: number) => {
    const { result } = await refundNow(desk, 'C-1', refundId, amountMinor)
    return result.returned.map(({ number, amountMinor }) => [number, amountMinor])
  }
  t.same(await returned('R-1', 400), [[third, 400]])
  t.same(await returned('R-2', 1101), [
    [third, 100],
    [second, 1001],
  ])
  t.same(await returned('R-3', 1499), [
    [second, 499],
    [first, 1000],
  ])
  t.same(await holdings(desk), ['1000 unused', '1500 unused', '500 unused'])
})

t.test('what was given back pays for the next charge', async (t) => {
  const { desk, issue } = await setUp(t)
  const number = await issue('30.00')
  await chargeNow(desk)
  await refundNow(desk, 'C-1', 'R-1', 3000)
  t.match(await chargeNow(desk, { charge_id: 'C-2' }), {
    result: { deductions: [{ number, amountMinor: 3000 }] },
  })
})

t.test(
  'the same refund again answers the same and writes nothing, whatever has happened since',
  async (t) => {
    const { desk, issue } = await setUp(t)
    await issue('30.00')
    await chargeNow(desk)
    const { result } = await refundNow(desk, 'C-1', 'R-1', 1000)
    await refundNow(desk, 'C-1', 'R-2', 2000)
    await chargeNow(desk, { charge_id: 'C-2', amount: '25.00' })
    desk.clock.pass(60 * DAY)
    const before = await contentsOf(desk.db)
    t.same(await refundNow(desk, 'C-1', 'R-1', 1000), { result, repeated: true })
    t.same(await contentsOf(desk.db), before)
  },
)

t.test('the same id with another amount or for another charge is refused', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('60.00')
  await chargeNow(desk)
  await chargeNow(desk, { charge_id: 'C-2' })
  await refundNow(desk, 'C-1', 'R-1', 1000)
  const before = await contentsOf(desk.db)
  const refusal = { code: 'REFUND_DIFFERS', statusCode: 409 }
  await t.rejects(refundNow(desk, 'C-1', 'R-1', 1001), refusal)
  await t.rejects(refundNow(desk, 'C-2', 'R-1', 1000), refusal)
  t.same(await contentsOf(desk.db), before)
})

t.test('no more goes back than vouchers still cover', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('20.00')
  await chargeNow(desk)
  const refusal = { errors: [{ field: 'amount' }] }
  await t.rejects(refundNow(desk, 'C-1', 'R-1', 2001), refusal)
  await refundNow(desk, 'C-1', 'R-1', 1500)
  await t.rejects(refundNow(desk, 'C-1', 'R-2', 501), refusal)
  await refundNow(desk, 'C-1', 'R-2', 500)
  await t.rejects(refundNow(desk, 'C-1', 'R-3', 1), refusal)
  t.same(await holdings(desk), ['2000 unused'])
})

t.test('refunds of one charge that race give back no more than was paid', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('30.00')
  await chargeNow(desk)
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => refundNow(desk, 'C-1', `R-${index}`, 700)),
  )
  t.equal(answers.filter(({ status }) => status === 'fulfilled').length, 4)
  t.same(await holdings(desk), ['2800 part_used'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test("a charge that does not exist, or is another partner's, has no refund", async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('30.00')
  await chargeNow(desk)
  const other = await desk.addPartner()
  await t.rejects(refundNow(desk, 'C-2', 'R-1', 1), { code: 'NOT_FOUND' })
  await t.rejects(refundNow(desk, 'C-1', 'R-1', 1, other), { code: 'NOT_FOUND' })
})

t.test('a refund to a voucher that has lapsed lapses at once, both entries visible', async (t) => {
  const { desk, issue } = await setUp(t)
  const number = await issue('50.00', { validDays: 1 })
  await chargeNow(desk)
  desk.clock.pass(DAY)
  await expireNow(desk)
  const { result } = await refundNow(desk, 'C-1', 'R-1', 1000)
  t.match(result.returned, [{ number, amountMinor: 1000, balanceAfterMinor: 1000 }])
  t.same(await entriesOf(desk.db, number), [
    'issue 5000 = 5000',
    'deduct -3000 = 2000',
    'expire -2000 = 0',
    'refund 1000 = 1000',
    'expire -1000 = 0',
  ])
  t.same(await holdings(desk), ['0 expired'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test(
  'a refund to a voucher that is over lapses with all it held, before the expiry has come by',
  async (t) => {
    const { desk, issue } = await setUp(t)
    const number = await issue('50.00', { validDays: 1 })
    await chargeNow(desk)
    desk.clock.pass(DAY)
    await refundNow(desk, 'C-1', 'R-1', 1000)
    t.same(await entriesOf(desk.db, number), [
      'issue 5000 = 5000',
      'deduct -3000 = 2000',
      'refund 1000 = 3000',
      'expire -3000 = 0',
    ])
    t.same(await expireNow(desk), [])
  },
)

t.test('a refund within the grace days stays on the voucher, and lapses after them', async (t) => {
  const { desk, issue } = await setUp(t)
  await desk.db.updateTable('partners').set({ graceDays: 2 }).execute()
  const number = await issue('50.00', { validDays: 1 })
  await chargeNow(desk)
  desk.clock.now = '2026-11-25T23:59:59.999Z'
  await refundNow(desk, 'C-1', 'R-1', 1000)
  t.same(await expireNow(desk), [])
  t.same(await holdings(desk), ['3000 part_used'])
  desk.clock.now = '2026-11-26T00:00:00.000Z'
  await refundNow(desk, 'C-1', 'R-2', 500)
  t.same((await entriesOf(desk.db, number)).slice(2), [
    'refund 1000 = 3000',
    'refund 500 = 3500',
    'expire -3500 = 0',
  ])
})

t.test('a refund to a withdrawn voucher is withdrawn at once, both entries visible', async (t) => {
  const { desk, issue } = await setUp(t)
  const number = await issue('50.00')
  await chargeNow(desk)
  await withdrawTheRest(desk, number)
  await refundNow(desk, 'C-1', 'R-1', 1000)
  t.same(await entriesOf(desk.db, number), [
    'issue 5000 = 5000',
    'deduct -3000 = 2000',
    'withdraw -2000 = 0',
    'refund 1000 = 1000',
    'withdraw -1000 = 0',
  ])
  t.same(await holdings(desk), ['0 withdrawn'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test(
  'a voucher that has lapsed stays lapsed, even when the partner then grants more days of grace',
  async (t) => {
    const { desk, issue } = await setUp(t)
    const number = await issue('50.00', { validDays: 1 })
    await chargeNow(desk)
    desk.clock.pass(DAY)
    await expireNow(desk)
    await desk.db.updateTable('partners').set({ graceDays: 30 }).execute()
    await refundNow(desk, 'C-1', 'R-1', 1000)
    t.same((await entriesOf(desk.db, number)).slice(-2), ['refund 1000 = 1000', 'expire -1000 = 0'])
  },
)

t.test('one refund goes to vouchers of every kind, each as it is', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('10.00', { validDays: 1 })
  const withdrawn = await issue('15.00', { validDays: 10 })
  await issue('15.00', { validDays: 20 })
  await chargeNow(desk, { amount: '35.00' })
  await chargeNow(desk, { charge_id: 'C-2', amount: '5.00' })
  await refundNow(desk, 'C-1', 'R-1', 1500)
  await withdrawTheRest(desk, withdrawn)
  desk.clock.pass(DAY)
  await expireNow(desk)
  await refundNow(desk, 'C-1', 'R-2', 2000)
  t.same(await holdings(desk), ['0 expired', '0 withdrawn', '1000 part_used'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('what a bill takes back beyond what vouchers covered lowers what the customer pays', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('10.00')
  await chargeNow(desk)
  await desk.db.transaction().execute(async (trx) => {
    const charge = await findCharge(trx, desk.partnerId, 'C-1')
    await recordRefund(
      trx,
      actOf(desk),
      { refundId: 'R-1', charge, amountMinor: 2500 },
      { tokenId: null, billId: null },
    )
  })
  t.match(await findCharge(desk.db, desk.partnerId, 'C-1'), {
    amountMinor: 3000,
    coveredMinor: 0,
    refundedMinor: 2500,
  })
  t.same(await holdings(desk), ['1000 unused'])
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

/** A desk with customer 1001, and a way to issue to them from a template of its own. */
async function setUp(t: Test) {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  return {
    desk,
    async issue(amount: string, terms: Partial<Terms> = {}): Promise<string> {
      const template = await stockTemplate(desk, terms)
      const { numbers } = await stockVouchers(desk, template, `1001 ${amount}`)
      return numbers[0] ?? ''
    },
  }
}

function expireNow(desk: Desk) {
  return expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
}
