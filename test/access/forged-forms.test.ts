import { join } from 'node:path'
import t from 'tap'
import { contentsOf, promptAt } from '../support/database.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { stockEverything } from './everything.ts'
import { ROUTES } from './routes.ts'
import { turnedAway, type Visitor, visitorAt } from './visitor.ts'

// All routes, as everybody: that takes a while on a small machine.
t.setTimeout(120_000)

const POSTS = ROUTES.filter(({ method }) => method === 'POST')
const FORMS = POSTS.filter(({ needs }) => needs !== 'token')

const desk = await openDesk(t)
const { browser, owner } = desk
const records = await stockEverything(desk, { partnerId: desk.partnerId, id: owner.id, browser }, 'zebra')
const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
const contents = () => {
  const { sign_in_attempts, ...others } = contentsOf(prompt)
  return JSON.stringify(others)
}

/** What a page of another site can send in the browser of an owner, who has a form open besides. */
const FORGED: Record<string, { headers: Record<string, string> }> = {
  'that comes from another site': { headers: { 'sec-fetch-site': 'cross-site' } },
  'that comes from a neighbour of the same domain': { headers: { 'sec-fetch-site': 'same-site' } },
  'whose Origin is another host': { headers: { origin: 'https://evil.example' } },
  'whose Origin is our host as a part of another': {
    headers: { origin: 'http://localhost:80.evil.example' },
  },
}

for (const [what, { headers }] of Object.entries(FORGED)) {
  t.test(`no form is taken ${what}, though its token is right`, async (t) => {
    const visit = await visitorAt(desk, browser, { headers })
    const before = contents()
    for (const route of FORMS) {
      const { statusCode, body } = await visit(route, records)
      t.equal(statusCode, 403, route.url)
      t.match(body, 'This form was sent from another site.', route.url)
    }
    t.equal(contents(), before)
  })
}

t.test(
  'no form is taken with the token of another session, nor with one from before signing in',
  async (t) => {
    const elsewhere = desk.stranger()
    const early = (await elsewhere.get('/sign-in')).token ?? ''
    await elsewhere.signIn(owner.email, PASSWORD)
    const late = (await elsewhere.get('/password')).token ?? ''
    const before = contents()
    for (const token of [early, late, `${late}x`, 'a-b'])
      await takesNone(t, await visitorAt(desk, browser, { token }))
    t.equal(contents(), before)
  },
)

t.test('with its own token and from its own site, each gets past that', async (t) => {
  const visit = await visitorAt(desk, browser, { headers: { 'sec-fetch-site': 'same-origin' } })
  for (const route of FORMS.filter(({ url }) => url !== '/sign-out')) {
    const { statusCode, body } = await visit(route, records)
    t.notMatch(body, /can no longer be sent|from another site/, route.url)
    t.ok(statusCode < 500, route.url)
  }
})

t.test('what is open to machines takes no cookie for a token', async (t) => {
  const visit = await visitorAt(desk, browser)
  const before = contents()
  for (const route of POSTS.filter(({ needs }) => needs === 'token')) {
    t.equal(turnedAway(await visit(route, records)), '401', route.url)
  }
  t.equal(contents(), before)
})

t.test('nothing is changed by asking for a page', async (t) => {
  const { browser } = await desk.addMember('owner')
  const visit = await visitorAt(desk, browser)
  for (const route of ROUTES.filter(({ method }) => method === 'GET')) await visit(route, records)
  const before = contents()
  for (const route of ROUTES.filter(({ method }) => method === 'GET')) await visit(route, records)
  t.equal(contents(), before)
})

async function takesNone(
  t: { equal(found: unknown, wanted: unknown, what: string): boolean },
  visit: Visitor,
) {
  // Who is signed in is led on from the page of the code, whatever is sent.
  for (const route of FORMS.filter(({ url }) => url !== '/sign-in/code')) {
    t.equal(turnedAway(await visit(route, records)), 'no token', route.url)
  }
}
