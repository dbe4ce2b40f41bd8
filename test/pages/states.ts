import type { Test } from 'tap'
import { furnish } from '../../src/demo/furnish.ts'
import { SAMPLE_TEAM } from '../../src/demo/sample-team.ts'
import { makeSetUpToken } from '../../src/partners/set-up.ts'
import { stylesheet } from '../../src/web/assets.ts'
import { type Records, stockEverything } from '../access/everything.ts'
import { collectForms, keyOf } from '../access/filled-forms.ts'
import { offersOn } from '../access/offers.ts'
import { ROUTES, routeTo } from '../access/routes.ts'
import { pathOf, visitorAt } from '../access/visitor.ts'
import { type Browser, type Fields, openBrowser } from '../support/browser.ts'
import { type Desk, openApp, openDesk, PASSWORD } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { addTwoStepMember, beginTurnOn, codeAt, keyOn } from '../support/two-step.ts'

/** A page as it was answered: what was asked by whom, and what came. */
export interface State {
  name: string
  body: string
}

/** How many pages of one route the crawl of the demo looks at: one of each kind, and the next ones with a query. */
const OF_A_ROUTE = 3

/** Pages in every state that matters, each body once. @param withDemo whether those of the demo are among them */
export async function collectStates(t: Test, { withDemo }: { withDemo: boolean }): Promise<State[]> {
  const states = new Map<string, string>()
  const keep = (name: string, { status, headers, body }: Pick<Page, 'status' | 'headers' | 'body'>) => {
    if (!String(headers['content-type']).startsWith('text/html')) return
    // The same page with another token in its forms is no other state.
    const known = body.replace(/ name=_csrf value="[^"]*"/g, '')
    if (!states.has(known)) states.set(known, `${status} ${name}\n${body}`)
  }
  await t.test('a desk in which nobody has done anything', async (t) =>
    keepEmptyDesk(await openDesk(t), keep),
  )
  await t.test('a desk with one of everything', async (t) => keepStockedDesk(await openDesk(t), keep))
  await t.test('signing in', (t) => keepSignIn(t, keep))
  if (withDemo) await t.test('the demo', (t) => crawlDemo(t, keep))
  return [...states.values()].map((text) => {
    const end = text.indexOf('\n')
    return { name: text.slice(0, end), body: text.slice(end + 1) }
  })
}

type Keep = (name: string, page: Pick<Page, 'status' | 'headers' | 'body'>) => void

const READS = ROUTES.filter(({ method, url }) => method === 'GET' && url !== stylesheet.path)

async function keepEmptyDesk(desk: Desk, keep: Keep): Promise<void> {
  const viewer = await desk.addMember('viewer')
  for (const { url } of READS.filter(({ records }) => records.length === 0)) {
    keep(`${url} by the owner of an empty desk`, await desk.browser.get(url))
    keep(`${url} by a viewer of an empty desk`, await viewer.browser.get(url))
  }
}

async function keepStockedDesk(desk: Desk, keep: Keep): Promise<void> {
  const { browser, partnerId, owner } = desk
  const records = await stockEverything(desk, { partnerId, id: owner.id, browser }, 'zebra')
  for (const role of ['owner', 'reviewer', 'viewer'] as const) {
    const member = role === 'owner' ? { browser } : await desk.addMember(role)
    for (const route of READS)
      keep(`${route.url} by ${role}`, await member.browser.get(pathOf(route, records)))
  }
  for (const query of QUERIES) keep(query, await browser.get(query))
  await keepRefused(desk, records, keep)
}

/** Lists that are narrowed, and that cannot be; searches that find much, little and nothing. */
const QUERIES = [
  '/vouchers?status=unused&customer=zebra-1&sort=expiry',
  '/vouchers?status=nope&balance_at_least=x&issued_from=never&colour=red',
  '/vouchers?number=0000-0000-0000',
  '/templates?name=nothing',
  '/templates?product=zebra-compute&created_before=2030-01-01',
  '/customers?name=zebra&status=active',
  '/charges?customer=nobody',
  '/audit?by=nobody',
  '/reports/usage?from=2026-01&to=2025-01',
  '/search?q=zebra',
  '/search?q=nothing',
  `/search?q=${'x'.repeat(300)}`,
  '/nowhere',
]

