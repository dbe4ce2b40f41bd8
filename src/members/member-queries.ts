import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { isLive } from '../sign-in/session-store.ts'
import type { At } from '../time/instant.ts'
import { allows, type Need, ROLES, type Role } from './roles.ts'

/** A member as the owners of the partner see them. */
export interface TeamMember {
  id: number
  name: string
  email: string
  role: Role
  active: 0 | 1
  createdAt: At
  /** Whether they sign in with a second step. */
  twoStep: 0 | 1
  /** When a session of theirs that lasts until now was last seen. */
  lastSeenAt: At | null
}

/** The partner's members, those who can sign in first, by name. */
export function listMembers(db: Db, partnerId: number, at: At): Promise<TeamMember[]> {
  return membersOf(db, partnerId, at)
    .orderBy('members.active', 'desc')
    .orderBy('members.name')
    .orderBy('members.id')
    .execute()
}

/** @throws Problem NOT_FOUND for another partner's, too */
export function findTeamMember(db: Db, partnerId: number, id: number, at: At): Promise<TeamMember> {
  return membersOf(db, partnerId, at)
    .where('members.id', '=', id)
    .executeTakeFirstOrThrow(() => new Problem('NOT_FOUND'))
}

/**
 * Holds, in the transaction of a change, that whoever makes it may do so still: an owner may have taken the role from
 * them, or deactivated them, since they were let in. Where nobody signed in, a token or the command line lets in.
 * @throws Problem NOT_ALLOWED
 */
export async function requireStill(trx: Db, act: Act, need: Need): Promise<void> {
  if (act.memberId === null) return
  const { role, active, partner } = await trx
    .selectFrom('members')
    .innerJoin('partners', 'partners.id', 'members.partnerId')
    .select(['members.role', 'members.active', 'partners.name as partner'])
    .where('members.id', '=', act.memberId)
    .where('members.partnerId', '=', act.partnerId)
    .executeTakeFirstOrThrow()
  if (!active || !allows(role, need)) throw new Problem('NOT_ALLOWED', { partner })
}

/** Whether nobody of the partner but whoever acts may do what a route needs. */
export async function isAloneIn(db: Db, { partnerId, memberId }: Act, need: Need): Promise<boolean> {
  const other = await selectAllowed(db, partnerId, need)
    .select('id')
    .where('id', 'is not', memberId)
    .limit(1)
    .executeTakeFirst()
  return other === undefined
}

/** The members of a partner who may do what a route needs, now: a query to go on with. */
export function selectAllowed(db: Db, partnerId: number, need: Need) {
  const roles = ROLES.filter((role) => allows(role, need))
  return db
    .selectFrom('members')
    .where('partnerId', '=', partnerId)
    .where('active', '=', 1)
    .where('role', 'in', roles)
}

function membersOf(db: Db, partnerId: number, at: At) {
  return db
    .selectFrom('members')
    .select(['members.id', 'members.name', 'members.email', 'members.role'])
    .select(['members.active', 'members.createdAt'])
    .select((select) => [
      select('members.twoStepSecret', 'is not', null).$castTo<0 | 1>().as('twoStep'),
      select
        .selectFrom('sessions')
        .where(isLive(at))
        .whereRef('sessions.memberId', '=', 'members.id')
        .select((seen) => seen.fn.max('sessions.lastSeenAt').as('at'))
        .as('lastSeenAt'),
    ])
    .where('members.partnerId', '=', partnerId)
}
