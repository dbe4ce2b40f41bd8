import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Db } from '../../src/database/open.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { later } from '../../src/time/instant.ts'
import { disagreements } from '../support/billing.ts'
import { freshDatabase } from '../support/database.ts'
import { history, type Lived, live } from '../support/history.ts'

const RUNS = 50
const MONTH = 30 * 24 * 60 * 60

t.test('whatever happens, in whatever order and at the same time, the books are right', async (t) => {
  const { db } = await freshDatabase(t)
  let runs = 0
  await fc.assert(
    fc.asyncProperty(history, async (plan) => {
      const lived = await live(db, `partner ${++runs}`, plan)
      await holdsForVouchers(db, lived)
      await holdsForCharges(db, lived)
      await holdsForDeductions(db, lived)
      assert.deepEqual(await disagreements(db, lived.partnerId), [])
      await changesNothingWhenReplayed(db, lived)
      await endsEmpty(db, lived)
    }),
    { numRuns: RUNS },
  )
  t.ok(runs >= RUNS)
})

/** No balance is ever below nothing or above the face value, and each is the sum of its entries. */
async function holdsForVouchers(db: Db, { partnerId }: Lived): Promise<void> {
  const { vouchers, entries } = await rowsOf(db, partnerId)
  for (const { id, faceMinor, balanceMinor } of vouchers) {
    let balance = 0
    for (const entry of entries.filter(({ voucherId }) => voucherId === id)) {
      balance += entry.amountMinor
      assert(balance >= 0 && balance <= faceMinor, `voucher ${id} held ${balance} of ${faceMinor}`)
      assert.equal(entry.balanceAfterMinor, balance)
    }
    assert.equal(balanceMinor, balance)
  }
}

/** What covers a charge is what was deducted for it less what went back or was kept, and no more than is left of it. */
async function holdsForCharges(db: Db, { partnerId }: Lived): Promise<void> {
  const { charges, refunds, entries } = await rowsOf(db, partnerId)
  for (const { id, amountMinor, coveredMinor, refundedMinor, keptMinor, payableMinor } of charges) {
    const own = entries.filter(({ chargeId }) => chargeId === id)
    assert.equal(coveredMinor, 0 - sum(own))
    const undone = refunds.filter(({ chargeId }) => chargeId === id)
    assert.equal(refundedMinor, sum(undone))
    assert.equal(keptMinor, sum(undone.map(({ keptMinor }) => ({ amountMinor: keptMinor }))))
    assert.equal(payableMinor, amountMinor - refundedMinor - (coveredMinor - keptMinor))
    assert(keptMinor >= 0 && keptMinor <= coveredMinor && payableMinor >= 0)
    for (const voucherId of new Set(own.map((entry) => entry.voucherId))) {
      assert(sum(own.filter((entry) => entry.voucherId === voucherId)) <= 0, 'more went back than was paid')
    }
  }
}

/** Nothing is paid by a voucher whose terms forbid it. */
async function holdsForDeductions(db: Db, { partnerId }: Lived): Promise<void> {
  const { vouchers, charges, entries, templates, lists } = await rowsOf(db, partnerId)
  for (const entry of entries.filter(({ kind }) => kind === 'deduct')) {
    const voucher = only(vouchers, entry.voucherId)
    const charge = only(charges, entry.chargeId)
    const terms = only(templates, voucher.templateId)
    const listed = lists.some((one) => one.templateId === terms.id && one.productId === charge.productId)
    assert.equal(voucher.customerId, charge.customerId)
    assert.equal(listed, terms.scope === 'allowlist')
    assert(['all', charge.paymentMode].includes(terms.paymentMode))
    assert(charge.amountMinor >= terms.minimumSpendMinor)
    assert(charge.occurredAt >= voucher.validFromAt && charge.occurredAt < voucher.expiresAt)
  }
}

async function changesNothingWhenReplayed(db: Db, { partnerId, answered }: Lived): Promise<void> {
  const before = await rowsOf(db, partnerId)
  const answers = await Promise.all(answered.map(({ again }) => again()))
  assert.deepEqual(
    answers,
    answered.map(({ result }) => ({ result, repeated: true })),
  )
  assert.deepEqual(await rowsOf(db, partnerId), before)
}

/** Once every voucher and every grace is over, nothing is left on any. */
async function endsEmpty(db: Db, { partnerId, now }: Lived): Promise<void> {
  await expireVouchers(db, { now: () => later(now, MONTH), address: 'test' })
  const { vouchers } = await rowsOf(db, partnerId)
  assert.equal(
    vouchers.reduce((total, { balanceMinor }) => total + balanceMinor, 0),
    0,
  )
  assert.deepEqual(await disagreements(db, partnerId), [])
}

async function rowsOf(db: Db, partnerId: number) {
  const vouchers = await db.selectFrom('vouchers').selectAll().where('partnerId', '=', partnerId).execute()
  const entries = db.selectFrom('ledgerEntries').selectAll().orderBy('id')
  const templates = await db.selectFrom('templates').selectAll().where('partnerId', '=', partnerId).execute()
  const lists = db.selectFrom('templateProducts').selectAll()
  return {
    vouchers,
    entries: await entries.where('voucherId', 'in', idsOf(vouchers)).execute(),
    charges: await db.selectFrom('charges').selectAll().where('partnerId', '=', partnerId).execute(),
    refunds: await db.selectFrom('refunds').selectAll().where('partnerId', '=', partnerId).execute(),
    templates,
    lists: await lists.where('templateId', 'in', idsOf(templates)).execute(),
    events: await db.selectFrom('auditEvents').selectAll().where('partnerId', '=', partnerId).execute(),
  }
}

function idsOf(rows: readonly { id: number }[]): number[] {
  return rows.map(({ id }) => id)
}

function sum(rows: readonly { amountMinor: number }[]): number {
  return rows.reduce((total, { amountMinor }) => total + amountMinor, 0)
}

function only<T extends { id: number }>(rows: readonly T[], id: number | null): T {
  const row = rows.find((one) => one.id === id)
  assert(row)
  return row
}
