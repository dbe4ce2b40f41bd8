import { createHash } from 'node:crypto'
import { z } from 'zod'
import { InvalidInput, phrase } from '../errors.ts'
import { field, parse } from './fields.ts'

const confirmation = z.object({ seen: field((text) => text) })

/** A short text for a check page to send along: another one whenever the page would show something else. */
export function fingerprint(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url')
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
