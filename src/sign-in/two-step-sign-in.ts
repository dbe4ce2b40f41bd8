import type { FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { type Credentials, findMember } from '../members/members.ts'
import type { At } from '../time/instant.ts'
import { closeSession } from './session-store.ts'
import { signIn } from './sign-in.ts'
import { forgiveAttempt } from './sign-in-attempts.ts'
import { checkCode, type Prover, takeCode } from './two-step-check.ts'
import { countRecoveryCodes } from './two-step-queries.ts'

/** Somebody whose password was right. */
export type HalfSignedIn = Prover & Pick<Credentials, 'partnerId' | 'passwordHash' | 'twoStepSecret'>

/** The member whose password was right and whose code is still to come; undefined where there is no such. */
export async function findHalfSignedIn(
  db: Db,
  { session }: FastifyRequest,
): Promise<HalfSignedIn | undefined> {
  if (session.memberId === undefined || !session.awaitsCode) return undefined
  const member = await findMember(db, session.memberId)
  return member?.twoStepSecret === null ? undefined : member
}

/**
 * Signs in the member whose session awaits a code. That session makes one session and no more: whoever sends the
 * same form again, or has copied the cookie, gets nothing.
 *
 * @param typed a code of the app, or a recovery code
 * @returns how many recovery codes are left, where one was used
 * @throws InvalidInput for a code that is wrong or was taken before; Problem SLOW_DOWN
 */
export async function signInWithCode(
  db: Db,
  request: FastifyRequest,
  member: HalfSignedIn,
  typed: string,
  at: At,
): Promise<number | undefined> {
  const proof = await checkCode(db, member, typed, { address: request.ip, at })
  const how = await db.transaction().execute(async (trx) => {
    const isFirst = await closeSession(trx, request.session.sessionId)
    return isFirst ? takeCode(trx, member.id, proof, at) : undefined
  })
  if (how === undefined) return undefined
  if (!(await signIn(db, request, member, `password and ${how}`, at))) return undefined
  // Two attempts were right: the password's and the code's.
  await forgiveAttempt(db, member.email, request.ip, at)
  await forgiveAttempt(db, member.email, request.ip, at)
  return how === 'recovery code' ? countRecoveryCodes(db, member.id) : undefined
}
