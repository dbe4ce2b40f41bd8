import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { readShipped } from '../shipped.ts'

/** What ours is put together from, in order: what comes later overrules. */
const SHEETS = [
  'page',
  'frame',
  'headings',
  'tables',
  'lists',
  'forms',
  'figures',
  'reports',
  'messages',
  'narrow',
  'paper',
]

/** The one stylesheet: the reset, then ours. Named by its content, so that browsers keep it for good. */
export const stylesheet = ((): { path: string; css: string } => {
  const reset = readShipped('node_modules/modern-normalize/modern-normalize.css')
  const css = [reset, ...SHEETS.map((name) => readShipped(`public/${name}.css`))].join('\n')
  const digest = hash('sha256', css, 'base64url').slice(0, 16)
  return { path: `/assets/scrip-${digest}.css`, css }
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
    reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml; charset=utf-8').send(ICON),
  )
}
