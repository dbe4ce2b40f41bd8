import { join } from 'node:path'
import t, { type Test } from 'tap'
import { deactivateMember } from '../../src/members/member-changes.ts'
import type { Need, Role } from '../../src/members/roles.ts'
import { paths } from '../../src/web/paths.ts'
import { connectBilling } from '../support/billing.ts'
import type { Browser } from '../support/browser.ts'
import { contentsOf, promptAt } from '../support/database.ts'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import { actOf } from '../support/stock.ts'
import { stockEverything } from './everything.ts'
import { offersOn } from './offers.ts'
import { ROUTES, type Route, routeTo } from './routes.ts'
import { machineWith, pathOf, turnedAway, visitorAt } from './visitor.ts'

// All routes, as everybody: that takes a while on a small machine.
t.setTimeout(120_000)

const READS = ROUTES.filter(({ method }) => method === 'GET')
const SENDS = ROUTES.filter(({ method }) => method === 'POST')
const OF_RECORDS = ROUTES.filter(({ records }) => records.length > 0)

/** What is open before two-step sign-in is on, where the partner asks everyone for it. */
const BEFORE_TWO_STEP = [
  '/two-step',
  '/two-step/drafts',
  '/two-step/drafts/:id',
  '/two-step/drafts/:id/confirmation',
  '/sign-out',
]

t.test('the table holds every route that there is, with what it needs, and no other', async (t) => {
  const { app } = await openDesk(t)
  const heads = READS.map((route) => ({ ...route, method: 'HEAD' }))
  t.same(app.access.map(name).sort(), [...ROUTES, ...heads].map(name).sort())
})

for (const role of ['owner', 'issuer', 'reviewer', 'viewer'] as const) {
  t.test(`who is ${role} is refused what the role lacks, and nothing else`, async (t) => {
    const { desk, records } = await openStocked(t)
    const visit = await visitorAt(desk, (await desk.addMember(role)).browser)
    for (const route of [...READS, ...SENDS]) {
      const answer = await visit(route, records)
      t.equal(turnedAway(answer), expectedFor(role, route), name(route))
      t.ok(answer.statusCode < 500, `${name(route)}: ${answer.statusCode}`)
    }
  })
}

for (const role of ['issuer', 'reviewer', 'viewer'] as const) {
  t.test(`no page offers who is ${role} what the role is refused`, async (t) => {
    const { desk, records } = await openStocked(t)
    const visit = await visitorAt(desk, (await desk.addMember(role)).browser)
    for (const route of READS.filter(({ roles }) => roles.includes(role))) {
      const offers = offersOn((await visit(route, records)).body, pathOf(route, records))
      const refused = offers.filter(([method, path]) => !routeTo(method, path).roles.includes(role))
      t.same(refused, [], name(route))
    }
  })
}

t.test('every page of a record is there for its owner', async (t) => {
  const { desk, records } = await openStocked(t)
  const visit = await visitorAt(desk, desk.browser)
  for (const route of OF_RECORDS.filter(({ method }) => method === 'GET')) {
    t.equal((await visit(route, records)).statusCode, 200, name(route))
  }
})

/** Who comes without being signed in, however near they are to it. */
const STRANGERS: Record<string, (desk: Desk) => Promise<Browser>> = {
  'is not signed in': async (desk) => desk.stranger(),
  'has given the password, and not the code': async (desk) => {
    const { id, email } = await desk.addMember('owner')
    const browser = desk.stranger()
    await desk.db
      .updateTable('members')
      .set({ twoStepSecret: 'A'.repeat(32) })
      .where('id', '=', id)
      .execute()
    await browser.signIn(email, PASSWORD)
    return browser
  },
  'was deactivated': async (desk) => {
    const { id, browser } = await desk.addMember('owner')
    await deactivateMember(desk.db, actOf(desk), id)
    return browser
  },
}

for (const [what, arrive] of Object.entries(STRANGERS)) {
  t.test(`who ${what} sees nothing and does nothing`, async (t) => {
    const { desk, records, contents } = await openStocked(t)
    const visit = await visitorAt(desk, await arrive(desk))
    const before = contents()
    for (const route of ROUTES.filter(({ url }) => url !== '/sign-in/code')) {
      const answer = await visit(route, records)
      t.equal(turnedAway(answer), expectedForNobody(route), name(route))
      const isPage = route.method === 'GET' && turnedAway(answer) === 'sign in' && route.url !== '/'
      if (isPage) t.equal(answer.headers.location, paths.signIn(pathOf(route, records)), 'it leads back')
    }
    t.equal(contents(), before)
  })
}

t.test('who must turn on two-step sign-in can do that, and nothing else', async (t) => {
  const { desk, records, contents } = await openStocked(t)
  const visit = await visitorAt(desk, (await desk.addMember('owner')).browser)
  await desk.db.updateTable('partners').set({ twoStepRequired: 1 }).execute()
  const before = contents()
  const forMembers = ROUTES.filter(({ needs }) => needs !== 'nobody' && needs !== 'token')
  for (const route of forMembers.filter(({ url }) => !BEFORE_TWO_STEP.includes(url))) {
    const { statusCode, headers } = await visit(route, records)
    t.same([statusCode, headers.location], [303, '/two-step'], name(route))
  }
  t.equal(contents(), before)
})

