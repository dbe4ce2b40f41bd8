import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { join } from '../members/invitation-use.ts'
import { invite } from '../members/invitations.ts'
import type { Role } from '../members/roles.ts'
import { later } from '../time/instant.ts'

/** Who works for the sample's partner: one of each role, the owner first. */
export const SAMPLE_TEAM = [
  { role: 'owner', name: 'Ada Winter', email: 'ada@meridian.example' },
  { role: 'issuer', name: 'Ben Okafor', email: 'ben@meridian.example' },
  { role: 'reviewer', name: 'Rosa Lindgren', email: 'rosa@meridian.example' },
  { role: 'viewer', name: 'Theo Marchetti', email: 'theo@meridian.example' },
] as const satisfies readonly { role: Role; name: string; email: string }[]

const HOUR = 60 * 60

/**
 * Invites everyone but the owner, and has them join an hour later.
 *
 * @param act the owner's
 * @param password everyone's
 * @returns each member's id, by role
 */
export async function hireTeam(
  db: Db,
  act: Act & { memberId: number },
  password: string,
): Promise<Record<Role, number>> {
  const invited = []
  for (const { role, ...member } of SAMPLE_TEAM.slice(1)) {
    invited.push({ role, member, ...(await invite(db, act, { name: member.name, role })) })
  }
  const ids = { owner: act.memberId, issuer: 0, reviewer: 0, viewer: 0 }
  for (const { role, member, token } of invited) {
    ids[role] = await join(db, token, { ...member, password }, act.address, later(act.at, HOUR))
  }
  return ids
}
