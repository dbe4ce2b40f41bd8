import { type SqlBool, sql } from 'kysely'
import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { returnToBudget } from '../budget/return-to-budget.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { expiryLapsingAt } from '../vouchers/validity.ts'

/** Vouchers per transaction: what anyone else who wants to write waits for at most. */
const BATCH = 200

/** How a run of the expiry is started. */
interface ExpiryRun {
  /** The clock. */
  now: () => At
  /** What the audit says it came from: "command line", or "Scrip" where it came by itself. */
  address: string
  /** Ends the run after the transaction at hand; the next run goes on from there. */
  signal?: AbortSignal
}

/** What lapsed of one partner's vouchers. */
interface Lapsed {
  partner: { name: string; currency: string }
  vouchers: number
  totalMinor: bigint
}

/**
 * Takes back what vouchers still hold when their last day and the partner's grace days for late bills are over:
 * an `expire` entry each, in transactions of 200 vouchers that let everyone else write in between. Wherever it
 * is stopped, a voucher has lapsed with its entry and its audit event, or it has not. Doing it again finds
 * nothing.
 *
 * @returns the partners whose vouchers lapsed
 */
export async function expireVouchers(db: Db, run: ExpiryRun): Promise<Lapsed[]> {
  const partners = await db.selectFrom('partners').select(['id', 'name', 'currency']).orderBy('id').execute()
  const lapsed: Lapsed[] = []
  for (const { id, ...partner } of partners) {
    const { vouchers, totalMinor } = await expireVouchersOf(db, id, run)
    if (vouchers > 0) lapsed.push({ partner, vouchers, totalMinor })
  }
  return lapsed
}

/** The same for one partner. */
export async function expireVouchersOf(
  db: Db,
  partnerId: number,
  { now, address, signal }: ExpiryRun,
): Promise<Pick<Lapsed, 'vouchers' | 'totalMinor'>> {
  const sum = { vouchers: 0, totalMinor: 0n }
  for (let more = true; more && !signal?.aborted; ) {
    const act = { partnerId, memberId: null, address, at: now() }
    const balances = await db.transaction().execute((trx) => expireBatch(trx, act))
    sum.vouchers += balances.length
    sum.totalMinor += balances.reduce((total, balance) => total + BigInt(balance), 0n)
    more = balances.length === BATCH
  }
  return sum
}

/** @returns what the vouchers held that lapsed, in minor units */
async function expireBatch(trx: Db, act: Act): Promise<number[]> {
  const { partnerId, memberId, at } = act
  const { graceDays } = await trx
    .selectFrom('partners')
    .select('graceDays')
    .where('id', '=', partnerId)
    .executeTakeFirstOrThrow()
  const vouchers = await lapsing(trx, partnerId, graceDays, at).execute()
  if (vouchers.length === 0) return []
  const entries = vouchers.map(({ id, balanceMinor }) => ({
    partnerId,
    voucherId: id,
    kind: 'expire' as const,
    amountMinor: -balanceMinor,
    balanceAfterMinor: 0,
    issuanceId: null,
    withdrawalId: null,
    memberId,
    postedAt: at,
  }))
  await trx.insertInto('ledgerEntries').values(entries).execute()
  await returnToBudget(trx, act, { kind: 'expire', withdrawalId: null }, vouchers)
  const balances = vouchers.map(({ balanceMinor }) => balanceMinor)
  await recordEvent(trx, act, {
    action: 'vouchers.expired',
    subject: `partner ${partnerId}`,
    after: { vouchers: vouchers.length, totalMinor: balances.reduce((total, balance) => total + balance, 0) },
  })
  return balances
}

/**
 * The next vouchers of a partner that hold a balance and have lapsed at an instant, longest over first. It is
 * `lapsesAt` turned around: what expired by the instant less the grace days.
 */
export function lapsing(db: Db, partnerId: number, graceDays: number, at: At) {
  return (
    db
      .selectFrom('vouchers')
      .select(['id', 'balanceMinor'])
      // Written out, and not as a value: so the database knows that the index `vouchers_to_lapse` has them all.
      .where(sql<SqlBool>`balance_minor > 0`)
      .where('expiresAt', '<=', expiryLapsingAt(at, graceDays))
      .where('partnerId', '=', partnerId)
      .orderBy('expiresAt')
      .orderBy('id')
      .limit(BATCH)
  )
}
