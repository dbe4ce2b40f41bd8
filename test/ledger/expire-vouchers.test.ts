import fc from 'fast-check'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { expireVouchers, lapsing } from '../../src/ledger/expire-vouchers.ts'
import { later } from '../../src/time/instant.ts'
import { lapsesAt } from '../../src/vouchers/validity.ts'
import { chargeNow, disagreements, entriesOf, holdings, refundNow } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

/** The last instant of a voucher that is issued for one day, and the first one after it. */
const LAST = '2026-11-23T23:59:59.999Z'
const OVER = '2026-11-24T00:00:00.000Z'

t.test('what a voucher holds lapses with its last day, and not an instant before', async (t) => {
  const { desk, issue } = await setUp(t)
  const [number = ''] = await issue('1001 50.00')
  desk.clock.now = LAST
  t.same(await expire(desk), [])
  t.same(await holdings(desk), ['5000 unused'])
  desk.clock.now = OVER
  t.same(await expire(desk), [
    { partner: { name: 'Northwind', currency: 'USD' }, vouchers: 1, totalMinor: 5000n },
  ])
  t.same(await holdings(desk), ['0 expired'])
  t.same(await entriesOf(desk.db, number), ['issue 5000 = 5000', 'expire -5000 = 0'])
  t.match(await desk.db.selectFrom('vouchers').select('lapsedAt').executeTakeFirst(), { lapsedAt: OVER })
})

t.test('only what is left lapses', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('1001 50.00')
  await chargeNow(desk, { amount: '49.99' })
  desk.clock.now = OVER
  t.match(await expire(desk), [{ vouchers: 1, totalMinor: 1n }])
})

t.test('a voucher that is used up, withdrawn or still valid is left alone', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('1001 30.00')
  await chargeNow(desk)
  await withdrawNow(desk, await issue('1001 20.00'))
  await issue('1001 10.00', 2)
  desk.clock.now = OVER
  t.same(await expire(desk), [])
  t.same(await holdings(desk), ['0 used_up', '0 withdrawn', '1000 unused'])
})

t.test('late bills have the grace days that the partner set, each partner its own', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('1001 50.00')
  await desk.db.updateTable('partners').set({ graceDays: 3 }).execute()
  const other = await desk.addPartner()
  await stockCustomers(desk, ['1001'], other)
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }, other), '1001', other)
  desk.clock.now = OVER
  t.match(await expire(desk), [{ partner: { name: 'Contoso 1' }, vouchers: 1, totalMinor: 8000n }])
  desk.clock.now = '2026-11-26T23:59:59.999Z'
  t.same(await expire(desk), [])
  desk.clock.now = '2026-11-27T00:00:00.000Z'
  t.match(await expire(desk), [{ partner: { name: 'Northwind' }, vouchers: 1 }])
})

t.test('doing it again changes nothing', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('1001 50.00')
  desk.clock.now = OVER
  await expire(desk)
  const before = await countsOf(desk)
  t.same(await expire(desk), [])
  t.same(await countsOf(desk), before)
})

t.test('it is Scrip itself that lets them lapse, with an audit event for each transaction', async (t) => {
  const { desk, issue } = await setUp(t, 450)
  await issue(accounts(450).join('\n'))
  desk.clock.now = OVER
  await expire(desk)
  const events = desk.db.selectFrom('auditEvents').selectAll().where('action', '=', 'vouchers.expired')
  const expired = await events.orderBy('id').execute()
  t.same(
    expired.map(({ memberId, address, after, at }) => ({
      memberId,
      address,
      ...JSON.parse(after ?? ''),
      at,
    })),
    [200, 200, 50].map((vouchers) => ({
      memberId: null,
      address: 'Scrip',
      vouchers,
      totalMinor: vouchers * 8000,
      at: OVER,
    })),
  )
  const entries = desk.db
    .selectFrom('ledgerEntries')
    .select(['memberId', 'postedAt'])
    .where('kind', '=', 'expire')
  t.same(await entries.distinct().execute(), [{ memberId: null, postedAt: OVER }])
})

t.test('others write in between its transactions', async (t) => {
  const { desk, issue } = await setUp(t, 450)
  await issue(accounts(450).join('\n'))
  await issue('1001 10.00', 2)
  desk.clock.now = OVER
  const expiring = expire(desk)
  await chargeNow(desk)
  const rows = desk.db.selectFrom('ledgerEntries').select('kind').where('kind', '!=', 'issue').orderBy('id')
  await expiring
  const kinds = (await rows.execute()).map(({ kind }) => kind)
  const place = kinds.indexOf('deduct')
  t.ok(place > 0 && place < kinds.length - 1, `the charge came after ${place} of ${kinds.length}`)
})

