import { finished } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../errors.ts'

/** How many downloads a partner runs at once: each reads all of a list, and holds a snapshot of it meanwhile. */
const MOST_AT_ONCE = 6
/** When it pays to try again: most downloads take a second or two. */
const RETRY_SECONDS = 5

/**
 * Bounds how many files are written at once for one partner, its people and its machines together; and for one
 * statement, whoever opens it. The next one is refused at once, and not left waiting.
 *
 * @throws in the request: Problem TOO_MANY_DOWNLOADS
 */
export function limitDownloads(app: FastifyInstance): void {
  const running = new Map<string, number>()
  app.addHook('preHandler', (request, reply, done) => {
    if (!request.routeOptions.url?.endsWith('.csv')) return done()
    const whose = downloaderOf(request)
    const before = running.get(whose) ?? 0
    if (before >= MOST_AT_ONCE) return done(new Problem('TOO_MANY_DOWNLOADS', { seconds: RETRY_SECONDS }))
    running.set(whose, before + 1)
    // Also where the reader went away in the middle of it.
    finished(reply.raw, () => {
      const left = (running.get(whose) ?? 1) - 1
      if (left === 0) running.delete(whose)
      else running.set(whose, left)
    })
    done()
  })
}

/** A statement by its token alone: the same one can be asked for by many addresses. */
function downloaderOf({ asking, params }: FastifyRequest): string {
  return asking ? `partner ${asking.partner.id}` : `statement ${(params as { token?: string }).token}`
}
