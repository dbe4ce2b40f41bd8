import type { SessionStore } from '@fastify/session'
import type { Session } from 'fastify'
import { byTheWay } from '../database/by-the-way.ts'
import type { Db } from '../database/open.ts'
import { type At, later } from '../time/instant.ts'
import { hashToken } from './token.ts'

const IDLE_SECONDS = 2 * 60 * 60
const LONGEST_SECONDS = 12 * 60 * 60
/** How stale `last_seen_at` may be, so that reading pages does not write. */
const SEEN_SECONDS = 5 * 60

declare module 'fastify' {
  interface Session {
    memberId?: number
    address?: string
    userAgent?: string
  }
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
    set(id, session, callback) {
      saveSession(db, hashToken(id), session, now()).then(() => callback(), callback)
    },
    destroy(id, callback) {
      endSession(db, hashToken(id)).then(() => callback(), callback)
    },
  }
}

async function findSession(db: Db, idHash: string, at: At): Promise<Session | null> {
  const row = await db.selectFrom('sessions').selectAll().where('idHash', '=', idHash).executeTakeFirst()
  if (!row || row.lastSeenAt < later(at, -IDLE_SECONDS) || row.createdAt < later(at, -LONGEST_SECONDS)) {
    return null
  }
  if (row.lastSeenAt < later(at, -SEEN_SECONDS)) {
    await byTheWay(db.updateTable('sessions').set({ lastSeenAt: at }).where('idHash', '=', idHash).execute())
  }
  return {
    cookie: { originalMaxAge: null },
    memberId: row.memberId,
    address: row.address,
    userAgent: row.userAgent,
  }
}

async function saveSession(db: Db, idHash: string, session: Session, at: At): Promise<void> {
  const { memberId, address = '', userAgent = '' } = session
  if (memberId === undefined) return
  await db
    .insertInto('sessions')
    .values({ idHash, memberId, address, userAgent, createdAt: at, lastSeenAt: at })
    .onConflict((conflict) => conflict.column('idHash').doUpdateSet({ lastSeenAt: at }))
    .execute()
}

async function endSession(db: Db, idHash: string): Promise<void> {
  await db.deleteFrom('sessions').where('idHash', '=', idHash).execute()
}

/** Ends every session of a member but one. @param keptId the id, not its hash, of the session that stays */
export async function endOtherSessions(trx: Db, memberId: number, keptId: string): Promise<void> {
  await trx
    .deleteFrom('sessions')
    .where('memberId', '=', memberId)
    .where('idHash', '!=', hashToken(keptId))
    .execute()
}

/** Deletes the sessions that have ended by themselves. */
export async function sweepSessions(db: Db, at: At): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((where) =>
      where.or([
        where('createdAt', '<', later(at, -LONGEST_SECONDS)),
        where('lastSeenAt', '<', later(at, -IDLE_SECONDS)),
      ]),
    )
    .execute()
}
