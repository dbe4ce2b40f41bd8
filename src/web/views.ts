import fastifyView from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readShipped } from '../shipped.ts'
import { icon, stylesheet } from './assets.ts'
import { sessionOf } from './csrf.ts'
import { takeFlash } from './flash.ts'
import { type Form, inputType, said } from './forms.ts'
import { policyWith } from './headers.ts'
import { PageTables } from './page-tables.ts'
import { paths } from './paths.ts'

/** Who the layout greets; the hook that knows members sets it. */
export interface Greeted {
  memberName: string
  partnerName: string
  /** Whether the pages for owners are offered. */
  isOwner: boolean
}

/** Views are looked up by name among what ships with Scrip: `templates/list` is views/templates/list.eta. */
class ShippedViews extends Eta {
  constructor() {
    super({ autoTrim: false, plugins: [{ processTemplate: slim }] })
  }

  override resolvePath = (name: string): string => `views/${name.replace(/^\/|\.eta$/g, '')}.eta`
  override readFile = (path: string): string => readShipped(path)
}

/**
 * A view without what only its own reader needs: indentation, empty lines, quotes around a plain word, and end tags
 * before what ends the element anyway (HTML Standard, 13.1.2.3 and 13.1.2.4). Between words that stand in a line,
 * white space stays white space. What is put in at `<%= %>` comes later, and is not touched.
 */
function slim(view: string): string {
  return view
    .trim()
    .replace(/\s*<\/(?:td|th|tr|li|option)>\s*/g, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/="([\w-]+)"(?=[\s>])/g, '=$1')
    .replace(/\n(?=<\/?(?:div|option|t[dhr]|ul)\b)/g, '')
    .replace(/(?<=\n)(<%(?![=~])(?:(?!%>).)*%>)\n/g, '$1')
}

/** Views are compiled once: `npm run dev` starts anew when one changes. */
export async function registerViews(app: FastifyInstance): Promise<void> {
  await app.register(fastifyView, { engine: { eta: new ShippedViews() }, production: true })
}

/**
 * Answers with a page: the view, and what every page needs around it.
 * @param data finished strings and lists of them, as views compute nothing; the form alone is still to be said
 */
export function page(
  reply: FastifyReply,
  view: string,
  { form, ...data }: { form?: Form; [shown: string]: unknown },
): Promise<string> {
  const request = reply.request
  // The answer to a POST can only be gone back to if the browser may keep it: no reload is a safe way to it.
  if (reply.statusCode === 422) reply.header('cache-control', 'private, no-cache')
  return render(reply, view, {
    path: request.url.split('?', 1)[0],
    greeted: request.greeted,
    csrf: reply.generateCsrf({ userInfo: sessionOf(request) }),
    flash: takeFlash(request, reply),
    ...(form && { form: said(form, request.language.t) }),
    ...data,
  })
}

/**
 * Answers with a page for somebody who is no member: the view is the whole of it, without navigation or forms, and
 * no cookie is set.
 */
export function barePage(reply: FastifyReply, view: string, data: object): Promise<string> {
  return render(reply, view, data)
}

/** Renders a view, and allows the page the rules of its tables: by their hash, so that no other ones pass. */
async function render(reply: FastifyReply, view: string, data: object): Promise<string> {
  const tables = new PageTables()
  const table = tables.add.bind(tables)
  const { tag, t } = reply.request.language
  reply.header('content-language', tag).header('vary', 'accept-language')
  const html = await reply.viewAsync(view, {
    t,
    language: tag,
    paths,
    inputType,
    stylesheet: stylesheet.path,
    icon,
    tables,
    table,
    ...data,
  })
  if (tables.style) reply.header('content-security-policy', policyWith(tables.style))
  return html
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
