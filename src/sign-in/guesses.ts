import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import type { At } from '../time/instant.ts'
import { countGuess } from './sign-in-attempts.ts'

/** What is answered to a link or a token that is nobody's. */
const OF_NOBODY = ['SETUP_LINK_INVALID', 'INVITATION_INVALID', 'NOT_FOUND', 'TOKEN_INVALID']

/**
 * Looks up what a link or a token opens, and slows down whoever tries them out. Only those that open nothing are
 * counted and held up: a right one of 256 random bits is no guess, and it must not wait for a neighbour's old one.
 * So the bound keeps no secret: it spares the log and the database.
 *
 * @param address where the request comes from
 * @throws what `lookUp` throws; Problem SLOW_DOWN instead after too many from one place that open nothing
 */
export async function slowingGuesses<T>(
  db: Db,
  { address, at }: { address: string; at: At },
  lookUp: () => Promise<T>,
): Promise<T> {
  try {
    return await lookUp()
  } catch (error) {
    if (error instanceof Problem && OF_NOBODY.includes(error.code)) await countGuess(db, address, at)
    throw error
  }
}
