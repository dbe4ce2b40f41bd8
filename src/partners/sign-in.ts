import type { FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { findCredentials } from './members.ts'
import { verifyPassword } from './password.ts'
import { countAttempt, forgiveAttempt } from './sign-in-attempts.ts'

/**
 * Finds the member whose email and password these are. An unknown email takes as long as a wrong password.
 *
 * @param email in lower case
 * @returns the member's id, or undefined where either is wrong
 * @throws Problem SLOW_DOWN after too many failures for this account or address
 */
export async function authenticate(
  db: Db,
  { email, password }: { email: string; password: string },
  address: string,
  at: At,
): Promise<number | undefined> {
  await countAttempt(db, email, address, at)
  const member = await findCredentials(db, email)
  if (!(await verifyPassword(password, member?.passwordHash))) return undefined
  await forgiveAttempt(db, email, address, at)
  return member?.id
}

/** Signs the browser in under a new session id (OWASP: an id from before signing in is never kept). */
export async function startSession(request: FastifyRequest, memberId: number): Promise<void> {
  await request.session.regenerate()
  request.session.memberId = memberId
  request.session.address = request.ip
  request.session.userAgent = (request.headers['user-agent'] ?? '').slice(0, 200)
}
