import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import t from 'tap'
import { findBudget } from '../../src/budget/budget-queries.ts'
import { changeBudget } from '../../src/budget/change-budget.ts'
import type { Db } from '../../src/database/open.ts'
import { InvalidInput } from '../../src/errors.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { disagreements } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { choosePolicies } from '../support/policies.ts'
import { actOf, stockCustomers, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

const RUNS = 25
const DAY = 24 * 60 * 60
const cents = fc.integer({ min: 1, max: 10_000 })
const flag = fc.constantFrom<0 | 1>(0, 1)

/** What somebody does; what cannot be done is refused and changes nothing. */
const act = fc.oneof(
  fc.record({ kind: fc.constant('allocate' as const), amountMinor: cents }),
  fc.record({ kind: fc.constant('reclaim' as const), amountMinor: cents }),
  fc.record({ kind: fc.constant('issue' as const), amountMinor: cents }),
  fc.record({ kind: fc.constant('withdraw' as const) }),
  fc.record({ kind: fc.constant('expire' as const) }),
  fc.record({ kind: fc.constant('settings' as const), withdrawnReturns: flag, expiredReturns: flag }),
)
type SomeAct = typeof act extends fc.Arbitrary<infer T> ? T : never

/** Rounds, one after the other, of acts that happen at the same time. */
const plan = fc.array(fc.array(act, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 })

t.test('whatever happens at the same time, what remains is the sum, and never below nothing', async (t) => {
  const desk = await openDesk(t)
  let runs = 0
  await fc.assert(
    fc.asyncProperty(plan, async (rounds) => {
      runs++
      const own = await openPartner(desk)
      for (const round of rounds) {
        await Promise.all(round.map((one) => attempt(() => does(own, one))))
        await holds(desk.db, own.desk.partnerId)
        desk.clock.pass(DAY)
      }
    }),
    { numRuns: RUNS },
  )
  t.ok(runs >= RUNS)
  const kinds = await desk.db.selectFrom('budgetEntries').select('kind').distinct().execute()
  t.equal(kinds.length, 5, 'every kind of entry was posted')
})

async function openPartner(desk: Desk) {
  const { partnerId, id } = await desk.addPartner()
  const own: Desk = { ...desk, partnerId, owner: { id, email: '' } }
  await stockCustomers(own, ['1001'])
  return { desk: own, template: await stockTemplate(own, { validDays: 2 }) }
}

async function does({ desk, template }: Awaited<ReturnType<typeof openPartner>>, one: SomeAct) {
  switch (one.kind) {
    case 'allocate':
    case 'reclaim': {
      const change = { ...one, reason: 'A plan' }
      return desk.db.transaction().execute((trx) => changeBudget(trx, actOf(desk), change, currencyOf('USD')))
    }
    case 'issue':
      return stockVouchers(desk, template, `1001 ${(one.amountMinor / 100).toFixed(2)}`)
    case 'withdraw': {
      const numbers = await someUnused(desk)
      return numbers.length > 0 && withdrawNow(desk, numbers)
    }
    case 'expire':
      return expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
    case 'settings': {
      const { kind: _, ...policies } = one
      return choosePolicies(desk, policies)
    }
  }
}

async function someUnused({ db, partnerId }: Desk): Promise<string[]> {
  const query = db.selectFrom('vouchers').select('number').where('partnerId', '=', partnerId)
  const rows = await query.where('state', '=', 'unused').orderBy('id').limit(2).execute()
  return rows.map(({ number }) => number)
}

/** A refusal is an answer, too; anything else is a fault. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
  }
}

async function holds(db: Db, partnerId: number): Promise<void> {
  const budget = await findBudget(db, partnerId)
  const { rows } = await sql<{ total: number | null; remaining: number | null; least: number | null }>`
    SELECT sum(amount_minor) FILTER (WHERE kind IN ('allocate', 'reclaim')) AS total,
      sum(amount_minor) AS remaining, min(remaining_minor) AS least
    FROM budget_entries WHERE partner_id = ${partnerId}`.execute(db)
  const sums = rows[0]
  assert.equal(budget?.totalMinor ?? null, sums?.total)
  assert.equal(budget?.remainingMinor ?? null, sums?.remaining)
  assert((sums?.least ?? 0) >= 0)
  assert((budget?.issuedMinor ?? 0) >= 0)
  assert.deepEqual(await disagreements(db, partnerId), [])
}
