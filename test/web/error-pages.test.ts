import t from 'tap'
import { Problem } from '../../src/errors.ts'
import { openDesk } from '../support/desk.ts'

// Routes can be added until the first request, so these come before anyone signs in.
const failing = {
  '/broken': new Error('a detail with a password in it'),
  '/broken.json': new Error('a detail with a password in it'),
  '/busy': new Problem('DATABASE_BUSY'),
  '/slow': new Problem('SLOW_DOWN', { seconds: 7 }),
  '/slow.json': new Problem('SLOW_DOWN', { seconds: 7 }),
}
const desk = await openDesk(t, {
  routes(app) {
    for (const [path, error] of Object.entries(failing)) {
      app.get(path, { config: { needs: 'nobody' } }, async () => {
        throw error
      })
    }
  },
})
const { browser } = desk

t.test('what is not there is a page with status 404, for people with and without a sign-in', async (t) => {
  for (const someone of [browser, desk.stranger()]) {
    const page = await someone.get('/nothing/here')
    t.equal(page.status, 404)
    t.equal(page.title, 'Not found')
    t.match(page.text, 'There is no such page, or it belongs to someone else.')
    t.equal(page.link('Go to the first page'), '/')
  }
})

t.test('an error page is called what its heading says', async (t) => {
  const called = {
    '/nothing/here': 'Not found',
    '/broken': 'Something went wrong',
    '/slow': 'This did not work',
  }
  for (const [path, title] of Object.entries(called)) {
    const page = await browser.get(path)
    t.equal(page.title, title)
    t.match(page.body, `<title>${title} · Scrip</title>`)
  }
})

t.test('a machine is answered with a code and a message', async (t) => {
  const page = await browser.get('/nothing/here.json')
  t.equal(page.status, 404)
  t.match(page.headers['content-type'], 'application/json')
  t.same(JSON.parse(page.body), {
    code: 'NOT_FOUND',
    message: 'There is no such page, or it belongs to someone else.',
  })
})

t.test('an unexpected error tells its request and nothing else', async (t) => {
  const page = await browser.get('/broken')
  t.equal(page.status, 500)
  t.match(page.text, /Something went wrong on our side\. Nothing was changed\. The log has request req-\w+\./)
  t.notMatch(page.body, 'password in it')
  const data = JSON.parse((await browser.get('/broken.json')).body)
  t.match(data, { code: 'UNEXPECTED' })
  t.notMatch(data.message, 'password in it')
})

t.test('a refusal that passes says when to come back', async (t) => {
  const busy = await browser.get('/busy')
  t.same([busy.status, busy.headers['retry-after']], [503, '2'])
  const page = await browser.get('/slow.json')
  t.equal(page.status, 429)
  t.equal(page.headers['retry-after'], '7')
})

t.test('a request that cannot be read is 400', async (t) => {
  t.equal((await browser.get('/customers/%E0%A4%A')).status, 400)
})

t.test('bad input that no form caught names its fields, to machines as data', async (t) => {
  const page = await browser.get('/customers.csv?status=asleep')
  t.equal(page.status, 422)
  t.same(JSON.parse(page.body), { errors: [{ field: 'status', message: 'Choose one of the options.' }] })
})

t.test('an error page is framed, scripted, sniffed and cached as little as any other', async (t) => {
  for (const path of ['/nothing', '/broken', '/customers', '/nothing.json']) {
    const { headers } = await browser.get(path)
    t.match(headers['content-security-policy'], "default-src 'none'")
    t.match(headers['content-security-policy'], "frame-ancestors 'none'")
    t.equal(headers['x-content-type-options'], 'nosniff')
    t.equal(headers['referrer-policy'], 'no-referrer')
    t.equal(headers['cache-control'], 'no-store')
  }
})

t.test('what a person wrote is shown as text, on error pages as well', async (t) => {
  const page = await browser.get('/customers?%3Cscript%3Ealert(1)%3C/script%3E=1')
  t.equal(page.status, 422)
  t.notMatch(page.body, '<script')
})

t.test('an address that cannot be read is refused with the headers of every answer', async (t) => {
  const page = await browser.get('/%zz')
  t.equal(page.status, 400)
  t.equal(page.body, 'This address cannot be read.\n')
  t.match(page.headers['content-security-policy'], "default-src 'none'")
})

t.test('a machine without a token is told so, where a person would be sent to sign in', async (t) => {
  const page = await desk.stranger().get('/vouchers.json')
  t.equal(page.status, 401)
  t.match(JSON.parse(page.body), { code: 'TOKEN_MISSING' })
})

t.test(
  'a form in error may be gone back to: a browser keeps it, and asks before it shows it again',
  async (t) => {
    const refused = await (await browser.get('/customers/new')).form('Save').submit()
    t.equal(refused.status, 422)
    t.equal(refused.headers['cache-control'], 'private, no-cache')
    t.equal((await browser.get('/customers/new')).headers['cache-control'], 'no-store')
  },
)
