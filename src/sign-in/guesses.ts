import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { hashToken } from '../partners/token.ts'
import type { At } from '../time/instant.ts'
import { countGuess, requireNoWait } from './sign-in-attempts.ts'

/** What is answered to a link or a token that is nobody's. */
const OF_NOBODY = ['SETUP_LINK_INVALID', 'INVITATION_INVALID', 'NOT_FOUND', 'TOKEN_INVALID']

/** How many of those that opened something are remembered; the oldest go first. */
const REMEMBERED = 10_000
/** By their hashes. They are no guesses, whoever guesses beside those who show them. */
const opened = new Set<string>()

/**
 * Looks up what a secret opens, and slows down whoever tries secrets out: from a place that waits, only what has opened
 * something since the start is looked up. Only those that open nothing are counted: a billing system may show its
 * token thousands of times a second.
 *
 * @param address where the request comes from
 * @throws what `lookUp` throws; Problem SLOW_DOWN after too many secrets from one place that open nothing
 */
export async function slowingGuesses<T>(
  db: Db,
  { secret, address, at }: { secret: string; address: string; at: At },
  lookUp: () => Promise<T>,
): Promise<T> {
  const hash = hashToken(secret)
  if (!opened.has(hash)) await requireNoWait(db, address, at)
  try {
    const found = await lookUp()
    remember(hash)
    return found
  } catch (error) {
    if (error instanceof Problem && OF_NOBODY.includes(error.code)) {
      opened.delete(hash)
      await countGuess(db, address, at)
    }
    throw error
  }
}

function remember(hash: string): void {
  if (opened.has(hash)) return
  opened.add(hash)
  const [oldest] = opened
  if (opened.size > REMEMBERED && oldest !== undefined) opened.delete(oldest)
}
