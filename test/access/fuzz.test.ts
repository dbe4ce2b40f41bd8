import { join } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { connectBilling } from '../support/billing.ts'
import { contentsOf, promptAt } from '../support/database.ts'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import { encode } from '../support/sending.ts'
import { type Records, stockEverything } from './everything.ts'
import { collectForms, formsOfMachines } from './filled-forms.ts'
import { type Hostile, hostileRequest } from './hostile.ts'
import { ROUTES } from './routes.ts'
import { visitorAt } from './visitor.ts'

// More of them, and others: FUZZ_RUNS=20000 FUZZ_SEED=7 npx tap run test/access/fuzz.test.ts
const RUNS = Number(process.env.FUZZ_RUNS ?? 2500)
const SEED = Number(process.env.FUZZ_SEED ?? 1)
t.setTimeout(120_000 + RUNS * 100)

/** What an answer would hold that tells of our insides. What is sent holds none of it. */
const INSIDES = /\n\s+at |node_modules|file:\/\/|\.ts:\d|SQLITE_|SqliteError|TypeError|RangeError|SyntaxError/

t.test(
  'whatever is sent by whomever: no 500, nothing of our insides, no change by who may not',
  async (t) => {
    const { desk, partnerId, records, forms, prompt } = await openForAll(t)
    const { arrive, send } = await sendersAt(desk, records)
    const changedBy = watch(prompt, partnerId)
    const answered = new Map<number, number>()
    const property = fc.asyncProperty(hostileRequest(forms), async (hostile) => {
      const visit = await arrive(hostile.sender)
      changedBy()
      const { statusCode, body } = await send(hostile, visit)
      answered.set(statusCode, (answered.get(statusCode) ?? 0) + 1)
      if (statusCode >= 500) throw new Error(`It answered ${statusCode}: ${body}`)
      const inside = INSIDES.exec(body)
      if (inside) throw new Error(`It told of our insides: ${inside}`)
      const { anything, ours } = changedBy()
      if (anything && statusCode >= 400) throw new Error(`It answered ${statusCode}, and changed something`)
      if (anything && !mayChange(hostile)) throw new Error('Who may not has changed something')
      if (ours && hostile.sender === 'other') throw new Error('Another partner has changed something')
    })
    await t.resolves(fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true }))
    // Most are refused, but not all at the door: it would try nothing behind it.
    t.ok((answered.get(200) ?? 0) > RUNS / 20, `200: ${answered.get(200)}`)
    t.ok((answered.get(422) ?? 0) > RUNS / 50, `422: ${answered.get(422)}`)
    t.comment(
      [...answered]
        .sort()
        .map(([status, count]) => `${status}: ${count}`)
        .join(', '),
    )
  },
)

/** A desk with one of everything, and the forms of its pages. */
async function openForAll(t: Test) {
  const desk = await openDesk(t)
  const { partnerId, browser } = desk
  const records = await stockEverything(desk, { partnerId, id: desk.owner.id, browser }, 'zebra')
  const forms = new Map([
    ...(await collectForms(await visitorAt(desk, browser), records)),
    ...formsOfMachines('zebra'),
  ])
  return { desk, partnerId, records, forms, prompt: promptAt(t, join(t.testdirName, 'scrip.db')) }
}

/** Says after each request what it has changed. */
function watch(prompt: BetterSqlite3.Database, partnerId: number) {
  const contents = () => contentsFor(contentsOf(prompt), partnerId)
  const version = () => prompt.pragma('data_version', { simple: true })
  let [before, seen] = [contents(), version()]
  return () => {
    // SQLite counts what others have committed: where nobody has, there is nothing to compare.
    if (version() === seen) return { anything: false, ours: false }
    seen = version()
    const after = contents()
    const changed = { anything: after.all !== before.all, ours: after.ofPartner !== before.ofPartner }
    before = after
    return changed
  }
}

