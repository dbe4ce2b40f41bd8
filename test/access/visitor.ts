import type { LightMyRequestResponse } from 'fastify'
import type { Browser } from '../support/browser.ts'
import type { Desk } from '../support/desk.ts'
import type { Records } from './everything.ts'
import type { Route } from './routes.ts'

/** Enough for a form to come as far as the record that its path names. */
const FILLED = { reason: 'A reason', refund_id: 'R-9', amount: '1.00', covers: 'whole_period' }

/** Someone who tries a route. What it answers is taken as it is. */
export type Visitor = (route: Route, records: Records, method?: 'HEAD') => Promise<LightMyRequestResponse>

/** Comes with the cookies of a browser, and sends forms with the token of a page that it shows, or another one. */
export async function visitorAt(
  desk: Desk,
  browser: Browser,
  { token, headers = {} }: { token?: string; headers?: Record<string, string> } = {},
): Promise<Visitor> {
  const shown = (await browser.get('/password')).token ?? ''
  const form = new URLSearchParams({ ...FILLED, _csrf: token ?? shown }).toString()
  return (route, records, method) =>
    desk.app.inject({
      method: method ?? route.method,
      url: pathOf(route, records),
      cookies: Object.fromEntries(browser.cookies),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      ...(route.method === 'POST' && { payload: form }),
    })
}

/** Comes with a token, and without cookies. */
export function machineWith(desk: Desk, token: string, headers: Record<string, string> = {}): Visitor {
  return (route, records) =>
    desk.app.inject({
      method: route.method,
      url: pathOf(route, records),
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(route.method === 'POST' && { payload: FILLED }),
    })
}

/** How someone was turned away for what they are, and not for what they asked: '' where they were not. */
export function turnedAway({ statusCode, headers, body }: LightMyRequestResponse): string {
  if (statusCode === 401) return '401'
  if (statusCode === 303 && /^\/sign-in(\?|$)/.test(String(headers.location))) return 'sign in'
  if (body.includes('This form can no longer be sent.')) return 'no token'
  return body.includes('Your role does not allow this.') && statusCode === 403 ? '403' : ''
}

/** The path of a route with the records of a desk in it. */
export function pathOf({ url, records: names }: Route, records: Records): string {
  const values = names.map((name) => encodeURIComponent(records[name]))
  return url.replace(/:\w+/g, () => values.shift() ?? 'none')
}
