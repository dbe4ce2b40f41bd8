import type { FastifyReply } from 'fastify'
import type { Format } from '../web/format.ts'
import { paths } from '../web/paths.ts'
import { page } from '../web/views.ts'
import type { MadeLink } from './invitations.ts'

/**
 * Shows a link of one use in the very answer to the POST and never again: a redirect would have to keep it somewhere.
 * @param link makes a path of this console one that can be opened from anywhere
 */
export function showMadeLink(
  reply: FastifyReply,
  { at, timeZone }: Format,
  link: (path: string) => string,
  { token, name, expiresAt }: MadeLink,
  words: { title: string; purpose: string; back: string },
) {
  return page(reply.code(201), 'members/link', {
    ...words,
    name,
    link: link(paths.invitation(token)),
    expires: at(expiresAt),
    timeZone,
  })
}
