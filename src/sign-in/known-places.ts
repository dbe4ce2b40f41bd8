import { sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { type At, later } from '../time/instant.ts'
import { placeOf } from '../web/place.ts'

/** How many sign-ins are looked through, the last first: nobody is to wait longer for a member who signs in often. */
const LOOKED_AT = 50

/** For how long a place is known after the last sign-in there. */
const KNOWN_SECONDS = 90 * 24 * 60 * 60

/**
 * Whether the member who has this email signed in from the place of this address in the last ninety days (NIST SP
 * 800-63B-4, 3.2.2), as the audit log has it.
 *
 * @param email lower case
 */
export async function isKnownPlace(db: Db, email: string, address: string, at: At): Promise<boolean> {
  const signIns = await db
    .selectFrom('members')
    .innerJoin('auditEvents', (join) =>
      join
        .onRef('auditEvents.partnerId', '=', 'members.partnerId')
        .on('auditEvents.subject', '=', sql<string>`'member ' || members.id`),
    )
    .select('auditEvents.address')
    .where('members.email', '=', email)
    .where('auditEvents.action', '=', 'session.started')
    .where('auditEvents.at', '>', later(at, -KNOWN_SECONDS))
    .orderBy('auditEvents.at', 'desc')
    .limit(LOOKED_AT)
    .execute()
  return signIns.some((signIn) => placeOf(signIn.address) === placeOf(address))
}
