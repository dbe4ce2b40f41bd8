import t from 'tap'
import { startChromium } from './chromium.ts'
import { field, fill, heading, press } from './screen.ts'
import { startServer } from './server.ts'

const ADA = { email: 'ada@northwind.example', password: 'four words to remember' }

// A browser on a busy machine takes its time.
t.setTimeout(120_000)

t.test('a browser asks for two things at its first page, and for each further page alone', async (t) => {
  const browser = await startChromium(t)
  if (!browser) return t.pass('No Chromium was found on this machine, so its requests were not counted.')
  const server = await startServer(t, t.testdir())
  const here = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url })
  const first = await here.newPage()
  await first.goto(server.setUpPath ?? '')
  await fill(first, {
    'Partner name': 'Northwind',
    'Your name': 'Ada',
    Email: ADA.email,
    Password: ADA.password,
  })
  await field(first, 'Time zone').selectOption('UTC')
  await press(first, 'Create account')
  t.equal(await heading(first), 'Overview')

  // A browser that is signed in, and has seen nothing of Scrip yet.
  const elsewhere = await browser.newContext({
    ...{ javaScriptEnabled: false, baseURL: server.url, storageState: await here.storageState() },
  })
  const page = await elsewhere.newPage()
  const asked = async (path: string) => {
    const before = requestsIn(server.output()).length
    await page.goto(path, { waitUntil: 'networkidle' })
    return requestsIn(server.output()).slice(before)
  }
  t.match(await asked('/vouchers'), ['/vouchers', /^\/assets\/scrip-[\w-]+\.css$/])
  for (const path of ['/customers', '/templates', '/vouchers']) t.same(await asked(path), [path])
})

/** The routes in the server's log, in the order in which they were asked for. */
function requestsIn(log: string): string[] {
  return [...log.matchAll(/"route":"([^"]+)".*"incoming request"/g)].map(([, route = '']) => route)
}
