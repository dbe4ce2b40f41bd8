import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, Problem, phrase } from '../errors.ts'
import { confirmDraft, type Draft, findDraft, keepDraft } from '../web/drafts.ts'
import { paths } from '../web/paths.ts'
import { endOtherSessions } from './session-store.ts'
import { hashRecoveryCode, newRecoveryCodes, newSecret, readCode } from './two-step-code.ts'
import { replaceRecoveryCodes, replaceSecret } from './two-step-queries.ts'

type MembersAct = Act & { memberId: number }

/** A secret that no app has proved to know yet, and the one it is to replace: `null` for none. */
interface NewSecret {
  secret: string
  replaces: string | null
}

/**
 * Keeps a new secret until an app proves that it knows it: a wrong code or a reload finds the same one.
 * @param replaces the secret in use; `null` for none
 * @returns the draft's id
 */
export function offerSecret(db: Db, act: MembersAct, replaces: string | null): Promise<string> {
  const offer: NewSecret = { secret: newSecret(), replaces }
  return keepDraft(db, draftOf(act), offer, act.at)
}

/** @throws Problem DRAFT_GONE */
export function findOffer(db: Db, act: MembersAct, draftId: string): Promise<Draft<NewSecret>> {
  return findDraft(db, draftOf(act), draftId)
}

/**
 * Turns two-step sign-in on with the secret of a draft, or puts it in place of the one in use. New recovery codes
 * replace the old ones, and every other session of the member ends.
 *
 * @param typed the code that the app shows
 * @param sessionId the session that stays
 * @returns the recovery codes, which are shown once and kept nowhere; undefined where it was done before
 * @throws InvalidInput for a wrong code; Problem DRAFT_GONE, also where something else was turned on or off meanwhile
 */
export async function turnOn(
  db: Db,
  act: MembersAct,
  draftId: string,
  typed: string,
  sessionId: string,
): Promise<string[] | undefined> {
  const { content, resultPath } = await findOffer(db, act, draftId)
  if (resultPath !== null) return undefined
  const proof = readCode(typed, content.secret, act.at)
  if (proof?.how !== 'code') throw wrongCode()
  const codes = newRecoveryCodes()
  const codeHashes = codes.map(hashRecoveryCode)
  let made: string[] | undefined
  await confirmDraft<NewSecret>(db, draftOf(act), draftId, async (trx) => {
    if (!(await replaceSecret(trx, act.memberId, { ...content, step: proof.step }))) {
      throw new Problem('DRAFT_GONE')
    }
    await replaceRecoveryCodes(trx, act.memberId, codeHashes)
    await endOtherSessions(trx, act.memberId, sessionId)
    await recordEvent(trx, act, {
      action: content.replaces === null ? 'two_step.turned_on' : 'two_step.replaced',
      subject: `member ${act.memberId}`,
    })
    made = codes
    return paths.twoStep()
  })
  return made
}

function draftOf({ memberId }: MembersAct) {
  return { memberId, kind: 'two-step' }
}

function wrongCode(): InvalidInput {
  const sentence =
    'This is not the code that the app shows. Wait for the next one; if that is wrong, too, set the clock of the phone.'
  return new InvalidInput([{ field: 'code', phrase: phrase(sentence) }])
}
