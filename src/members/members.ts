import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { hashPassword } from '../sign-in/password.ts'
import { endOtherSessions } from '../sign-in/session-store.ts'
import type { At } from '../time/instant.ts'
import { revokeLinks } from './invitations.ts'
import type { Role } from './roles.ts'

/** A member as signing in needs it. */
export interface Credentials {
  id: number
  partnerId: number
  email: string
  passwordHash: string
  /** `null`: the password alone is enough. */
  twoStepSecret: string | null
}

/** Who may sign in with an email: nobody, where its member is deactivated. @param email in lower case */
export function findCredentials(db: Db, email: string): Promise<Credentials | undefined> {
  return db
    .selectFrom('members')
    .select(['id', 'partnerId', 'email', 'passwordHash', 'twoStepSecret'])
    .where('email', '=', email)
    .where('active', '=', 1)
    .executeTakeFirst()
}

/** A member, with what a password must not be. */
interface MemberRow extends Credentials {
  name: string
  partnerName: string
}

/** A member who can sign in; undefined where they are deactivated. */
export function findMember(db: Db, id: number): Promise<MemberRow | undefined> {
  return db
    .selectFrom('members')
    .innerJoin('partners', 'partners.id', 'members.partnerId')
    .select([
      'members.id',
      'members.partnerId',
      'members.email',
      'members.passwordHash',
      'members.twoStepSecret',
      'members.name',
      'partners.name as partnerName',
    ])
    .where('members.id', '=', id)
    .where('members.active', '=', 1)
    .executeTakeFirst()
}

/** A member who is not there yet. */
interface NewMember {
  partnerId: number
  name: string
  /** Lower case. */
  email: string
  passwordHash: string
  role: Role
  createdAt: At
}

/**
 * Adds a member to a partner.
 * @returns their id; undefined where a member of any partner has this email already
 */
export async function addMember(trx: Db, member: NewMember): Promise<number | undefined> {
  const taken = trx.selectFrom('members').select('id').where('email', '=', member.email)
  if (await taken.executeTakeFirst()) return undefined
  const { id } = await trx.insertInto('members').values(member).returning('id').executeTakeFirstOrThrow()
  return id
}

/**
 * Changes a member's own password, ends their other sessions and voids the links to choose another.
 * @param known the member as they were when their present password was looked at
 * @param sessionId the session that stays
 * @returns whether that was still their password: it may have been reset meanwhile
 * @throws InvalidInput as `hashPassword`
 */
export async function changePassword(
  db: Db,
  act: Act & { memberId: number },
  known: Pick<Credentials, 'passwordHash'>,
  password: string,
  sessionId: string,
): Promise<boolean> {
  const member = await findMember(db, act.memberId)
  if (!member) return false
  const passwordHash = await hashPassword(password, member)
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('members')
      .set({ passwordHash })
      .where('id', '=', act.memberId)
      .where('passwordHash', '=', known.passwordHash)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return false
    await endOtherSessions(trx, act.memberId, sessionId)
    await revokeLinks(trx, act, { kind: 'reset', memberId: act.memberId })
    await recordEvent(trx, act, { action: 'password.changed', subject: `member ${act.memberId}` })
    return true
  })
}