t.test('what fails half way leaves its whole transaction undone, and the next run goes on', async (t) => {
  const { desk, issue } = await setUp(t, 450)
  await issue(accounts(450).join('\n'))
  await sql`CREATE TRIGGER power_cut BEFORE INSERT ON ledger_entries
    WHEN NEW.kind = 'expire' AND (SELECT count(*) FROM ledger_entries WHERE kind = 'expire') = 333
    BEGIN SELECT RAISE(ABORT, 'the power is gone'); END`.execute(desk.db)
  desk.clock.now = OVER
  await t.rejects(expire(desk), { message: 'the power is gone' })
  t.match(await countsOf(desk), { entries: 200, events: 1 })
  t.same(await disagreements(desk.db, desk.partnerId), [])
  await sql`DROP TRIGGER power_cut`.execute(desk.db)
  t.match(await expire(desk), [{ vouchers: 250, totalMinor: 2_000_000n }])
  t.match(await countsOf(desk), { entries: 450, events: 3 })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('two runs at once let each voucher lapse once', async (t) => {
  const { desk, issue } = await setUp(t, 450)
  await issue(accounts(450).join('\n'))
  desk.clock.now = OVER
  const runs = await Promise.all([expire(desk), expire(desk), expire(desk)])
  t.equal(
    runs.flat().reduce((sum, { vouchers }) => sum + vouchers, 0),
    450,
  )
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('a run that is told to stop ends after the transaction at hand', async (t) => {
  const { desk, issue } = await setUp(t, 450)
  await issue(accounts(450).join('\n'))
  desk.clock.now = OVER
  const stopping = new AbortController()
  const now = () => {
    stopping.abort()
    return desk.clock.now
  }
  const stopped = await expireVouchers(desk.db, { now, address: 'Scrip', signal: stopping.signal })
  t.match(stopped, [{ vouchers: 200 }])
  t.match(await expire(desk), [{ vouchers: 250 }])
})

t.test('an expired voucher that a refund came back to within the grace lapses once more', async (t) => {
  const { desk, issue } = await setUp(t)
  const [number = ''] = await issue('1001 30.00')
  await chargeNow(desk)
  await desk.db.updateTable('partners').set({ graceDays: 1 }).execute()
  desk.clock.now = OVER
  await refundNow(desk, 'C-1', 'R-1', 1200)
  t.same(await expire(desk), [])
  desk.clock.now = later(OVER, 24 * 60 * 60)
  t.match(await expire(desk), [{ vouchers: 1, totalMinor: 1200n }])
  t.equal((await entriesOf(desk.db, number)).at(-1), 'expire -1200 = 0')
})

t.test('it finds them through the index of vouchers that hold something, without sorting', async (t) => {
  const { desk } = await setUp(t)
  const plan = await lapsing(desk.db, desk.partnerId, 3, OVER).explain<{ detail: string }>(
    undefined,
    sql`query plan`,
  )
  t.same(
    plan.map(({ detail }) => detail),
    ['SEARCH vouchers USING INDEX vouchers_to_lapse (partner_id=? AND expires_at<?)'],
  )
})

t.test('it takes for lapsed what a charge and a refund take for lapsed', async (t) => {
  const { desk, issue } = await setUp(t)
  await issue('1001 50.00')
  const { expiresAt } = await desk.db.selectFrom('vouchers').select('expiresAt').executeTakeFirstOrThrow()
  const seconds = fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -2_000_000, max: 2_000_000 }))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 366 }), seconds, async (graceDays, apart) => {
      const at = later(lapsesAt(expiresAt, graceDays), apart)
      const found = await lapsing(desk.db, desk.partnerId, graceDays, at).execute()
      return found.length === (lapsesAt(expiresAt, graceDays) <= at ? 1 : 0)
    }),
  )
})

/** A desk with customers 1001 and so on, and a way to issue to them for a number of days. */
async function setUp(t: Test, customers = 1) {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {} })
  await stockCustomers(desk, accounts(customers))
  return {
    desk,
    async issue(lines: string, validDays = 1): Promise<string[]> {
      return (await stockVouchers(desk, await stockTemplate(desk, { validDays }), lines)).numbers
    },
  }
}

function accounts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(1001 + index))
}

function expire(desk: Desk) {
  return expireVouchers(desk.db, { now: () => desk.clock.now, address: 'Scrip' })
}

/** How many vouchers have lapsed by the ledger, and how many transactions say so. */
async function countsOf({ db }: Desk): Promise<{ entries: number; events: number }> {
  const entries = await db.selectFrom('ledgerEntries').select('id').where('kind', '=', 'expire').execute()
  const events = await db
    .selectFrom('auditEvents')
    .select('id')
    .where('action', '=', 'vouchers.expired')
    .execute()
  return { entries: entries.length, events: events.length }
}
