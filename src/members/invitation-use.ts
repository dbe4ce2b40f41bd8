import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, Problem, phrase } from '../errors.ts'
import { hashToken } from '../partners/token.ts'
import { hashPassword } from '../sign-in/password.ts'
import { endSessions } from '../sign-in/session-store.ts'
import { forgiveAccount } from '../sign-in/sign-in-attempts.ts'
import type { At } from '../time/instant.ts'
import { canBeUsed } from './invitations.ts'
import { addMember } from './members.ts'
import type { Role } from './roles.ts'

/** A link that can be used: to become a member with a role, or to choose a new password. */
export type OpenLink = { id: number; name: string; partnerId: number; partnerName: string } & (
  | { kind: 'invitation'; role: Role }
  | { kind: 'reset'; memberId: number; email: string }
)

/** What somebody who joins says of themselves. */
interface Joining {
  name: string
  /** Lower case. */
  email: string
  password: string
}

/**
 * Finds what a link is for.
 * @throws Problem INVITATION_INVALID where it was used or revoked, has expired, was never made, or is a deactivated
 *   member's: nobody learns which
 */
export async function findLink(db: Db, token: string, at: At): Promise<OpenLink> {
  const row = await db
    .selectFrom('invitations')
    .innerJoin('partners', 'partners.id', 'invitations.partnerId')
    .leftJoin('members', (join) =>
      join
        .onRef('members.id', '=', 'invitations.memberId')
        .onRef('members.partnerId', '=', 'invitations.partnerId')
        .on('members.active', '=', 1),
    )
    .select(['invitations.id', 'invitations.kind', 'invitations.name', 'invitations.role'])
    .select(['members.id as memberId', 'members.email'])
    .select(['partners.id as partnerId', 'partners.name as partnerName'])
    .where('invitations.tokenHash', '=', hashToken(token))
    .where(canBeUsed(at))
    .executeTakeFirst()
  if (row) {
    const { kind, role, memberId, email, ...link } = row
    if (kind === 'invitation' && role !== null) return { ...link, kind, role }
    if (kind === 'reset' && memberId !== null && email !== null) return { ...link, kind, memberId, email }
  }
  throw new Problem('INVITATION_INVALID')
}

/**
 * Makes whoever has an invitation a member, with the role that they were invited to.
 *
 * @param address the network address they come from
 * @returns the new member's id
 * @throws Problem INVITATION_INVALID; InvalidInput for an email that a member of any partner has, and as `hashPassword`
 */
export async function join(
  db: Db,
  token: string,
  { name, email, password }: Joining,
  address: string,
  at: At,
): Promise<number> {
  const { partnerName } = await findLink(db, token, at)
  const passwordHash = await hashPassword(password, { name, email, partnerName })
  return db.transaction().execute(async (trx) => {
    const link = await findLink(trx, token, at)
    if (link.kind !== 'invitation') throw new Problem('INVITATION_INVALID')
    const { partnerId, role } = link
    const member = { partnerId, name, email, passwordHash, role, createdAt: at }
    const memberId = await addMember(trx, member)
    if (memberId === undefined) throw emailInUse()
    await useLink(trx, link.id, memberId, at)
    await recordEvent(
      trx,
      { partnerId, memberId, address, at },
      {
        action: 'member.joined',
        subject: `member ${memberId}`,
        after: { name, email, role, invitation: link.id },
      },
    )
    return memberId
  })
}

/**
 * Gives the member whose reset link this is a new password and ends all their sessions.
 * @param address the network address they come from
 * @throws Problem INVITATION_INVALID; InvalidInput as `hashPassword`
 */
export async function resetPassword(
  db: Db,
  token: string,
  password: string,
  address: string,
  at: At,
): Promise<void> {
  const passwordHash = await hashPassword(password, await findReset(db, token, at))
  await db.transaction().execute(async (trx) => {
    const link = await findReset(trx, token, at)
    const { partnerId, memberId, email } = link
    await trx.updateTable('members').set({ passwordHash }).where('id', '=', memberId).execute()
    await useLink(trx, link.id, memberId, at)
    await endSessions(trx, memberId)
    await forgiveAccount(trx, email)
    const act = { partnerId, memberId, address, at }
    await recordEvent(trx, act, { action: 'password.reset', subject: `member ${memberId}` })
  })
}

async function findReset(db: Db, token: string, at: At): Promise<Extract<OpenLink, { kind: 'reset' }>> {
  const link = await findLink(db, token, at)
  if (link.kind !== 'reset') throw new Problem('INVITATION_INVALID')
  return link
}

async function useLink(trx: Db, id: number, memberId: number, at: At): Promise<void> {
  await trx.updateTable('invitations').set({ usedAt: at, memberId }).where('id', '=', id).execute()
}

/** It does not say by whom: who is a member of which partner is nobody else's business. */
function emailInUse(): InvalidInput {
  const sentence = 'This email address cannot be used. Choose another.'
  return new InvalidInput([{ field: 'email', phrase: phrase(sentence) }])
}
