import { hash } from 'node:crypto'
import { z } from 'zod'
import { InvalidInput, phrase } from '../errors.ts'
import { field, parse } from './fields.ts'

const confirmation = z.object({ seen: field((text) => text) })

/** A short text for a check page to send along: another one whenever the page would show something else. */
export function fingerprint(shown: unknown): string {
  return hash('sha256', JSON.stringify(shown), 'base64url')
}

/**
 * Holds that what is confirmed is what was seen: between check and Confirm, others go on working.
 *
 * @param body the form of the check page, with the fingerprint of what it showed as `seen`
 * @param shown what the page would show now
 * @throws InvalidInput when that is something else
 */
export function requireSeen(body: unknown, shown: unknown): void {
  if (parse(confirmation, body).seen === fingerprint(shown)) return
  const sentence = 'Something has changed since you looked. This is how it is now; check it again.'
  throw new InvalidInput([{ field: '', phrase: phrase(sentence) }])
}

/**
 * Holds that a record which a form changes is the one the form was opened on: nobody's change is lost unsaid.
 * The form shown again has the new fingerprint, so that sending it once more does replace their change.
 *
 * @param body the form, with the fingerprint of the record as `seen`; a request made by hand may leave it out
 * @param stored the record as it is now
 * @throws InvalidInput when somebody changed it meanwhile
 */
export function requireUnchanged(body: unknown, stored: unknown): void {
  const { seen } = parse(confirmation, body)
  if (seen === '' || seen === fingerprint(stored)) return
  const sentence =
    'Somebody has changed this since you opened it. Look at what is stored now; saving again replaces it with what stands here.'
  throw new InvalidInput([{ field: '', phrase: phrase(sentence) }])
}
