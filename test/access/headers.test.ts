import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { connectBilling } from '../support/billing.ts'
import { BY_HTTPS, openDesk, PASSWORD } from '../support/desk.ts'
import { stockEverything } from './everything.ts'
import { ROUTES, type Route } from './routes.ts'
import { machineWith, visitorAt } from './visitor.ts'

// All routes, as everybody: that takes a while on a small machine.
t.setTimeout(120_000)

/** What every answer carries, whoever asked for what. */
const ALWAYS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
}

/** How long what holds nothing of anybody's is kept by browsers. */
const KEPT = ['public, max-age=31536000, immutable', 'public, max-age=86400']

const { desk, answers } = await openHttps(t)

t.test('every answer of every route carries every header, to whoever asks', async (t) => {
  for (const { answer, where } of answers) carriesAll(t, answer, where)
})

t.test('nothing is kept by a browser but the stylesheet, the icon and forms in error', async (t) => {
  for (const { route, answer, where } of answers) {
    const usual = answer.statusCode === 422 ? ['no-store', 'private, no-cache'] : ['no-store']
    const isAsset = route.url.startsWith('/assets/') || route.url === '/favicon.ico'
    t.ok((isAsset ? KEPT : usual).includes(String(answer.headers['cache-control'])), where)
  }
})

t.test('what is sent says what it is, and in which characters', async (t) => {
  const kind = /^(text\/(html|css|csv)|application\/json|image\/svg\+xml); charset=utf-8$/
  for (const { answer, where } of answers.filter(({ answer }) => answer.body !== '')) {
    t.match(answer.headers['content-type'], kind, where)
  }
})

t.test('a file is for keeping, and not for a browser to show', async (t) => {
  const files = answers.filter(({ answer }) => String(answer.headers['content-type']).startsWith('text/csv'))
  t.ok(files.length > 20)
  for (const { answer, where } of files) {
    t.match(answer.headers['content-disposition'], /^attachment; filename="[a-z0-9-]+\.csv"$/, where)
  }
})

t.test('errors of every kind carry them, too', async (t) => {
  const json = { 'content-type': 'application/json' }
  const errors: [status: number, request: InjectOptions | string][] = [
    [400, '/%zz'],
    [404, '/no/such/page'],
    [404, '/no/such.json'],
    [404, { method: 'OPTIONS', url: '/vouchers' }],
    [404, { method: 'TRACE', url: '/vouchers' }],
    [404, { method: 'DELETE', url: '/vouchers' }],
    [401, '/vouchers.json'],
    [400, { method: 'POST', url: '/sign-in', headers: json, payload: '{' }],
    [413, { method: 'POST', url: '/sign-in', headers: json, payload: `"${'x'.repeat(70_000)}"` }],
    [415, { method: 'POST', url: '/sign-in', headers: { 'content-type': 'text/plain' }, payload: 'x' }],
    [403, { method: 'POST', url: '/sign-in', headers: { origin: 'https://evil.example' } }],
    [500, '/broken'],
    [500, '/broken.json'],
  ]
  for (const [status, request] of errors) {
    const asked: InjectOptions = typeof request === 'string' ? { url: request } : request
    const answer = await desk.app.inject({ ...asked, headers: { ...BY_HTTPS, ...asked.headers } })
    t.equal(answer.statusCode, status, JSON.stringify(request))
    carriesAll(t, answer, JSON.stringify(request))
  }
})

t.test('over plain http nobody is told to come by https', async (t) => {
  const { app } = await openDesk(t)
  t.notOk((await app.inject('/sign-in')).headers['strict-transport-security'])
  t.notOk((await app.inject('/%zz')).headers['strict-transport-security'])
})

t.test('every cookie is for https, for this host and no script, and no other site sends it', async (t) => {
  const { email, browser } = await desk.addMember('issuer')
  const form = (await browser.get('/customers/new')).form('Save').fill({ 'Account id': '1', Name: 'Ada' })
  const { _csrf = '', ...fields } = Object.fromEntries(form.entries()) as Record<string, string>
  const saved = await browser.post('/customers', fields)
  const signedIn = await browser.post('/sign-in', { email, password: PASSWORD })
  const set = [...answers.map(({ answer }) => answer), saved, signedIn].flatMap(
    ({ headers }) => headers['set-cookie'] ?? [],
  )
  for (const cookie of set) {
    t.match(cookie, /^__Host-scrip_\w+=[^;]*;/)
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
      t.ok(cookie.split('; ').includes(attribute), `${cookie}: ${attribute}`)
    }
    t.notMatch(cookie, /; Domain=/i)
  }
  const names = [...new Set(set.map((cookie) => cookie.split('=', 1)[0]))].sort()
  t.same(names, ['__Host-scrip_flash', '__Host-scrip_form', '__Host-scrip_session'])
})

t.test('who signs out leaves nothing in the browser', async (t) => {
  const { browser } = await desk.addMember('viewer')
  await browser.get('/customers')
  t.equal((await browser.post('/sign-out', {})).headers['clear-site-data'], '"cache"')
})

/** A desk reached by https, with one of everything, and what every route answers to all kinds of people. */
async function openHttps(t: Test) {
  const desk = await openDesk(t, {
    https: true,
    routes(app) {
      for (const path of ['/broken', '/broken.json'])
        app.get(path, { config: { needs: 'nobody' } }, async () => {
          throw new Error('for the log alone')
        })
    },
  })
  const owner = { partnerId: desk.partnerId, id: desk.owner.id, browser: desk.browser }
  const records = await stockEverything(desk, owner, 'zebra')
  const { token } = await connectBilling(desk, ['charges:write', 'read'])
  const options = { headers: BY_HTTPS }
  const visitors = {
    owner: await visitorAt(desk, desk.browser, options),
    viewer: await visitorAt(desk, (await desk.addMember('viewer')).browser, options),
    stranger: await visitorAt(desk, desk.stranger(), options),
    machine: machineWith(desk, token, BY_HTTPS),
  }
  const answers: { route: Route; answer: LightMyRequestResponse; where: string }[] = []
  for (const [who, visit] of Object.entries(visitors)) {
    for (const route of ROUTES) {
      const where = `${who}: ${route.method} ${route.url}`
      answers.push({ route, answer: await visit(route, records), where })
    }
  }
  return { desk, answers }
}

function carriesAll(t: Test, { headers }: LightMyRequestResponse, where: string): void {
  t.notOk(headers['access-control-allow-origin'], where)
  // A page with tables allows their rules besides, by their hash.
  const withoutHash = (value: unknown) =>
    String(value).replace(/(style-src 'self') 'sha256-[\w+/]{43}='/, '$1')
  const found = Object.keys(ALWAYS).map((name) => [name, withoutHash(headers[name])])
  t.same(Object.fromEntries(found), ALWAYS, where)
}
