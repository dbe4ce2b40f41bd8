import type { SessionStore } from '@fastify/session'
import type { Session } from 'fastify'
import type { ExpressionBuilder } from 'kysely'
import { byTheWay } from '../database/by-the-way.ts'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import type { Role } from '../members/roles.ts'
import { PARTNER_COLUMNS, type PartnerColumns } from '../partners/partner-columns.ts'
import { hashToken } from '../partners/token.ts'
import { type At, later, secondsBetween } from '../time/instant.ts'

const IDLE_SECONDS = 2 * 60 * 60
const LONGEST_SECONDS = 12 * 60 * 60
/** How stale `last_seen_at` may be, so that reading pages does not write. */
const SEEN_SECONDS = 5 * 60
/** How long a session waits for the code of the second step. */
const CODE_SECONDS = 10 * 60

declare module 'fastify' {
  interface Session {
    memberId?: number
    /** The password was right, and the code of the second step is still to come: not signed in. */
    awaitsCode?: boolean
    /** From where, and by which browser: known to the request that opens it, and then in its row. */
    address?: string
    userAgent?: string
    /**
     * Whose it is; not known of one that this very request has opened. Behind a function: what a session holds itself
     * the plugin hashes when it is read.
     */
    holder?: () => SessionHolder
    /** Whether the plugin is to save it with the answer. */
    isModified?(): boolean
  }
}

/** A member who holds a session, as a request needs to know them and their partner's policies. */
interface SessionHolder extends PartnerColumns {
  id: number
  name: string
  email: string
  role: Role
  /** The tag of the one they chose; `null`: as their browser asks. */
  language: string | null
  hasTwoStep: 0 | 1
  twoStepRequired: 0 | 1
  withdrawPartUsed: 0 | 1
}

/**
 * Keeps sessions as rows: only of people who signed in, only under the hash of their id, each with an idle
 * and an absolute end.
 *
 * @param now the clock
 */
export function sessionStore(db: Db, now: () => At): SessionStore {
  return {
    get(id, callback) {
      findSession(db, hashToken(id), now()).then((session) => callback(null, session), callback)
    },
    // Whatever opens a session writes its row (`keepSession`), and whatever ends it deletes it (`closeSession`), with
    // the audit event of it. Written again with the answer, one that was ended in between would be there anew.
    set(_id, _session, callback) {
      callback()
    },
    destroy(_id, callback) {
      callback()
    },
  }
}

const selectSession = often((db, { idHash }: { idHash: string }) =>
  db
    .selectFrom('sessions')
    .innerJoin('members', 'members.id', 'sessions.memberId')
    .innerJoin('partners', 'partners.id', 'members.partnerId')
    .select(['sessions.awaitsCode', 'sessions.createdAt', 'sessions.lastSeenAt'])
    .select(['members.id', 'members.name', 'members.email', 'members.role', 'members.language'])
    .select((eb) => eb('members.twoStepSecret', 'is not', null).$castTo<0 | 1>().as('hasTwoStep'))
    .select(PARTNER_COLUMNS)
    .select(['partners.twoStepRequired', 'partners.withdrawPartUsed'])
    .where('sessions.idHash', '=', idHash)
    .where('members.active', '=', 1),
)

async function findSession(db: Db, idHash: string, at: At): Promise<Session | null> {
  const [row] = await selectSession(db, { idHash })
  if (!row) return null
  const { awaitsCode, createdAt, lastSeenAt, ...holder } = row
  const [age, idle] = [secondsBetween(createdAt, at), secondsBetween(lastSeenAt, at)]
  const isOpen = idle <= IDLE_SECONDS && age <= (awaitsCode ? CODE_SECONDS : LONGEST_SECONDS)
  if (!isOpen) return null
  if (idle > SEEN_SECONDS) {
    await byTheWay(db.updateTable('sessions').set({ lastSeenAt: at }).where('idHash', '=', idHash).execute())
  }
  return {
    cookie: { originalMaxAge: null },
    memberId: holder.id,
    awaitsCode: awaitsCode === 1,
    holder: () => holder,
    // It is never saved with the answer (see `set`): so it is not hashed at the end of each request to find that out.
    isModified: () => false,
  }
}

/** Writes the row of a session, in the transaction of what opens it. */
export async function keepSession(
  trx: Db,
  session: Session & { sessionId: string; memberId: number },
  at: At,
): Promise<void> {
  const { sessionId, memberId, awaitsCode, address = '', userAgent = '' } = session
  await trx
    .insertInto('sessions')
    .values({
      idHash: hashToken(sessionId),
      memberId,
      awaitsCode: awaitsCode ? 1 : 0,
      address,
      userAgent,
      createdAt: at,
      lastSeenAt: at,
    })
    .execute()
}

/** Ends one session. @param id its id, not the hash @returns whether it was still there */
export async function closeSession(trx: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('sessions')
    .where('idHash', '=', hashToken(id))
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/**
 * Ends every session of a member but one.
 * @param keptId the id, not its hash, of the session that stays
 * @returns how many have ended
 */
export async function endOtherSessions(trx: Db, memberId: number, keptId: string): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('sessions')
    .where('memberId', '=', memberId)
    .where('idHash', '!=', hashToken(keptId))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Ends every session of a member: whatever made them what they were has changed. */
export async function endSessions(trx: Db, memberId: number): Promise<void> {
  await trx.deleteFrom('sessions').where('memberId', '=', memberId).execute()
}

/** The condition on a session that has not ended by itself, and whose second step is done where one is asked for. */
export function isLive(at: At) {
  return (where: ExpressionBuilder<Tables, 'sessions'>) =>
    where.and([
      where('sessions.createdAt', '>=', later(at, -LONGEST_SECONDS)),
      where('sessions.lastSeenAt', '>=', later(at, -IDLE_SECONDS)),
      where('sessions.awaitsCode', '=', 0),
    ])
}

/** Deletes the sessions that have ended by themselves. */
export async function sweepSessions(db: Db, at: At): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((where) =>
      where.or([
        where('createdAt', '<', later(at, -LONGEST_SECONDS)),
        where('lastSeenAt', '<', later(at, -IDLE_SECONDS)),
        where.and([where('awaitsCode', '=', 1), where('createdAt', '<', later(at, -CODE_SECONDS))]),
      ]),
    )
    .execute()
}
