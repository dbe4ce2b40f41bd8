import fastifyView from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readShipped } from '../shipped.ts'
import { stylesheet } from './assets.ts'
import { sessionOf } from './csrf.ts'
import { takeFlash } from './flash.ts'
import { paths } from './paths.ts'
import { t } from './words.ts'

/** Who the layout greets; the hook that knows members sets it. */
export interface Greeted {
  memberName: string
  partnerName: string
  /** Whether the pages for owners are offered. */
  isOwner: boolean
}

/** Views are looked up by name among what ships with Scrip: `templates/list` is views/templates/list.eta. */
class ShippedViews extends Eta {
  override resolvePath = (name: string): string => `views/${name.replace(/^\/|\.eta$/g, '')}.eta`
  override readFile = (path: string): string => readShipped(path)
}

/** Views are compiled once: `npm run dev` starts anew when one changes. */
export async function registerViews(app: FastifyInstance): Promise<void> {
  await app.register(fastifyView, { engine: { eta: new ShippedViews() }, production: true })
}

/**
 * Answers with a page: the view, and what every page needs around it.
 * @param data finished strings and lists of them; views compute nothing
 */
export function page(reply: FastifyReply, view: string, data: object): Promise<string> {
  const request = reply.request
  // The answer to a POST can only be gone back to if the browser may keep it: no reload is a safe way to it.
  if (reply.statusCode === 422) reply.header('cache-control', 'private, no-cache')
  return reply.viewAsync(view, {
    t,
    paths,
    path: request.url.split('?', 1)[0],
    stylesheet: stylesheet.path,
    greeted: request.greeted,
    csrf: reply.generateCsrf({ userInfo: sessionOf(request) }),
    flash: takeFlash(request, reply, t),
    ...data,
  })
}

/**
 * Answers with a page for somebody who is no member: the view is the whole of it, without navigation or forms, and
 * no cookie is set.
 */
export function barePage(reply: FastifyReply, view: string, data: object): Promise<string> {
  return reply.viewAsync(view, { t, paths, stylesheet: stylesheet.path, ...data })
}

/** Sends the browser on after a POST: 303, so that a reload of the result sends nothing again. */
export function redirect(reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(path, 303)
}

/** Whether whoever asks wants a page rather than data. */
export function wantsPage(request: FastifyRequest): boolean {
  return (
    request.routeOptions.config.answers !== 'json' &&
    !/\.(csv|json)$/.test(request.url.split('?', 1)[0] ?? '')
  )
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Said by routes for machines alone, whose errors are no pages either. */
    answers?: 'json'
  }
  interface FastifyRequest {
    greeted: Greeted | null
  }
}
