import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { Problem } from '../errors.ts'
import { refuseEarly } from './error-pages.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Said by the probes: a console that has too much to do is alive, and must not be taken for dead. */
    isProbe?: true
  }
}

/**
 * Refuses what comes while as many requests are worked on as may be: at once, before anything is looked up for it.
 * So whoever was let in waits for no more than that many others, and what is refused costs next to nothing.
 *
 * What counts is the work, not the connections, nor how busy the processor is: an import may keep that busy for a
 * minute, and one request more does no harm. A request counts for nothing while its sender is still sending it, or
 * still reads the answer; so clients that are slow, or play slow, take no room from others. One whose sender went
 * away does count until its work has ended.
 *
 * @param most how many requests may be worked on at once
 * @returns tells whether a request of a connection is worked on
 */
export function refuseOverload(app: FastifyInstance, most: number): (socket: Socket) => boolean {
  const working = new Set<FastifyRequest>()
  const letIn = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => {
    const { isProbe } = request.routeOptions.config
    if (!isProbe && working.size >= most) return refuseEarly(reply, new Problem('OVERLOADED'), done)
    if (!isProbe) working.add(request)
    done()
  }
  app.addHook('onRequest', letIn)
  app.addHook('preParsing', (request, _reply, body, done) => {
    working.delete(request)
    done(null, body)
  })
  // Once more: many bodies may end at the same time.
  app.addHook('preValidation', letIn)
  app.addHook('onSend', (request, _reply, answer, done) => {
    working.delete(request)
    done(null, answer)
  })
  return (socket) => [...working].some(({ raw }) => raw.socket === socket)
}
