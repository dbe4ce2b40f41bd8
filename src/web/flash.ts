import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Phrase } from '../errors.ts'
import { say } from '../languages/words.ts'

const MARK = 'flash:'

/** A way to what a sentence is about, where the next page is not that of it. */
export interface FlashLink {
  href: string
  label: Phrase
}

/** Leaves a sentence for the next page to show once. It is signed, so that no one else can put words there. */
export function leaveFlash(reply: FastifyReply, message: Phrase, link?: FlashLink): void {
  const { name, options } = reply.server.ownCookie('flash')
  const value = MARK + Buffer.from(JSON.stringify({ ...message, link })).toString('base64url')
  reply.setCookie(name, value, { ...options, signed: true, maxAge: 60 })
}

/** Takes the sentence that was left, if any; the page after this one does not show it again. */
export function takeFlash(request: FastifyRequest, reply: FastifyReply) {
  const { name, options } = reply.server.ownCookie('flash')
  const cookie = request.cookies[name]
  if (!cookie) return undefined
  reply.clearCookie(name, options)
  const { valid, value } = request.unsignCookie(cookie)
  // Our other cookies are signed with the same key: only what begins as a flash is one.
  if (!valid || !value?.startsWith(MARK)) return undefined
  const left = JSON.parse(Buffer.from(value.slice(MARK.length), 'base64url').toString()) as Phrase & {
    link?: FlashLink
  }
  const { t } = request.language
  return { text: say(t, left), link: left.link && { href: left.link.href, label: say(t, left.link.label) } }
}
