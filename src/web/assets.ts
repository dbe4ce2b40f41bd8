import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'

const PROJECT = join(import.meta.dirname, '../..')

/** Reads a file that ships with Scrip, by its name from the project's folder. The one place that knows where. */
export function readShipped(name: string): string {
  return readFileSync(join(PROJECT, name), 'utf8')
}

/** The one stylesheet: the reset, then ours. Named by its content, so that browsers keep it for good. */
export const stylesheet = ((): { path: string; css: string } => {
  const reset = readFileSync(createRequire(import.meta.url).resolve('modern-normalize'), 'utf8')
  const css = `${reset}\n${readShipped('public/scrip.css')}`
  const hash = createHash('sha256').update(css).digest('base64url').slice(0, 16)
  return { path: `/assets/scrip-${hash}.css`, css }
})()

const ICON = readShipped('public/icon.svg').trim()

/** The icon as an address that pages carry it in: one request less for each browser. */
export const icon = `data:image/svg+xml;base64,${Buffer.from(ICON).toString('base64')}`

/** Serves the stylesheet, and the icon to what asks for it without a page. */
export function assetRoutes(app: FastifyInstance): void {
  app.get(stylesheet.path, { config: { needs: 'nobody' } }, (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('text/css; charset=utf-8')
      .send(stylesheet.css),
  )
  app.get('/favicon.ico', { config: { needs: 'nobody' } }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml').send(ICON),
  )
}
