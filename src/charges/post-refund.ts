import { sql } from 'kysely'
import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { returnToBudget } from '../budget/return-to-budget.ts'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, Problem, phrase } from '../errors.ts'
import { requireStill } from '../members/member-queries.ts'
import type { Currency } from '../money/currency.ts'
import { decimal, formatMoney } from '../money/format-amount.ts'
import { findSettings } from '../partners/settings.ts'
import { lapsesAt } from '../vouchers/validity.ts'
import { type PaidByVoucher, planRefund, vouchersPart } from './plan-refund.ts'

/** A refund as it is asked for. */
export interface RefundInput {
  /** The billing system's own id. */
  refundId: string
  /** The row of the charge. */
  charge: { id: number; chargeId: string; returnableMinor: number }
  /** In minor units, more than 0. */
  amountMinor: number
}

/** What a refund did: what it gave back to the vouchers, in the order of posting, and what stayed spent. */
export interface RefundResult {
  refundId: string
  chargeId: string
  amountMinor: number
  /** What vouchers had covered of it and did not get back, in minor units. */
  keptMinor: number
  returned: { number: string; amountMinor: number; balanceAfterMinor: number }[]
}

/**
 * Posts a refund of what vouchers covered, in the transaction it is given. The same refund again answers the
 * same result and posts nothing. To a voucher that has expired or was withdrawn it is posted, and is gone
 * again with a second entry at once.
 *
 * @throws InvalidInput for more than is covered; Problem REFUND_DIFFERS when the id is known with other content;
 *   NOT_ALLOWED where whoever acts may not do so any more
 */
export async function postRefund(
  trx: Db,
  act: Act,
  input: RefundInput,
  currency: Currency,
  tokenId: number | null,
): Promise<{ result: RefundResult; repeated: boolean }> {
  await requireStill(trx, act, 'issue')
  const known = await findRefund(trx, act.partnerId, input.refundId)
  if (known) {
    const same = known.chargeId === input.charge.id && known.amountMinor === input.amountMinor
    if (!same) throw new Problem('REFUND_DIFFERS', { refund: input.refundId })
    return { result: await findRefundResult(trx, known, input), repeated: true }
  }
  if (input.amountMinor > input.charge.returnableMinor) {
    throw new InvalidInput([notCovered(input.charge.returnableMinor, currency)])
  }
  const recorded = await recordRefund(trx, act, input, { tokenId, billId: null })
  return { result: await findRefundResult(trx, recorded, input), repeated: false }
}

/** What is wrong with a refund of more than vouchers cover. */
export function notCovered(coveredMinor: number, currency: Currency): FieldError {
  const covered = formatMoney(coveredMinor, currency)
  return {
    field: 'amount',
    phrase: phrase('Vouchers cover {covered} of this charge. No more can be refunded.', { covered }),
  }
}

/**
 * Writes a refund, gives the vouchers back what they paid, last first, and lets lapse at once what a voucher
 * can no longer hold. Where the partner's refunds do not return, what they paid stays spent. What is refunded
 * beyond their part lowers what the customer pays.
 *
 * @returns the refund's row id, and what vouchers did not get back
 */
