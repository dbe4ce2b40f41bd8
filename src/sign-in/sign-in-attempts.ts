import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { hashToken } from '../partners/token.ts'
import { type At, later } from '../time/instant.ts'
import { placeOf } from '../web/place.ts'
import { isKnownPlace } from './known-places.ts'

/**
 * How many failures in a row are free, per kind of subject; each further one doubles the wait. What `here` counts is
 * an account at one place, so that a stranger who fails elsewhere keeps nobody out. The hundred of an `account` from
 * anywhere are those of NIST SP 800-63B-4, 3.2.2: they bound who has many addresses.
 */
const FREE = { account: 100, here: 5, address: 20, guesser: 20 } as const
const FIRST_WAIT_SECONDS = 5
const LONGEST_WAIT_SECONDS = 15 * 60
const FORGOTTEN_SECONDS = 24 * 60 * 60

/** Whose failures are counted: the kind, and who it is. */
type Subject = readonly [kind: keyof typeof FREE, subject: string]

/**
 * Counts an attempt to sign in, before its password is looked at: many at once cannot slip past the count.
 * It is taken back when the password was right. An account that does not exist is slowed like one that does. Where
 * the hundred from anywhere are used up, a place where the member has been need not wait for them.
 *
 * @throws Problem SLOW_DOWN with the seconds to wait
 */
export async function countAttempt(db: Db, email: string, address: string, at: At): Promise<void> {
  const { account, here, place } = subjects(email, address)
  // Looked at first: a flood of them takes no turn of those who write.
  await findCounted(db, here[1], at)
  await findCounted(db, place[1], at)
  if (!(await mustWait(db, account[1], at))) return count(db, [account, here, place], at)
  if (!(await isKnownPlace(db, email, address, at))) await findCounted(db, account[1], at)
  await count(db, [here, place], at)
}

async function mustWait(db: Db, subject: string, at: At): Promise<boolean> {
  const row = await rowOf(db, subject)
  return row !== undefined && row.blockedUntilAt > at
}

function rowOf(db: Db, subject: string) {
  return db
    .selectFrom('signInAttempts')
    .select(['failures', 'blockedUntilAt'])
    .where('subject', '=', subject)
    .executeTakeFirst()
}

/**
 * Counts a link or a token that is nobody's.
 * @throws Problem SLOW_DOWN with the seconds to wait, where too many came from this address
 */
export async function countGuess(db: Db, address: string, at: At): Promise<void> {
  const guesser = `guesser:${placeOf(address)}`
  // Looked at first: a flood of them takes no turn of those who write.
  await findCounted(db, guesser, at)
  await count(db, [['guesser', guesser]], at)
}

async function count(db: Db, counted: readonly Subject[], at: At): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const [kind, subject] of counted) {
      const row = await findCounted(trx, subject, at)
      const forgotten = row === undefined || row.blockedUntilAt < later(at, -FORGOTTEN_SECONDS)
      const failures = forgotten ? 1 : row.failures + 1
      const blockedUntilAt = later(at, waitSeconds(failures - FREE[kind]))
      await trx
        .insertInto('signInAttempts')
        .values({ subject, failures, blockedUntilAt })
        .onConflict((conflict) => conflict.column('subject').doUpdateSet({ failures, blockedUntilAt }))
        .execute()
    }
  })
}

/** What was counted of a subject. @throws Problem SLOW_DOWN while it must wait */
async function findCounted(db: Db, subject: string, at: At) {
  const row = await rowOf(db, subject)
  if (row && row.blockedUntilAt > at) {
    const seconds = Math.ceil((Date.parse(row.blockedUntilAt) - Date.parse(at)) / 1000)
    throw new Problem('SLOW_DOWN', { seconds })
  }
  return row
}

/**
 * Takes an attempt back: the password was right. The account starts anew here; what was failed at from anywhere else
 * stays counted, so that somebody who guesses gains nothing when the member signs in. The address loses this attempt
 * and a failure, so that an office behind one address is not locked out by its own typing errors.
 */
export async function forgiveAttempt(db: Db, email: string, address: string, at: At): Promise<void> {
  const { account, here, place } = subjects(email, address)
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('signInAttempts').where('subject', '=', here[1]).execute()
    // Where it waits, this attempt was not among those it counts.
    if (!(await mustWait(trx, account[1], at))) await takeBack(trx, account[1], 1, at)
    await takeBack(trx, place[1], 2, at)
  })
}

/** Takes failures off a subject; it need not wait for them any more. */
async function takeBack(trx: Db, subject: string, failures: number, at: At): Promise<void> {
  await trx
    .deleteFrom('signInAttempts')
    .where('subject', '=', subject)
    .where('failures', '<=', failures)
    .execute()
  await trx
    .updateTable('signInAttempts')
    .set((row) => ({ failures: row('failures', '-', failures), blockedUntilAt: at }))
    .where('subject', '=', subject)
    .execute()
}

/** Lets an account start anew in every place: whatever was guessed of its password is worth nothing any more. */
export async function forgiveAccount(trx: Db, email: string): Promise<void> {
  const account = accountOf(email)
  // The account and its places, which begin with it: '~' sorts after whatever follows.
  const ofAccount = trx.deleteFrom('signInAttempts').where('subject', '>=', account)
  await ofAccount.where('subject', '<', `${account}~`).execute()
}

/** Deletes what is old enough to be forgotten. */
export async function sweepAttempts(db: Db, at: At): Promise<void> {
  await db.deleteFrom('signInAttempts').where('blockedUntilAt', '<', later(at, -FORGOTTEN_SECONDS)).execute()
}

function waitSeconds(excess: number): number {
  return excess < 0 ? 0 : Math.min(FIRST_WAIT_SECONDS * 2 ** excess, LONGEST_WAIT_SECONDS)
}

function accountOf(email: string): string {
  return `account:${hashToken(email)}`
}

function subjects(email: string, address: string): Record<'account' | 'here' | 'place', Subject> {
  const [account, place] = [accountOf(email), placeOf(address)]
  return {
    account: ['account', account],
    here: ['here', `${account} ${place}`],
    place: ['address', `address:${place}`],
  }
}
