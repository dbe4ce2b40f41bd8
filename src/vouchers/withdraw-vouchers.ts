import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { returnToBudget } from '../budget/return-to-budget.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { requireStill } from '../members/member-queries.ts'
import { LARGEST_MINOR } from '../money/parse-amount.ts'
import { findSettings } from '../partners/settings.ts'
import type { At } from '../time/instant.ts'
import { type VoucherStatus, voucherStatus } from './voucher.ts'

/** A voucher as its withdrawal needs it. */
export interface WithdrawableVoucher {
  id: number
  number: string
  accountId: string
  customerName: string
  faceMinor: number
  balanceMinor: number
  status: VoucherStatus
}

/**
 * The vouchers of these numbers, as they are at an instant, in the order of their issue.
 * Numbers of other partners, and of nobody, are not there.
 */
export async function findWithdrawable(
  db: Db,
  partnerId: number,
  numbers: readonly string[],
  at: At,
): Promise<WithdrawableVoucher[]> {
  const found: WithdrawableVoucher[] = []
  for await (const chunk of chunks(numbers)) {
    const rows = await db
      .selectFrom('vouchers')
      .innerJoin('customers', 'customers.id', 'vouchers.customerId')
      .select([
        'vouchers.id',
        'vouchers.number',
        'vouchers.faceMinor',
        'vouchers.balanceMinor',
        'vouchers.state',
        'vouchers.expiresAt',
        'customers.accountId',
        'customers.name as customerName',
      ])
      .where('vouchers.partnerId', '=', partnerId)
      .where('vouchers.number', 'in', chunk)
      .execute()
    found.push(...rows.map((row) => ({ ...row, status: voucherStatus(row, at) })))
  }
  return found.sort((a, b) => a.id - b.id)
}

/** The numbers of an issuance's vouchers that were never used, in the order of their issue. */
export async function listUnusedNumbers(
  db: Db,
  partnerId: number,
  issuanceId: number,
  at: At,
): Promise<string[]> {
  const rows = await db
    .selectFrom('vouchers')
    .select('number')
    .where('partnerId', '=', partnerId)
    .where('issuanceId', '=', issuanceId)
    .where('state', '=', 'unused')
    .where('expiresAt', '>', at)
    .orderBy('id')
    .execute()
  return rows.map(({ number }) => number)
}

/**
 * Why vouchers cannot be withdrawn, voucher by voucher; nothing where all of them can.
 * @param withdrawPartUsed the partner's policy
 */
export function refusedWithdrawals(
  vouchers: readonly WithdrawableVoucher[],
  numbers: readonly string[],
  withdrawPartUsed: 0 | 1,
): FieldError[] {
  const refusals = withdrawPartUsed === 1 ? REFUSALS_BUT_PART_USED : REFUSALS
  const known = new Set(vouchers.map(({ number }) => number))
  const unknown = numbers.filter((number) => !known.has(number))
  return [
    ...unknown.map((number) => phrase('There is no voucher {number}.', { number })),
    ...vouchers.flatMap(({ number, status }) => {
      const reason = refusals[status]
      return reason === null ? [] : [phrase(reason, { number })]
    }),
    ...(totalBalance(vouchers) > LARGEST_MINOR ? [phrase(TOO_MUCH)] : []),
  ].map((reason) => ({ field: 'vouchers', phrase: reason }))
}

/** What vouchers hold together, in minor units. */
export function totalBalance(vouchers: readonly { balanceMinor: number }[]): bigint {
  return vouchers.reduce((sum, { balanceMinor }) => sum + BigInt(balanceMinor), 0n)
}

const TOO_MUCH = 'Their balances come to more than one amount can hold. Withdraw them in parts.'

const REFUSALS: Record<VoucherStatus, Sentence | null> = {
  unused: null,
  part_used: 'Voucher {number} was used in part. Only unused vouchers can be withdrawn.',
  used_up: 'Voucher {number} was used up. Only unused vouchers can be withdrawn.',
  expired: 'Voucher {number} has expired. Only unused vouchers can be withdrawn.',
  withdrawn: 'Voucher {number} is withdrawn already.',
}

const REFUSALS_BUT_PART_USED: typeof REFUSALS = {
  ...REFUSALS,
  part_used: null,
  used_up: 'Voucher {number} was used up. Nothing is left of it to withdraw.',
  expired: 'Voucher {number} has expired. Only vouchers that have not expired can be withdrawn.',
}

/**
 * Takes back the balance of unused vouchers and, where the partner's policy is so, of part-used ones: of all of
 * them, or, where one cannot be, of none.
 *
 * @returns the withdrawal's id
 * @throws InvalidInput that names every voucher which cannot be withdrawn; Problem NOT_ALLOWED where whoever acts may
 *   not do so any more
 */
export async function withdrawVouchers(
  trx: Db,
  act: Act,
  numbers: readonly string[],
  reason: string,
): Promise<number> {
  await requireStill(trx, act, 'issue')
  const vouchers = await findWithdrawable(trx, act.partnerId, numbers, act.at)
  const { withdrawPartUsed } = await findSettings(trx, act.partnerId)
  const refused = refusedWithdrawals(vouchers, numbers, withdrawPartUsed)
  if (refused.length > 0) throw new InvalidInput(refused)
  const totalMinor = Number(totalBalance(vouchers))
  const { id } = await trx
    .insertInto('withdrawals')
    .values({
      partnerId: act.partnerId,
      reason,
      voucherCount: vouchers.length,
      totalMinor,
      withdrawnBy: act.memberId,
      withdrawnAt: act.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for await (const chunk of chunks(vouchers)) {
    const entries = chunk.map((voucher) => ({
      partnerId: act.partnerId,
      voucherId: voucher.id,
      kind: 'withdraw' as const,
      amountMinor: -voucher.balanceMinor,
      balanceAfterMinor: 0,
      issuanceId: null,
      withdrawalId: id,
      memberId: act.memberId,
      postedAt: act.at,
    }))
    await trx.insertInto('ledgerEntries').values(entries).execute()
  }
  await returnToBudget(trx, act, { kind: 'withdraw', withdrawalId: id }, vouchers)
  await recordEvent(trx, act, {
    action: 'vouchers.withdrawn',
    subject: `withdrawal ${id}`,
    after: { vouchers: vouchers.length, totalMinor, reason },
  })
  return id
}
