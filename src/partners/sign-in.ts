import type { FastifyRequest } from 'fastify'
import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import { type Credentials, findCredentials } from './members.ts'
import { verifyPassword } from './password.ts'
import { closeSession, keepSession } from './session-store.ts'
import { countAttempt, forgiveAttempt } from './sign-in-attempts.ts'
import type { SignedIn } from './signed-in.ts'

/** What a member showed to sign in. */
type Shown = 'password' | 'password and code' | 'password and recovery code'

interface EmailAndPassword {
  /** Lower case. */
  email: string
  password: string
}

/**
 * Finds the member whose email and password these are, and takes the attempt back.
 *
 * @returns undefined where either is wrong
 * @throws Problem SLOW_DOWN after too many failures for this account or address
 */
export async function authenticate(
  db: Db,
  input: EmailAndPassword,
  address: string,
  at: At,
): Promise<Credentials | undefined> {
  const member = await checkPassword(db, input, address, at)
  if (member) await forgiveAttempt(db, member.email, address, at)
  return member
}

/**
 * Signs the browser in, or has its session await the code of the second step where the member has one. The attempt
 * stays counted until that step is done: who knows the password alone gets no more tries at the code.
 *
 * @returns undefined where the email or the password is wrong
 * @throws Problem SLOW_DOWN after too many failures for this account or address
 */
export async function signInWithPassword(
  db: Db,
  request: FastifyRequest,
  input: EmailAndPassword,
  at: At,
): Promise<'signed in' | 'awaits code' | undefined> {
  const member = await checkPassword(db, input, request.ip, at)
  if (!member) return undefined
  if (member.twoStepSecret !== null) {
    await startSession(request, member.id, true)
    return 'awaits code'
  }
  await forgiveAttempt(db, member.email, request.ip, at)
  await signIn(db, request, member, 'password', at)
  return 'signed in'
}

/** Signs the browser in as a member who has shown all that is asked of them. */
export async function signIn(
  db: Db,
  request: FastifyRequest,
  member: { id: number; partnerId: number },
  how: Shown,
  at: At,
): Promise<void> {
  await startSession(request, member.id)
  const act: Act = { partnerId: member.partnerId, memberId: member.id, address: request.ip, at }
  await db.transaction().execute(async (trx) => {
    await keepSession(trx, request.session, at)
    await recordEvent(trx, act, {
      action: 'session.started',
      subject: `member ${member.id}`,
      after: { how },
    })
  })
}

/** Signs the browser out: its session ends, not only its cookie. */
export async function signOut(db: Db, request: FastifyRequest, { act }: SignedIn): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await closeSession(trx, request.session.sessionId))) return
    await recordEvent(trx, act, { action: 'session.ended', subject: `member ${act.memberId}` })
  })
  await request.session.destroy()
}

/**
 * Gives the browser a new session id (OWASP: an id from before signing in is never kept).
 * @param awaitsCode whether the code of the second step is still to come: nothing is open until then
 */
export async function startSession(
  request: FastifyRequest,
  memberId: number,
  awaitsCode = false,
): Promise<void> {
  await request.session.regenerate()
  request.session.memberId = memberId
  request.session.awaitsCode = awaitsCode
  request.session.address = request.ip
  request.session.userAgent = (request.headers['user-agent'] ?? '').slice(0, 200)
}

/** The attempt is counted. An unknown email takes as long as a wrong password. */
async function checkPassword(
  db: Db,
  { email, password }: EmailAndPassword,
  address: string,
  at: At,
): Promise<Credentials | undefined> {
  await countAttempt(db, email, address, at)
  const member = await findCredentials(db, email)
  const right = await verifyPassword(password, member?.passwordHash)
  return right ? member : undefined
}
