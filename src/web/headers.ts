import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { remembering } from '../remembering.ts'

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  // The icon, which comes with the page.
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A year, as browsers' preload lists ask for, and for the hosts below this one, too (OWASP ASVS 5.0, 3.4.1). */
const HTTPS_ALONE = 'max-age=31536000; includeSubDomains'

/** What every answer carries. @param secure whether the console is reached by https */
export function headersOf(secure: boolean): Record<string, string> {
  return {
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    ...(secure && { 'strict-transport-security': HTTPS_ALONE }),
  }
}

/** How many policies are remembered: each view has one or two, in each language. */
const POLICIES = 200

/** The policy of a page with a `style` element. @param style what stands in it, to the letter */
export const policyWith = remembering((style: string): string => {
  const digest = hash('sha256', style, 'base64')
  return POLICY.replace("style-src 'self'", `$& 'sha256-${digest}'`)
}, POLICIES)

/** Gives every answer the headers that keep a page from being framed, sniffed, scripted, cached or leaked. */
export function registerHeaders(app: FastifyInstance, secure: boolean): void {
  const headers = headersOf(secure)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}
