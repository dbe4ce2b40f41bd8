import type { LightMyRequestResponse } from 'fastify'
import { findCharge } from '../../src/charges/charge-queries.ts'
import type { ChargeResult } from '../../src/charges/charge-result.ts'
import type { Posted } from '../../src/charges/post-charge.ts'
import { postCharge, previewCharge } from '../../src/charges/post-charge.ts'
import { postRefund, type RefundResult } from '../../src/charges/post-refund.ts'
import { readCharge } from '../../src/charges/read-charge.ts'
import { inSnapshot } from '../../src/database/in-snapshot.ts'
import type { Db } from '../../src/database/open.ts'
import { inEnglish } from '../../src/errors.ts'
import { verifyPartner } from '../../src/ledger/verify.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { makeToken, type Scope } from '../../src/partners/api-tokens.ts'
import type { Desk } from './desk.ts'
import { actOf } from './stock.ts'

// What a billing system does: by the use cases alone, or over HTTP with a token.

/** A charge as it is sent. */
export const CHARGE = {
  charge_id: 'C-1',
  customer: '1001',
  product: 'compute',
  payment_mode: 'postpaid',
  amount: '30.00',
}

type Who = Parameters<typeof actOf>[1]
type ChargeFields = Partial<typeof CHARGE> & { occurred_at?: string; description?: string }

/** Posts a charge as the API does: the fields of `CHARGE` unless told otherwise. */
export async function chargeNow(desk: Desk, fields: ChargeFields = {}, who?: Who): Promise<Posted> {
  const act = actOf(desk, who)
  const input = await readCharge(
    desk.db,
    await billed(desk.db, act.partnerId),
    { ...CHARGE, ...fields },
    act.at,
  )
  const source = { source: 'api', tokenId: null, billId: null, exactAmount: null } as const
  return desk.db.transaction().execute((trx) => postCharge(trx, act, input, source))
}

/** Previews a charge as the API does. */
export async function previewNow(desk: Desk, fields: ChargeFields = {}): Promise<ChargeResult> {
  const act = actOf(desk)
  const input = await readCharge(
    desk.db,
    await billed(desk.db, act.partnerId),
    { ...CHARGE, ...fields },
    act.at,
  )
  return previewCharge(desk.db, act, input)
}

/** Posts a refund as the API does. @param amountMinor in minor units */
export async function refundNow(
  desk: Desk,
  chargeId: string,
  refundId: string,
  amountMinor: number,
  who?: Who,
): Promise<{ result: RefundResult; repeated: boolean }> {
  const act = actOf(desk, who)
  const { currency } = await billed(desk.db, act.partnerId)
  return desk.db.transaction().execute(async (trx) => {
    const charge = await findCharge(trx, act.partnerId, chargeId)
    return postRefund(trx, act, { refundId, charge, amountMinor }, currency, null)
  })
}

/** What each of a partner's vouchers holds, and its stored state, in the order of issue. */
export async function holdings(desk: Desk): Promise<string[]> {
  const rows = await desk.db
    .selectFrom('vouchers')
    .select(['balanceMinor', 'state'])
    .where('partnerId', '=', desk.partnerId)
    .orderBy('id')
    .execute()
  return rows.map(({ balanceMinor, state }) => `${balanceMinor} ${state}`)
}

/** The ledger of a voucher, as "deduct -500 = 1500". */
export async function entriesOf(db: Db, number: string): Promise<string[]> {
  const rows = await db
    .selectFrom('ledgerEntries')
    .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
    .select(['kind', 'amountMinor', 'balanceAfterMinor'])
    .where('vouchers.number', '=', number)
    .orderBy('ledgerEntries.id')
    .execute()
  return rows.map(
    ({ kind, amountMinor, balanceAfterMinor }) => `${kind} ${amountMinor} = ${balanceAfterMinor}`,
  )
}

/** Everything that a charge or a refund could change. */
export async function contentsOf(db: Db): Promise<unknown> {
  return {
    charges: await db.selectFrom('charges').selectAll().execute(),
    refunds: await db.selectFrom('refunds').selectAll().execute(),
    entries: await db.selectFrom('ledgerEntries').selectAll().execute(),
    vouchers: await db.selectFrom('vouchers').selectAll().execute(),
    events: await db.selectFrom('auditEvents').selectAll().execute(),
  }
}

/** Withdraws what is left of a used voucher, as a partner may allow. */
export async function withdrawTheRest(desk: Desk, number: string): Promise<void> {
  await desk.db.transaction().execute(async (trx) => {
    const { id, balanceMinor } = await trx
      .selectFrom('vouchers')
      .select(['id', 'balanceMinor'])
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    const { partnerId, memberId, at } = actOf(desk)
    const withdrawal = await trx
      .insertInto('withdrawals')
      .values({
        partnerId,
        reason: 'A mistake',
        voucherCount: 1,
        totalMinor: balanceMinor,
        withdrawnBy: memberId,
        withdrawnAt: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('ledgerEntries')
      .values({
        partnerId,
        voucherId: id,
        kind: 'withdraw',
        amountMinor: -balanceMinor,
        balanceAfterMinor: 0,
        issuanceId: null,
        withdrawalId: withdrawal.id,
        memberId,
        postedAt: at,
      })
      .execute()
  })
}

/** What `scrip verify` finds wrong with a partner's books; nothing where they are right. */
export async function disagreements(db: Db, partnerId: number): Promise<string[]> {
  const found: string[] = []
  const { currency } = await billed(db, partnerId)
  const partner = { id: partnerId, currency: currency.code }
  await inSnapshot(db, (snapshot) =>
    verifyPartner(snapshot, partner, (phrase) => {
      found.push(inEnglish(phrase))
    }),
  )
  return found
}

/** A billing system with a token, which it shows with everything it sends. */
export interface BillingSystem {
  token: string
  /** Posts JSON, or a form where `form` says so. */
  post(path: string, body: object, form?: 'form'): Promise<LightMyRequestResponse>
  /** Posts a body as it is, to `/charges` unless told, with these headers beside its token or in its place. */
  postRaw(headers: Record<string, string>, body: string, path?: string): Promise<LightMyRequestResponse>
}

export async function connectBilling(
  desk: Desk,
  scopes: readonly Scope[] = ['charges:write'],
  who?: Who,
): Promise<BillingSystem> {
  const token = await makeToken(desk.db, actOf(desk, who), `Billing: ${scopes.join(', ')}`, scopes)
  const postRaw: BillingSystem['postRaw'] = (headers, payload, path = '/charges') => {
    const usual = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return desk.app.inject({ method: 'POST', url: path, headers: { ...usual, ...headers }, payload })
  }
  return {
    token,
    postRaw,
    post: (path, body, form) =>
      form
        ? postRaw(FORM, new URLSearchParams({ ...body }).toString(), path)
        : postRaw({}, JSON.stringify(body), path),
  }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

async function billed(db: Db, id: number) {
  const row = await db
    .selectFrom('partners')
    .select('currency')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, currency: currencyOf(row.currency) }
}
