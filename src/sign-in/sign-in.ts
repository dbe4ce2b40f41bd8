import type { FastifyRequest } from 'fastify'
import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { type Credentials, findCredentials, findMember } from '../members/members.ts'
import type { SignedIn } from '../partners/signed-in.ts'
import type { At } from '../time/instant.ts'
import { verifyPassword } from './password.ts'
import { closeSession, keepSession } from './session-store.ts'
import { countAttempt, forgiveAttempt } from './sign-in-attempts.ts'
import type { SHOWN_OPTIONS } from './sign-in-words.ts'

/** What a member showed to sign in. */
type Shown = (typeof SHOWN_OPTIONS)[number][0]

/** A member, with what they showed as it was stored when it was looked at. */
type Known = Pick<Credentials, 'id' | 'partnerId' | 'passwordHash' | 'twoStepSecret'>

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
  // Who has a second step gets no more tries at its code by showing the password.
  if (member?.twoStepSecret === null) await forgiveAttempt(db, member.email, address, at)
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
    return (await openSession(db, request, member, { awaitsCode: true, at })) ? 'awaits code' : undefined
  }
  if (!(await signIn(db, request, member, 'password', at))) return undefined
  await forgiveAttempt(db, member.email, request.ip, at)
  return 'signed in'
}

/**
 * Signs the browser in as a member who has shown all that is asked of them.
 * @param member as they were when it was looked at
 * @returns whether it still is what is asked of them: the password may have been reset meanwhile
 */
export async function signIn(
  db: Db,
  request: FastifyRequest,
  member: Known,
  how: Shown,
  at: At,
): Promise<boolean> {
  return openSession(db, request, member, { awaitsCode: false, at }, (trx) => {
    const act: Act = { partnerId: member.partnerId, memberId: member.id, address: request.ip, at }
    const subject = `member ${member.id}`
    return recordEvent(trx, act, { action: 'session.started', subject, after: { how } })
  })
}

/** Signs the browser out: its session ends, not only its cookie. */
export async function signOut(db: Db, request: FastifyRequest, { act }: SignedIn): Promise<void> {
  await db.transaction().execute((trx) => endSession(trx, request.session.sessionId, act))
  await request.session.destroy()
}

/**
 * Gives the browser a new session id (OWASP: an id from before signing in is never kept). The session that it had
 * until then ends.
 * @param awaitsCode whether the code of the second step is still to come: nothing is open until then
 * @returns whether the member can still sign in with what they have shown
 */
async function openSession(
  db: Db,
  request: FastifyRequest,
  member: Known,
  { awaitsCode, at }: { awaitsCode: boolean; at: At },
  also: (trx: Db) => Promise<void> = async () => {},
): Promise<boolean> {
  const former = { id: request.session.sessionId, act: request.signedIn?.act }
  await request.session.regenerate()
  const session = Object.assign(request.session, {
    memberId: member.id,
    awaitsCode,
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 200),
  })
  const isOpen = await db.transaction().execute(async (trx) => {
    const { passwordHash, twoStepSecret } = (await findMember(trx, member.id)) ?? {}
    if (passwordHash !== member.passwordHash || twoStepSecret !== member.twoStepSecret) return false
    await endSession(trx, former.id, former.act)
    await keepSession(trx, session, at)
    await also(trx)
    return true
  })
  if (!isOpen) await request.session.destroy()
  return isOpen
}

/** Ends a session. @param act of the member who was signed in; undefined where nobody was yet */
async function endSession(trx: Db, id: string, act: Act | undefined): Promise<void> {
  if (!(await closeSession(trx, id)) || !act) return
  await recordEvent(trx, act, { action: 'session.ended', subject: `member ${act.memberId}` })
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
