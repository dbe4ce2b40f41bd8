import { COMMAND_LINE } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import { endSessions } from '../sign-in/session-store.ts'
import type { At } from '../time/instant.ts'
import { type MadeLink, makeReset } from './invitations.ts'
import { takeTwoStep } from './member-changes.ts'
import { findCredentials } from './members.ts'

/**
 * Lets a member in again who has lost the password or the phone, where no owner can: turns their two-step sign-in off,
 * ends their sessions and makes a link by which they choose a new password.
 *
 * @param email lower case
 * @throws InvalidInput for an email that nobody can sign in with
 */
export function rescueMember(db: Db, email: string, at: At): Promise<MadeLink> {
  return db.transaction().execute(async (trx) => {
    const member = await findCredentials(trx, email)
    if (!member) {
      const sentence = 'No active member of this installation has this email address.'
      throw new InvalidInput([{ field: 'email', phrase: phrase(sentence) }])
    }
    const act = { partnerId: member.partnerId, memberId: null, address: COMMAND_LINE, at }
    await takeTwoStep(trx, act, member.id)
    await endSessions(trx, member.id)
    return makeReset(trx, act, member.id)
  })
}
