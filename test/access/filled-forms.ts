import type { HTMLElement } from 'node-html-parser'
import { controlOf, type Entry } from '../support/control.ts'
import { rootOf } from '../support/page.ts'
import type { Records } from './everything.ts'
import { ROUTES, routeTo } from './routes.ts'
import { pathOf, type Visitor } from './visitor.ts'

/** What is sent to each route by the forms of all pages as they stand there: by method and URL of the route. */
export type FilledForms = ReadonlyMap<string, readonly Entry[]>

/**
 * What billing systems send, for which there is no page.
 * @param word stands in the names of the desk's records
 */
export function formsOfMachines(word: string): FilledForms {
  const fee = { customer: `${word}-1`, product: `${word}-compute`, payment_mode: 'postpaid', amount: '1.00' }
  return new Map([
    ['POST /charges', Object.entries({ charge_id: 'C-9', ...fee })],
    ['POST /charges/preview', Object.entries({ charge_id: 'C-8', ...fee })],
    ['POST /charges/:chargeId/refunds', Object.entries({ refund_id: 'R-9', amount: '0.01' })],
  ])
}

/** Collects the forms of every page that a visitor sees, filters of lists included. */
export async function collectForms(visit: Visitor, records: Records): Promise<FilledForms> {
  const found = new Map<string, Entry[]>()
  for (const route of ROUTES.filter(({ method }) => method === 'GET')) {
    const at = pathOf(route, records)
    for (const [key, entries] of formsOn((await visit(route, records)).body, at)) found.set(key, entries)
  }
  return found
}

/** What a route is called in the map. */
export function keyOf({ method, url }: { method: string; url: string }): string {
  return `${method} ${url}`
}

function formsOn(body: string, at: string): [key: string, entries: Entry[]][] {
  return rootOf(body)
    .querySelectorAll('form')
    .map((form) => {
      const entries = form.querySelectorAll('input, select, textarea').flatMap(entriesOf)
      const { pathname } = new URL(form.getAttribute('action') ?? at, `http://here${at}`)
      const method = form.getAttribute('method')?.toUpperCase() ?? 'GET'
      return [keyOf(routeTo(method, pathname)), entries.filter(([name]) => name !== '_csrf')]
    })
}

/** What a control sends; one that is not filled in or ticked, as if it were, but for one choice of several. */
function entriesOf(element: HTMLElement): Entry[] {
  const sent = controlOf(element).entries()
  if (sent.length > 0 || element.getAttribute('type') === 'radio') return sent
  return [[element.getAttribute('name') ?? '', element.getAttribute('value') ?? '']]
}
