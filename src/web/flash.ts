import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Phrase } from '../errors.ts'
import { say, type Translate } from './words.ts'

const COOKIE = 'scrip_flash'

/** Leaves a sentence for the next page to show once. It is signed, so that no one else can put words there. */
export function leaveFlash(reply: FastifyReply, message: Phrase): void {
  reply.setCookie(COOKIE, Buffer.from(JSON.stringify(message)).toString('base64url'), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    signed: true,
    maxAge: 60,
  })
}

/** Takes the sentence that was left, if any; the page after this one does not show it again. */
export function takeFlash(request: FastifyRequest, reply: FastifyReply, t: Translate): string | undefined {
  const cookie = request.cookies[COOKIE]
  if (!cookie) return undefined
  reply.clearCookie(COOKIE, { path: '/' })
  const { valid, value } = request.unsignCookie(cookie)
  if (!valid || value === null) return undefined
  return say(t, JSON.parse(Buffer.from(value, 'base64url').toString()) as Phrase)
}
