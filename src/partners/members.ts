import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { hashPassword } from './password.ts'
import type { Role } from './roles.ts'
import { endOtherSessions } from './session-store.ts'

/** A member as signing in needs it. */
export interface Credentials {
  id: number
  passwordHash: string
}

/** @param email in lower case */
export function findCredentials(db: Db, email: string): Promise<Credentials | undefined> {
  return db.selectFrom('members').select(['id', 'passwordHash']).where('email', '=', email).executeTakeFirst()
}

/** What every request needs to know of the partner it is made for. */
export interface PartnerColumns {
  partnerId: number
  partnerName: string
  currency: string
  timeZone: string
}

/** A member with the partner they work for, in one row. */
export interface MemberRow extends PartnerColumns {
  id: number
  name: string
  email: string
  role: Role
  passwordHash: string
}

export function findMember(db: Db, id: number): Promise<MemberRow | undefined> {
  return db
    .selectFrom('members')
    .innerJoin('partners', 'partners.id', 'members.partnerId')
    .select([
      'members.id',
      'members.name',
      'members.email',
      'members.role',
      'members.passwordHash',
      'members.partnerId',
      'partners.name as partnerName',
      'partners.currency',
      'partners.timeZone',
    ])
    .where('members.id', '=', id)
    .executeTakeFirst()
}

/** Changes a member's own password and ends their other sessions. @param sessionId the session that stays */
export async function changePassword(
  db: Db,
  act: Act & { memberId: number },
  password: string,
  sessionId: string,
): Promise<void> {
  const passwordHash = await hashPassword(password)
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('members').set({ passwordHash }).where('id', '=', act.memberId).execute()
    await endOtherSessions(trx, act.memberId, sessionId)
    await recordEvent(trx, act, { action: 'password.changed', subject: `member ${act.memberId}` })
  })
}
