import type { ExpressionBuilder } from 'kysely'
import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { InvalidInput, Problem, phrase } from '../errors.ts'
import { hashToken, newToken } from '../partners/token.ts'
import { type At, later } from '../time/instant.ts'
import { requireStill } from './member-queries.ts'
import type { Role } from './roles.ts'

/** How long a link can be opened. */
const LINK_SECONDS = { invitation: 7 * 24 * 60 * 60, reset: 24 * 60 * 60 } as const

/** A link of one use that was just made. */
export interface MadeLink {
  /** It is shown once and kept nowhere. */
  token: string
  /** Whom it is for. */
  name: string
  expiresAt: At
}

/**
 * Invites a person to become a member. An earlier invitation for the same name that nobody has used stops working,
 * so that a second click leaves one link and not two.
 * @throws Problem NOT_ALLOWED where whoever acts is no owner any more
 */
export function invite(db: Db, act: Act, { name, role }: { name: string; role: Role }): Promise<MadeLink> {
  return db.transaction().execute(async (trx) => {
    await requireStill(trx, act, 'own')
    await revokeLinks(trx, act, { kind: 'invitation', name })
    const { id, ...made } = await insertLink(trx, act, { kind: 'invitation', name, role, memberId: null })
    await recordEvent(trx, act, {
      action: 'invitation.made',
      subject: `invitation ${id}`,
      after: { name, role, expiresAt: made.expiresAt },
    })
    return made
  })
}

/**
 * Makes a link by which a member chooses a new password. The earlier ones of theirs stop working.
 * @throws Problem NOT_FOUND for another partner's member, too; NOT_ALLOWED where whoever acts is no owner any more;
 *   NOT_YOUR_OWN; InvalidInput for a member who is deactivated
 */
export function offerReset(db: Db, act: Act, memberId: number): Promise<MadeLink> {
  return db.transaction().execute((trx) => makeReset(trx, act, memberId))
}

/** The same, in the transaction it is given. */
export async function makeReset(trx: Db, act: Act, memberId: number): Promise<MadeLink> {
  await requireStill(trx, act, 'own')
  if (memberId === act.memberId) throw new Problem('NOT_YOUR_OWN')
  const { name, active } = await trx
    .selectFrom('members')
    .select(['name', 'active'])
    .where('id', '=', memberId)
    .where('partnerId', '=', act.partnerId)
    .executeTakeFirstOrThrow(() => new Problem('NOT_FOUND'))
  if (!active) {
    const sentence = 'This member is deactivated. Activate them first.'
    throw new InvalidInput([{ field: '', phrase: phrase(sentence) }])
  }
  await revokeLinks(trx, act, { kind: 'reset', memberId })
  const { id: _, ...made } = await insertLink(trx, act, { kind: 'reset', name, role: null, memberId })
  await recordEvent(trx, act, {
    action: 'password_reset.made',
    subject: `member ${memberId}`,
    after: { expiresAt: made.expiresAt },
  })
  return made
}

/** The invitations of a partner that can still be used, newest first. */
export function listInvitations(db: Db, partnerId: number, at: At) {
  return db
    .selectFrom('invitations')
    .leftJoin('members', 'members.id', 'invitations.createdBy')
    .select(['invitations.id', 'invitations.name', 'invitations.role', 'invitations.expiresAt'])
    .select('members.name as createdByName')
    .where('invitations.partnerId', '=', partnerId)
    .where('invitations.kind', '=', 'invitation')
    .where(canBeUsed(at))
    .orderBy('invitations.id', 'desc')
    .execute()
}

/** An invitation, whatever became of it. @throws Problem NOT_FOUND for another partner's, too */
export function findInvitation(db: Db, partnerId: number, id: number): Promise<{ id: number; name: string }> {
  return db
    .selectFrom('invitations')
    .select(['id', 'name'])
    .where('id', '=', id)
    .where('partnerId', '=', partnerId)
    .where('kind', '=', 'invitation')
    .executeTakeFirstOrThrow(() => new Problem('NOT_FOUND'))
}

/**
 * Revokes an invitation. One that was used, revoked or has expired stays as it is.
 * @throws Problem NOT_FOUND for another partner's, too
 */
export function revokeInvitation(db: Db, act: Act, id: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await findInvitation(trx, act.partnerId, id)
    await revokeLinks(trx, act, { id })
  })
}

/** Which links: those that all of this is true of. */
interface Links {
  id?: number
  kind?: 'invitation' | 'reset'
  name?: string
  memberId?: number
  createdBy?: number
}

/** Revokes the links of a partner that are meant and can still be used. */
export async function revokeLinks(trx: Db, act: Act, links: Links): Promise<void> {
  const revoked = await trx
    .updateTable('invitations')
    .set({ revokedAt: act.at })
    .where('partnerId', '=', act.partnerId)
    .where((where) => where.and({ ...links }))
    .where(canBeUsed(act.at))
    .returning(['id', 'kind', 'memberId', 'name', 'role'])
    .execute()
  for (const { id, kind, memberId, name, role } of revoked) {
    await recordEvent(
      trx,
      act,
      kind === 'reset'
        ? { action: 'password_reset.revoked', subject: `member ${memberId}` }
        : { action: 'invitation.revoked', subject: `invitation ${id}`, before: { name, role } },
    )
  }
}

/** The condition on a link that nobody has used or revoked, and that has not expired. */
export function canBeUsed(at: At) {
  return (where: ExpressionBuilder<Tables, 'invitations'>) =>
    where.and([
      where('invitations.usedAt', 'is', null),
      where('invitations.revokedAt', 'is', null),
      where('invitations.expiresAt', '>', at),
    ])
}

type NewLink = { kind: 'invitation' | 'reset'; name: string; role: Role | null; memberId: number | null }

async function insertLink(trx: Db, act: Act, link: NewLink): Promise<MadeLink & { id: number }> {
  const token = newToken()
  const expiresAt = later(act.at, LINK_SECONDS[link.kind])
  const { id } = await trx
    .insertInto('invitations')
    .values({
      ...link,
      partnerId: act.partnerId,
      tokenHash: hashToken(token),
      createdBy: act.memberId,
      createdAt: act.at,
      expiresAt,
      usedAt: null,
      revokedAt: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, token, name: link.name, expiresAt }
}
