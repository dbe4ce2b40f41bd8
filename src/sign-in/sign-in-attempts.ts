import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { hashToken } from '../partners/token.ts'
import { type At, later } from '../time/instant.ts'
import { placeOf } from '../web/place.ts'

/** How many failures in a row are free, per kind of subject; each further one doubles the wait. */
const FREE = { account: 5, address: 20, guesser: 20 } as const
const FIRST_WAIT_SECONDS = 5
const LONGEST_WAIT_SECONDS = 15 * 60
const FORGOTTEN_SECONDS = 24 * 60 * 60

/** Whose failures are counted: the kind, and who it is. */
type Subject = readonly [kind: keyof typeof FREE, subject: string]

/**
 * Counts an attempt to sign in, before its password is looked at: many at once cannot slip past the count.
 * It is taken back when the password was right. An account that does not exist is slowed like one that does.
 *
 * @throws Problem SLOW_DOWN with the seconds to wait
 */
export function countAttempt(db: Db, email: string, address: string, at: At): Promise<void> {
  return count(db, subjects(email, address), at)
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
  const row = await db
    .selectFrom('signInAttempts')
    .select(['failures', 'blockedUntilAt'])
    .where('subject', '=', subject)
    .executeTakeFirst()
  if (row && row.blockedUntilAt > at) {
    const seconds = Math.ceil((Date.parse(row.blockedUntilAt) - Date.parse(at)) / 1000)
    throw new Problem('SLOW_DOWN', { seconds })
  }
  return row
}

/**
 * Takes an attempt back: the password was right. The account starts anew. The address loses this attempt and a
 * failure, so that an office behind one address is not locked out by its own typing errors.
 */
export async function forgiveAttempt(db: Db, email: string, address: string, at: At): Promise<void> {
  const [, [, place]] = subjects(email, address)
  await db.transaction().execute(async (trx) => {
    await forgiveAccount(trx, email)
    await trx.deleteFrom('signInAttempts').where('subject', '=', place).where('failures', '<=', 2).execute()
    await trx
      .updateTable('signInAttempts')
      .set((row) => ({ failures: row('failures', '-', 2), blockedUntilAt: at }))
      .where('subject', '=', place)
      .execute()
  })
}

/** Lets an account start anew: whatever was guessed of its password is worth nothing any more. */
export async function forgiveAccount(trx: Db, email: string): Promise<void> {
  const [[, account]] = subjects(email, '')
  await trx.deleteFrom('signInAttempts').where('subject', '=', account).execute()
}

/** Deletes what is old enough to be forgotten. */
export async function sweepAttempts(db: Db, at: At): Promise<void> {
  await db.deleteFrom('signInAttempts').where('blockedUntilAt', '<', later(at, -FORGOTTEN_SECONDS)).execute()
}

function waitSeconds(excess: number): number {
  return excess < 0 ? 0 : Math.min(FIRST_WAIT_SECONDS * 2 ** excess, LONGEST_WAIT_SECONDS)
}

function subjects(email: string, address: string): [Subject, Subject] {
  return [
    ['account', `account:${hashToken(email)}`],
    ['address', `address:${placeOf(address)}`],
  ]
}
