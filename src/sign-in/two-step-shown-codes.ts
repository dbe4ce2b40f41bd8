import type { FastifyReply } from 'fastify'
import type { Sentence } from '../languages/sentences.ts'
import type { SignedIn } from '../partners/signed-in.ts'
import { page } from '../web/views.ts'

/**
 * Shows recovery codes, in the answer to the form that made them and never again: a redirect would have to keep them.
 * @param what has happened besides, in English
 */
export function showRecoveryCodes(
  reply: FastifyReply,
  { member, partner, format, act }: SignedIn,
  codes: readonly string[],
  what: Sentence,
): Promise<string> {
  return page(reply.code(201), 'two-step/recovery-codes', {
    codes,
    flash: format.t(what),
    whose: format.t('For signing in to Scrip as {email} of {partner}, made {at}.', {
      email: member.email,
      partner: partner.name,
      at: format.at(act.at),
    }),
  })
}
