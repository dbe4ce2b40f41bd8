import fastifySession, { type FastifySessionOptions } from '@fastify/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A hook that waits for nothing: last of what it is given comes what to call when it is through. */
type Hook = (request: FastifyRequest, ...given: unknown[]) => void

/**
 * Gives sessions to people, by the plugin. It makes one for every request that brings none, and hashes it twice: for
 * a machine, which shows a token and is never given one, that took longer than to find out whose token it is. On a
 * route that needs a token `request.session` is `null`.
 */
export async function registerSessions(app: FastifyInstance, options: FastifySessionOptions): Promise<void> {
  const forPeople: FastifyInstance = Object.create(app, {
    addHook: { value: (name: string, hook: Hook) => app.addHook(name as 'onRequest', unlessMachine(hook)) },
  })
  fastifySession(forPeople, options, (error) => {
    if (error) throw error
  })
}

function unlessMachine(hook: Hook): Hook {
  return (request, ...given) => {
    if (request.routeOptions.config.needs !== 'token') return hook(request, ...given)
    const done = given.at(-1) as () => void
    done()
  }
}