export async function recordRefund(
  trx: Db,
  act: Act,
  { refundId, charge, amountMinor }: RefundInput,
  source: { tokenId: number | null; billId: number | null },
): Promise<{ id: number; keptMinor: number }> {
  const { refundsReturn } = await findSettings(trx, act.partnerId)
  const { returnedMinor, keptMinor } = vouchersPart(amountMinor, charge.returnableMinor, refundsReturn)
  const { id } = await trx
    .insertInto('refunds')
    .values({
      partnerId: act.partnerId,
      refundId,
      chargeId: charge.id,
      amountMinor,
      keptMinor,
      ...source,
      memberId: act.memberId,
      postedAt: act.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const back of planRefund(returnedMinor, await listPaid(trx, charge.id))) {
    await giveBack(trx, act, back.voucherId, back.amountMinor, { chargeId: charge.id, refundId: id })
  }
  await recordEvent(trx, act, {
    action: 'refund.posted',
    subject: `charge ${charge.chargeId}`,
    after: {
      refund: refundId,
      amountMinor,
      keptMinor,
      ...(source.tokenId !== null && { token: source.tokenId }),
    },
  })
  return { id, keptMinor }
}

async function giveBack(
  trx: Db,
  act: Act,
  voucherId: number,
  amountMinor: number,
  cause: { chargeId: number; refundId: number },
): Promise<void> {
  const voucher = await trx
    .selectFrom('vouchers')
    .innerJoin('partners', 'partners.id', 'vouchers.partnerId')
    .select(['balanceMinor', 'expiresAt', 'withdrawnAt', 'lapsedAt', 'partners.graceDays'])
    .where('vouchers.id', '=', voucherId)
    .executeTakeFirstOrThrow()
  const balance = voucher.balanceMinor + amountMinor
  const entry = {
    partnerId: act.partnerId,
    voucherId,
    issuanceId: null,
    memberId: act.memberId,
    postedAt: act.at,
  }
  await trx
    .insertInto('ledgerEntries')
    .values({
      ...entry,
      ...cause,
      kind: 'refund',
      amountMinor,
      balanceAfterMinor: balance,
      withdrawalId: null,
    })
    .execute()
  const gone = { ...entry, amountMinor: -balance, balanceAfterMinor: 0 }
  if (voucher.withdrawnAt !== null) {
    const withdrawalId = await lastWithdrawal(trx, voucherId)
    await trx
      .insertInto('ledgerEntries')
      .values({ ...gone, kind: 'withdraw', withdrawalId })
      .execute()
    await returnToBudget(trx, act, { kind: 'withdraw', withdrawalId }, [
      { id: voucherId, balanceMinor: balance },
    ])
  } else if (voucher.lapsedAt !== null || lapsesAt(voucher.expiresAt, voucher.graceDays) <= act.at) {
    await trx
      .insertInto('ledgerEntries')
      .values({ ...gone, kind: 'expire', withdrawalId: null })
      .execute()
    await returnToBudget(trx, act, { kind: 'expire', withdrawalId: null }, [
      { id: voucherId, balanceMinor: balance },
    ])
  }
}

/** What each voucher paid of a charge and has not got back, in the order of deduction. */
export function listPaid(db: Db, chargeId: number): Promise<PaidByVoucher[]> {
  return db
    .selectFrom('ledgerEntries')
    .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
    .select(['ledgerEntries.voucherId', 'vouchers.number', sql<number>`-sum(amount_minor)`.as('paidMinor')])
    .where('chargeId', '=', chargeId)
    .groupBy(['ledgerEntries.voucherId', 'vouchers.number'])
    .orderBy(sql`min(ledger_entries.id)`)
    .execute()
}

async function lastWithdrawal(trx: Db, voucherId: number): Promise<number | null> {
  const row = await trx
    .selectFrom('ledgerEntries')
    .select('withdrawalId')
    .where('voucherId', '=', voucherId)
    .where('kind', '=', 'withdraw')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.withdrawalId ?? null
}

function findRefund(db: Db, partnerId: number, refundId: string) {
  return db
    .selectFrom('refunds')
    .select(['id', 'chargeId', 'amountMinor', 'keptMinor'])
    .where('partnerId', '=', partnerId)
    .where('refundId', '=', refundId)
    .executeTakeFirst()
}

async function findRefundResult(
  db: Db,
  { id, keptMinor }: { id: number; keptMinor: number },
  input: RefundInput,
): Promise<RefundResult> {
  const returned = await db
    .selectFrom('ledgerEntries')
    .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
    .select(['vouchers.number', 'ledgerEntries.amountMinor', 'ledgerEntries.balanceAfterMinor'])
    .where('ledgerEntries.chargeId', '=', input.charge.id)
    .where('ledgerEntries.refundId', '=', id)
    .where('ledgerEntries.kind', '=', 'refund')
    .orderBy('ledgerEntries.id')
    .execute()
  return {
    refundId: input.refundId,
    chargeId: input.charge.chargeId,
    amountMinor: input.amountMinor,
    keptMinor,
    returned,
  }
}

/** The refund as machines read it: decimal strings. */
export function refundInJson(result: RefundResult, currency: Currency) {
  return {
    refund_id: result.refundId,
    charge_id: result.chargeId,
    currency: currency.code,
    amount: decimal(result.amountMinor, currency),
    kept: decimal(result.keptMinor, currency),
    returned: result.returned.map((back) => ({
      voucher: back.number,
      amount: decimal(back.amountMinor, currency),
      balance_after: decimal(back.balanceAfterMinor, currency),
    })),
  }
}
