import type { FastifyInstance } from 'fastify'
import { Problem } from '../errors.ts'
import { refuseEarly } from './error-pages.ts'

/**
 * Answers nothing to who comes by plain http where people come by https: no form to type a password into, and no
 * sign-in that fails for want of a cookie. It is how a proxy shows that is missing in TRUST_PROXY. Probes come from
 * beside us, and are let through.
 *
 * @param address where people come by https
 */
export function requireHttps(app: FastifyInstance, address: () => string): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.protocol === 'https' || request.routeOptions.config.isProbe) return done()
    refuseEarly(reply, new Problem('HTTPS_ONLY', { address: address() }), done)
  })
}
