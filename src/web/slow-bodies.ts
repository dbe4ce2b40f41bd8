import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Said by routes that take files: those may be long on their way. */
    takesFiles?: true
  }
}

/** Gives the routes of a scope the time that a file takes to come in. */
export function giveTimeForFiles(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    if (route.config) route.config.takesFiles = true
  })
}

/** What Node says of a request that takes longer than any may. */
const TIMEOUT = Object.assign(new Error('The body did not come in time'), {
  code: 'ERR_HTTP_REQUEST_TIMEOUT',
})

/**
 * Ends requests whose body does not come in time, as Node does at the bound that holds for all. A file has until
 * that one, but only when it is being read: whoever was not let in does not keep the connection by sending on.
 *
 * @param bodyMs how long a body may take
 */
export function boundBodies(app: FastifyInstance, bodyMs: number): void {
  const files = new WeakSet<IncomingMessage>()
  const bound = (request: IncomingMessage) => {
    if (request.complete || request.destroyed) return
    const timer = setTimeout(() => {
      if (!request.complete && !files.has(request)) app.server.emit('clientError', TIMEOUT, request.socket)
    }, bodyMs)
    request.once('close', () => clearTimeout(timer))
  }
  // Not as a hook: a request that is refused by one before it would go free. Most bodies come with their headers, and
  // have been read at the next turn of the event loop.
  app.server.on('request', (request: IncomingMessage) => {
    if (hasBody(request)) setImmediate(bound, request)
  })
  app.addHook('preParsing', ({ raw, routeOptions }, _reply, body, done) => {
    if (routeOptions.config.takesFiles) files.add(raw)
    done(null, body)
  })
}

function hasBody({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined
}
