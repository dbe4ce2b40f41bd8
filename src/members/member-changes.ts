import type { Act } from '../audit/act.ts'
import { type AuditEvent, recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { endSessions } from '../sign-in/session-store.ts'
import { clearTwoStep } from '../sign-in/two-step-queries.ts'
import { revokeLinks } from './invitations.ts'
import { findTeamMember, requireStill, type TeamMember } from './member-queries.ts'
import type { Role } from './roles.ts'

/**
 * Gives a member another role. The links that they had made as an owner stop working.
 * @throws Problem NOT_FOUND for another partner's, too; LAST_OWNER
 */
export function changeRole(db: Db, act: Act, id: number, role: Role): Promise<void> {
  return change(db, act, id, async (trx, member) => {
    if (member.role === role) return undefined
    await requireAnotherOwner(trx, act, member)
    await trx.updateTable('members').set({ role }).where('id', '=', id).execute()
    await revokeLinks(trx, act, { createdBy: id })
    return { action: 'member.role_changed', before: { role: member.role }, after: { role } }
  })
}

/**
 * Deactivates a member: they cannot sign in any more, and the links that they had or had made stop working.
 * @throws Problem NOT_FOUND for another partner's, too; LAST_OWNER
 */
export function deactivateMember(db: Db, act: Act, id: number): Promise<void> {
  return change(db, act, id, async (trx, member) => {
    if (!member.active) return undefined
    await requireAnotherOwner(trx, act, member)
    await trx.updateTable('members').set({ active: 0 }).where('id', '=', id).execute()
    await revokeLinks(trx, act, { kind: 'reset', memberId: id })
    await revokeLinks(trx, act, { createdBy: id })
    return { action: 'member.deactivated', before: { active: true }, after: { active: false } }
  })
}

/** Lets a deactivated member sign in again. @throws Problem NOT_FOUND for another partner's, too */
export function activateMember(db: Db, act: Act, id: number): Promise<void> {
  return change(db, act, id, async (trx, member) => {
    if (member.active) return undefined
    await trx.updateTable('members').set({ active: 1 }).where('id', '=', id).execute()
    return { action: 'member.activated', before: { active: false }, after: { active: true } }
  })
}

/**
 * Takes the second step of signing in from a member who has lost it, and the recovery codes with it.
 * @throws Problem NOT_FOUND for another partner's, too; NOT_YOUR_OWN
 */
export function removeTwoStep(db: Db, act: Act, id: number): Promise<void> {
  return db.transaction().execute((trx) => takeTwoStep(trx, act, id))
}

/** The same, in the transaction it is given. */
export function takeTwoStep(trx: Db, act: Act, id: number): Promise<void> {
  return changeIn(trx, act, id, async (member) => {
    if (!member.twoStep) return undefined
    if (id === act.memberId) throw new Problem('NOT_YOUR_OWN')
    await clearTwoStep(trx, id)
    return { action: 'two_step.turned_off', before: { twoStep: true }, after: { twoStep: false } }
  })
}

/**
 * Changes a member and ends their sessions, in one transaction.
 * @param make answers undefined where all is so already
 * @throws Problem NOT_FOUND for another partner's, too; NOT_ALLOWED where whoever acts is no owner any more
 */
function change(
  db: Db,
  act: Act,
  id: number,
  make: (trx: Db, member: TeamMember) => Promise<Omit<AuditEvent, 'subject'> | undefined>,
): Promise<void> {
  return db.transaction().execute((trx) => changeIn(trx, act, id, (member) => make(trx, member)))
}

/** The same, in the transaction it is given. */
async function changeIn(
  trx: Db,
  act: Act,
  id: number,
  make: (member: TeamMember) => Promise<Omit<AuditEvent, 'subject'> | undefined>,
): Promise<void> {
  await requireStill(trx, act, 'own')
  const event = await make(await findTeamMember(trx, act.partnerId, id, act.at))
  if (!event) return
  await endSessions(trx, id)
  await recordEvent(trx, act, { ...event, subject: `member ${id}` })
}

/** The database holds the same; here it is said so that a person understands it. */
async function requireAnotherOwner(trx: Db, act: Act, member: TeamMember): Promise<void> {
  if (member.role !== 'owner' || !member.active) return
  const another = await trx
    .selectFrom('members')
    .select('id')
    .where('partnerId', '=', act.partnerId)
    .where('role', '=', 'owner')
    .where('active', '=', 1)
    .where('id', '!=', member.id)
    .executeTakeFirst()
  if (!another) throw new Problem('LAST_OWNER')
}
