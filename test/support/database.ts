import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { Test } from 'tap'
import { migrate } from '../../src/database/migrate.ts'
import { type Db, openDatabase } from '../../src/database/open.ts'

/** Opens a fresh, migrated database in the folder of the test; it is closed when the test ends. */
export async function freshDatabase(t: Test): Promise<{ db: Db; file: string }> {
  const file = join(t.testdir(), 'scrip.db')
  const db = openDatabase(file)
  t.teardown(() => db.destroy())
  await migrate(db)
  return { db, file }
}

/** Connects to the file as the `sqlite3` prompt does: by itself, foreign keys and recursive triggers off. */
export function promptAt(t: Test, file: string): BetterSqlite3.Database {
  const prompt = new BetterSqlite3(file)
  prompt.pragma('foreign_keys = OFF')
  prompt.pragma('recursive_triggers = OFF')
  t.teardown(() => prompt.close())
  return prompt
}

/** Holds that the database refuses an act with a message, and that no row of any table was changed by it. */
export function refuses(
  t: Test,
  prompt: BetterSqlite3.Database,
  act: string | (() => void),
  message: string | RegExp,
): void {
  const before = contentsOf(prompt)
  t.throws(typeof act === 'string' ? () => prompt.exec(act) : act, { message })
  t.same(contentsOf(prompt), before, 'nothing was changed')
}

/** Every row of every table. */
export function contentsOf(prompt: BetterSqlite3.Database): Record<string, unknown[]> {
  const tables = prompt.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck()
  return Object.fromEntries(tables.all().map((name) => [name, prompt.prepare(`SELECT * FROM ${name}`).all()]))
}

export interface Seed {
  partnerId: number
  memberId: number
  customerId: number
  productId: number
  templateId: number
  issuanceId: number
  voucherId: number
  voucherNumber: string
}

/** When everything of a seed was made. */
export const SEEDED_AT = '2026-01-02T00:00:00.000Z'

/**
 * Inserts a partner with one of each: an owner, a customer, a product, a template that lists the product and is
 * frozen, an issuance, and its voucher of 100.00, unused. A second partner takes another name.
 */
export function seed(db: Db, name = 'northwind'): Promise<Seed> {
  return db.transaction().execute(async (trx) => {
    const account = await seedAccount(trx, name)
    const templateId = await seedTemplate(trx, account)
    return { ...account, templateId, ...(await seedVoucher(trx, { ...account, templateId, name })) }
  })
}

/** Inserts a copy of a template that was never issued and lists no products. */
export async function copyTemplate(db: Db, templateId: number): Promise<void> {
  const { id, ...terms } = await db
    .selectFrom('templates')
    .selectAll()
    .where('id', '=', templateId)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('templates')
    .values({ ...terms, frozenAt: null, issuedCount: 0, issuedMinor: 0 })
    .execute()
}

type Account = Pick<Seed, 'partnerId' | 'memberId' | 'customerId' | 'productId'>

async function seedAccount(db: Db, name: string): Promise<Account> {
  const createdAt = SEEDED_AT
  const { id: partnerId } = await db
    .insertInto('partners')
    .values({ name, currency: 'USD', timeZone: 'UTC', createdAt })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: memberId } = await db
    .insertInto('members')
    .values({ partnerId, name, email: `owner@${name}.test`, passwordHash: '', role: 'owner', createdAt })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: customerId } = await db
    .insertInto('customers')
    .values({ partnerId, accountId: '1001', name: 'Ada', email: '', active: 1, createdAt })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: productId } = await db
    .insertInto('products')
    .values({
      partnerId,
      code: 'compute',
      name: 'Compute',
      category: '',
      excludedFromGeneral: 0,
      eligibleForSpecific: 1,
      createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { partnerId, memberId, customerId, productId }
}

async function seedTemplate(db: Db, { partnerId, memberId, productId }: Account): Promise<number> {
  const { id: templateId } = await db
    .insertInto('templates')
    .values({
      partnerId,
      name: 'Welcome',
      usage: 'product_trial',
      scope: 'allowlist',
      paymentMode: 'all',
      amountMinor: 10_000,
      minimumSpendMinor: 0,
      validity: 'days',
      firstDayOn: null,
      lastDayOn: null,
      validDays: 30,
      funding: 'own_cost',
      maxVouchers: null,
      maxVouchersPerCustomer: null,
      maxTotalMinor: null,
      note: '',
      createdBy: memberId,
      createdAt: SEEDED_AT,
      frozenAt: null,
      archivedAt: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('templateProducts').values({ templateId, productId }).execute()
  await db.updateTable('templates').set({ frozenAt: SEEDED_AT }).where('id', '=', templateId).execute()
  return templateId
}

type VoucherParts = Account & Pick<Seed, 'templateId'> & { name: string }

async function seedVoucher(
  db: Db,
  { partnerId, memberId, customerId, templateId, name }: VoucherParts,
): Promise<Pick<Seed, 'issuanceId' | 'voucherId' | 'voucherNumber'>> {
  const { id: issuanceId } = await db
    .insertInto('issuances')
    .values({
      partnerId,
      templateId,
      reason: 'First order',
      voucherCount: 1,
      totalMinor: 10_000,
      status: 'issued',
      requestedBy: memberId,
      requestedAt: SEEDED_AT,
      decidedBy: memberId,
      decidedAt: SEEDED_AT,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const voucherNumber = `${name}-1`
  const { id: voucherId } = await db
    .insertInto('vouchers')
    .values({
      partnerId,
      number: voucherNumber,
      templateId,
      issuanceId,
      customerId,
      faceMinor: 10_000,
      balanceMinor: 10_000,
      validFromAt: SEEDED_AT,
      expiresAt: '2026-02-01T00:00:00.000Z',
      issuedAt: SEEDED_AT,
      withdrawnAt: null,
      lapsedAt: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { issuanceId, voucherId, voucherNumber }
}
