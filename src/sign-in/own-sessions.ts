import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import type { At } from '../time/instant.ts'
import { endOtherSessions, isLive } from './session-store.ts'

/** How many sessions are listed: whoever has more can end them all at once. */
export const MOST_LISTED = 100

/**
 * The sessions of a member that last until now: the one that asks, then the one that was seen last; one more than
 * are listed.
 * @param current the hash of the id of the one that asks
 */
export function listSessions(db: Db, memberId: number, current: string, at: At) {
  return db
    .selectFrom('sessions')
    .select(['idHash', 'address', 'userAgent', 'createdAt', 'lastSeenAt'])
    .where('memberId', '=', memberId)
    .where(isLive(at))
    .orderBy((order) => order('idHash', '=', current), 'desc')
    .orderBy('lastSeenAt', 'desc')
    .orderBy('createdAt', 'desc')
    .orderBy('idHash')
    .limit(MOST_LISTED + 1)
    .execute()
}

/**
 * Ends one of a member's own sessions. One that has ended stays so.
 * @throws Problem NOT_FOUND for another member's
 */
export function endOwnSession(db: Db, act: Act & { memberId: number }, idHash: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const session = await trx
      .selectFrom('sessions')
      .select(['memberId', 'address', 'userAgent'])
      .where('idHash', '=', idHash)
      .executeTakeFirst()
    if (!session) return
    const { memberId, ...before } = session
    if (memberId !== act.memberId) throw new Problem('NOT_FOUND')
    await trx.deleteFrom('sessions').where('idHash', '=', idHash).execute()
    await recordEvent(trx, act, { action: 'session.ended', subject: `member ${memberId}`, before })
  })
}

/** Ends every session of a member's own but one. @param keptId the id, not its hash, of the one that stays */
export function endOwnOtherSessions(db: Db, act: Act & { memberId: number }, keptId: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const sessions = await endOtherSessions(trx, act.memberId, keptId)
    if (sessions === 0) return
    await recordEvent(trx, act, {
      action: 'session.ended',
      subject: `member ${act.memberId}`,
      before: { sessions },
    })
  })
}
