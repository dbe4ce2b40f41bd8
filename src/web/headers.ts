import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  // The icon, which comes with the page.
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** What every answer carries. */
export const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The policy of a page with a `style` element. @param style what stands in it, to the letter */
export function policyWith(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64')
  return POLICY.replace("style-src 'self'", `$& 'sha256-${hash}'`)
}

/** Gives every answer the headers that keep a page from being framed, sniffed, scripted, cached or leaked. */
export function registerHeaders(app: FastifyInstance, secure: boolean): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS)
    if (secure) reply.header('strict-transport-security', 'max-age=31536000')
  })
}
