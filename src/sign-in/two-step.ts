import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { findSettings } from '../partners/settings.ts'
import type { SignedIn } from '../partners/signed-in.ts'
import { withCode } from './two-step-check.ts'
import { hashRecoveryCode, newRecoveryCodes } from './two-step-code.ts'
import { clearTwoStep, replaceRecoveryCodes } from './two-step-queries.ts'

/** The second click finds the code taken by the first, whose answer nobody may have seen. */
const CODE_MADE_SOME =
  'This code was used a moment ago. If you saw no recovery codes then, make new ones with the next code.'

/**
 * Makes new recovery codes; the old ones open nothing any more.
 *
 * @param typed a code of the app, or a recovery code
 * @returns the codes, which are shown once and kept nowhere
 * @throws InvalidInput for a code that is wrong or was taken before; Problem SLOW_DOWN
 */
export async function makeRecoveryCodes(db: Db, { act, member }: SignedIn, typed: string): Promise<string[]> {
  const codes = newRecoveryCodes()
  const codeHashes = codes.map(hashRecoveryCode)
  const make = async (trx: Db, how: string) => {
    await replaceRecoveryCodes(trx, member.id, codeHashes)
    const subject = `member ${member.id}`
    await recordEvent(trx, act, { action: 'recovery_codes.made', subject, after: { shown: how } })
  }
  await withCode(db, act, member, typed, make, CODE_MADE_SOME)
  return codes
}

/**
 * Turns two-step sign-in off: the password alone is enough from now on.
 *
 * @param typed a code of the app, or a recovery code
 * @throws Problem TWO_STEP_REQUIRED while the partner asks everyone for it, SLOW_DOWN; InvalidInput for a code that
 *   is wrong or was taken before
 */
export async function turnOff(db: Db, { act, member, partner }: SignedIn, typed: string): Promise<void> {
  await withCode(db, act, member, typed, async (trx, how) => {
    await requireMayTurnOff(trx, partner)
    await clearTwoStep(trx, member.id)
    const subject = `member ${member.id}`
    await recordEvent(trx, act, { action: 'two_step.turned_off', subject, after: { shown: how } })
  })
}

/** @throws Problem TWO_STEP_REQUIRED while the partner asks everyone for two-step sign-in */
export async function requireMayTurnOff(db: Db, partner: SignedIn['partner']): Promise<void> {
  const { twoStepRequired } = await findSettings(db, partner.id)
  if (twoStepRequired) throw new Problem('TWO_STEP_REQUIRED', { partner: partner.name })
}