/** Every form sent with nothing in it, with what no field takes, and as it stands. */
async function keepRefused(desk: Desk, records: Records, keep: Keep): Promise<void> {
  const forms = await collectForms(await visitorAt(desk, desk.browser), records)
  const fillings: Record<string, (value: unknown) => string | undefined> = {
    nothing: () => undefined,
    nonsense: () => '\u202E-1,5 %',
    'what stands in it': (value) => String(value),
  }
  for (const [how, fill] of Object.entries(fillings)) {
    for (const route of ROUTES.filter(({ method }) => method === 'POST')) {
      const entries = forms.get(keyOf(route))
      if (!entries || ENDING.has(route.url)) continue
      const fields: Fields = Object.fromEntries(entries.map(([name, value]) => [name, fill(value)]))
      const path = pathOf(route, records)
      const sent = await desk.browser.post(path, fields)
      keep(`POST ${route.url} with ${how}`, sent)
      // What was left to be said is said on the page that follows.
      if (sent.location) keep(`after POST ${route.url} with ${how}`, await desk.browser.get(sent.location))
    }
  }
}

/** What would end the visit. */
const ENDING = new Set(['/sign-out', '/sessions/end', '/members/:id/deactivation', '/password', '/sign-in'])

async function keepSignIn(t: Test, keep: Keep): Promise<void> {
  const fresh = await openApp(t)
  const newcomer = openBrowser(fresh.app)
  const setUp = await newcomer.get(`/set-up/${await makeSetUpToken(fresh.db, fresh.clock.now)}`)
  keep('the set-up link', setUp)
  keep('the set-up link, sent empty', await setUp.form('Create account').submit())
  const desk = await openDesk(t)
  const stranger = desk.stranger()
  keep('signing in with a wrong password', await stranger.signIn(desk.owner.email, 'wrong'))
  const { email, secret, browser } = await addTwoStepMember(desk)
  const asked = await desk.stranger().signIn(email, PASSWORD)
  keep('the second step', asked)
  keep('a wrong code', await asked.form('Sign in').fill({ Code: '000000' }).submit())
  for (const path of [
    '/two-step',
    '/two-step/recovery-codes',
    '/two-step/replacement',
    '/two-step/removal',
  ]) {
    keep(`${path} with two steps`, await browser.get(path))
  }
  const begun = await beginTurnOn(desk.browser)
  keep('turning the second step on', begun)
  const code = codeAt(keyOn(begun), desk.clock.now)
  keep('the recovery codes', await begun.form('Confirm').fill({ Code: code }).submit())
  await desk.db.updateTable('partners').set({ twoStepRequired: 1 }).execute()
  keep('the second step that everyone needs', await (await desk.addMember('issuer')).browser.get('/'))
  t.ok(secret)
}

/** Follows the links of the demo's pages, as its owner and as one who only looks. */
async function crawlDemo(t: Test, keep: Keep): Promise<void> {
  const { app, db, clock } = await openApp(t)
  await furnish(db, PASSWORD, clock.now)
  for (const role of ['owner', 'viewer'] as const) {
    const browser = openBrowser(app)
    await browser.signIn(SAMPLE_TEAM.find((member) => member.role === role)?.email ?? '', PASSWORD)
    await crawl(browser, (path, page) => keep(`${path} of the demo by ${role}`, page))
  }
}

async function crawl(browser: Browser, keep: (path: string, page: Page) => void): Promise<void> {
  const waiting = ['/']
  const asked = new Set(waiting)
  const visits = new Map<string, number>()
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const page = await browser.get(path)
    keep(path, page)
    for (const [method, link] of offersOn(page.body, page.path.split('?', 1)[0] ?? '')) {
      if (method !== 'GET' || asked.has(link) || /\.(csv|json)$/.test(link)) continue
      asked.add(link)
      const { url } = routeTo('GET', link)
      const times = visits.get(url) ?? 0
      visits.set(url, times + 1)
      if (times < OF_A_ROUTE) waiting.push(link)
    }
  }
}