/** Everything in the database, but for the traces of coming by; and what of it is one partner's. */
function contentsFor(
  { sessions, sign_in_attempts, ...contents }: Record<string, unknown[]>,
  partnerId: number,
) {
  const trace = (name: string) => name === 'last_used_at' || name === 'opened_at'
  const inText = (rows: unknown) => JSON.stringify(rows, (name, value) => (trace(name) ? null : value))
  const isOurs = (row: unknown) => (row as { partner_id?: number }).partner_id === partnerId
  const ours = Object.values(contents).map((rows) => rows.filter(isOurs))
  return { all: inText(contents), ofPartner: inText(ours) }
}

/** Whether a request may change anything at all, if it is right. */
function mayChange({ sender, route, method, genuine }: Hostile): boolean {
  const form = ROUTES.find(({ url, ...other }) => url === route.url && other.method === 'POST')
  if (method !== 'POST' || !form) return false
  if (sender === 'machine') return form.needs === 'token'
  if (sender === 'reader' || sender === 'liar' || !genuine) return false
  if (sender === 'stranger') return form.needs === 'nobody'
  return form.roles.includes(sender === 'other' ? 'owner' : sender)
}

/** A sender's cookies, the token of a page it has seen, and the token that it shows, if it is a machine. */
interface Visit {
  cookies: Record<string, string>
  csrf: string
  bearer: string | undefined
}

/** Sends requests as whoever they are to come from: members are signed in again where their session was ended. */
async function sendersAt(desk: Desk, records: Records) {
  const emails: Partial<Record<Hostile['sender'], string>> = {
    owner: (await desk.addMember('owner')).email,
    issuer: (await desk.addMember('issuer')).email,
    viewer: (await desk.addMember('viewer')).email,
    other: (await desk.addPartner()).email,
  }
  const bearers: Partial<Record<Hostile['sender'], string>> = {
    machine: (await connectBilling(desk, ['charges:write', 'read'])).token,
    reader: (await connectBilling(desk, ['read'])).token,
    liar: 'scrip_nobodys',
  }
  const visits = new Map<Hostile['sender'], Visit>()
  let sent = 0
  // Guesses slow their address down: each request comes from another.
  const address = () => `10.${sent >> 16}.${(sent >> 8) & 255}.${sent & 255}`

  async function arrive(sender: Hostile['sender']): Promise<Visit> {
    const known = visits.get(sender)
    if (known) return known
    const browser = desk.stranger(address())
    const email = emails[sender]
    if (email !== undefined) await browser.signIn(email, PASSWORD)
    const csrf = (await browser.get(email === undefined ? '/sign-in' : '/password')).token ?? ''
    const visit = { cookies: Object.fromEntries(browser.cookies), csrf, bearer: bearers[sender] }
    visits.set(sender, visit)
    return visit
  }

  async function send(hostile: Hostile, visit: Visit) {
    sent++
    const answer = await desk.app.inject({
      ...(await injectOf(hostile, records, visit)),
      remoteAddress: address(),
    } as InjectOptions)
    if (String(answer.headers.location).startsWith('/sign-in')) visits.delete(hostile.sender)
    return answer
  }

  return { arrive, send }
}

async function injectOf(hostile: Hostile, records: Records, { cookies, csrf, bearer }: Visit) {
  const { route, method, params, query, body, headers, genuine } = hostile
  const values = route.records.map((record) => records[record])
  const path = route.url.replace(/:\w+/g, () => {
    const [usual, made] = [values.shift() ?? 'none', params.shift()]
    return encodeURIComponent(made ?? usual)
  })
  const { type, payload } = await payloadOf(body, genuine ? csrf : 'forged')
  return {
    method,
    url: query ? `${path}?${query}` : path,
    ...(bearer === undefined && { cookies }),
    headers: {
      ...headers,
      'content-type': type,
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    },
    ...(method !== 'GET' && method !== 'HEAD' && { payload }),
  }
}

async function payloadOf({ kind, type, fields, raw }: Hostile['body'], csrf: string) {
  if (kind === 'raw') return { type, payload: raw }
  const all: [string, unknown][] = [['_csrf', csrf], ...fields]
  if (kind === 'json') return { type: 'application/json', payload: JSON.stringify(Object.fromEntries(all)) }
  const texts = all.map(([name, value]): [string, string] => [name, String(value)])
  const encoded = await encode(texts, kind === 'multipart' ? 'multipart/form-data' : undefined)
  return { type: encoded.type, payload: encoded.body }
}
