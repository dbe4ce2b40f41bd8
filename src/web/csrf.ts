import csrfProtection from '@fastify/csrf-protection'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../errors.ts'

/**
 * Refuses forms that were not sent from our own pages: by where the browser says they come from, and by a
 * token that is bound to the session (OWASP CSRF cheat sheet: signed double submit cookie, Fetch Metadata).
 *
 * @param secret signs the tokens; 32 characters or more
 */
export async function registerCsrf(app: FastifyInstance, secret: string): Promise<void> {
  const cookie = app.ownCookie('form')
  await app.register(csrfProtection, {
    sessionPlugin: '@fastify/cookie',
    cookieKey: cookie.name,
    cookieOpts: { ...cookie.options, signed: true },
    csrfOpts: { hmacKey: secret, userInfo: true },
    getUserInfo: sessionOf,
    getToken: (request) => {
      const token = (request.body as Record<string, unknown> | undefined)?._csrf
      return typeof token === 'string' ? token : undefined
    },
  })
  app.decorateRequest('byToken', false)
  app.addHook('onRequest', (request, _reply, done) => {
    done(changesState(request) && comesFromElsewhere(request) ? new Problem('CROSS_SITE') : undefined)
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (changesState(request)) app.csrfProtection(request, reply, done)
    else done()
  })
}

/** What a token is bound to: a form opened before signing in cannot be sent after, nor in another session. */
export function sessionOf(request: FastifyRequest): string {
  return request.session?.memberId === undefined ? 'nobody' : request.session.sessionId
}

function changesState(request: FastifyRequest): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return !reads && !request.byToken && request.routeOptions.url !== undefined
}

function comesFromElsewhere(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  // Browsers without Fetch Metadata, and those that are no browsers: "null" is what no-referrer makes of it.
  const origin = request.headers.origin
  return origin !== undefined && origin !== 'null' && URL.parse(origin)?.host !== request.host
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether a token was shown: no browser sends one by itself, so no other site can forge such a request. */
    byToken: boolean
  }
}