t.test('a token opens the routes of its scope, and no others', async (t) => {
  const { desk, records, contents } = await openStocked(t)
  const { token } = await connectBilling(desk, ['read'])
  const visit = machineWith(desk, token)
  const before = contents()
  for (const route of ROUTES) {
    const answer = await visit(route, records)
    if (route.scope === 'read') t.equal(answer.statusCode, 200, name(route))
    else if (route.scope) t.equal(answer.json().code, 'TOKEN_SCOPE', name(route))
    else if (route.needs !== 'nobody') t.equal(turnedAway(answer), 'sign in', name(route))
  }
  t.equal(contents(), before)
})

t.test('what belongs to another partner is not there, and stays as it is', async (t) => {
  const { desk, records, contents } = await openStocked(t)
  const other = await desk.addPartner()
  const own = await stockEverything(desk, other, 'quagga')
  const visit = await visitorAt(desk, other.browser)
  const { token } = await connectBilling(desk, ['charges:write', 'read'], other)
  const visitByToken = machineWith(desk, token)
  const before = contents()
  for (const route of OF_RECORDS.filter(({ needs }) => needs !== 'nobody')) {
    // Where a path names two, either may be the other partner's, or both.
    const one = route.records.map((record) => ({ ...own, [record]: records[record] }))
    for (const named of [records, ...one]) {
      const answer = await (route.needs === 'token' ? visitByToken : visit)(route, named)
      t.equal(answer.statusCode, 404, name(route))
    }
  }
  t.equal(contents(), before)
})

t.test('what is no id of anything is not there', async (t) => {
  const { desk, records } = await openStocked(t)
  const visit = await visitorAt(desk, desk.browser)
  for (const id of ['0', '-1', '1.0', 'x', '1e0', '9999999999999999']) {
    for (const route of OF_RECORDS.filter(({ method }) => method === 'GET')) {
      const named = Object.fromEntries(route.records.map((record) => [record, id]))
      t.equal((await visit(route, { ...records, ...named })).statusCode, 404, `${name(route)}: ${id}`)
    }
  }
})

t.test('no form is taken without the token of a page', async (t) => {
  const { desk, records, contents } = await openStocked(t)
  const visit = await visitorAt(desk, desk.browser, { token: '' })
  const before = contents()
  // Who is signed in is led on from the page of the code, whatever is sent.
  const forms = SENDS.filter(({ needs, url }) => needs !== 'token' && url !== '/sign-in/code')
  for (const route of forms) {
    t.equal(turnedAway(await visit(route, records)), 'no token', name(route))
  }
  t.equal(contents(), before)
})

t.test('a draft is there for the member who filled it in, and for no other', async (t) => {
  const { desk, records, contents } = await openStocked(t)
  const visit = await visitorAt(desk, (await desk.addMember('owner')).browser)
  const before = contents()
  const drafts = OF_RECORDS.filter(({ url }) => /\/(drafts|imports)\/:id/.test(url))
  for (const route of drafts) t.equal((await visit(route, records)).statusCode, 404, name(route))
  t.equal(contents(), before)
})

t.test('what is asked for by HEAD is answered as by GET', async (t) => {
  const { desk, records } = await openStocked(t)
  for (const browser of [desk.browser, desk.stranger(), (await desk.addMember('viewer')).browser]) {
    const visit = await visitorAt(desk, browser)
    for (const route of READS) {
      const [head, get] = [await visit(route, records, 'HEAD'), await visit(route, records)]
      t.equal(head.statusCode, get.statusCode, name(route))
      t.equal(head.body, '')
    }
  }
})

/** A desk with one of everything, and how to read all that its database holds. */
async function openStocked(t: Test) {
  const desk = await openDesk(t)
  const owner = { partnerId: desk.partnerId, id: desk.owner.id, browser: desk.browser }
  const records = await stockEverything(desk, owner, 'zebra')
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  const contents = () => withoutTraces(contentsOf(prompt))
  return { desk, records, contents }
}

/** But for what coming by leaves behind: sessions, attempts to sign in, and when a token or a link was last used. */
function withoutTraces({ sessions, sign_in_attempts, ...contents }: Record<string, unknown[]>) {
  const trace = (name: string) => name === 'last_used_at' || name === 'opened_at'
  return JSON.stringify(contents, (name, value) => (trace(name) ? null : value))
}

function expectedFor(role: Role, { url, needs, roles }: Route): string {
  if (needs === 'token') return '401'
  // Whoever signs out comes to the page to sign in.
  if (url === '/sign-out') return 'sign in'
  return roles.includes(role) ? '' : '403'
}

function expectedForNobody({ url, needs, scope }: Route): string {
  if (needs === 'nobody') return ''
  return needs === 'token' || (scope && url.endsWith('.json')) ? '401' : 'sign in'
}

function name({ method, url, needs, scope }: { method: string; url: string; needs: Need; scope: unknown }) {
  return `${method} ${url} needs ${needs} ${scope ?? ''}`
}
