import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import { connectBilling } from '../support/billing.ts'
import type { Browser } from '../support/browser.ts'
import { openDesk } from '../support/desk.ts'

const MOST = 6

t.test('six downloads of a partner run at once; the next is asked to come back', async (t) => {
  const { desk, hold, download } = await openWithHeldDownloads(t)
  await hold(MOST)
  const refused = await download('/vouchers.csv')
  t.equal(refused.status, 429)
  t.equal(refused.headers['retry-after'], '5')
  t.match(JSON.parse(refused.body), { code: 'TOO_MANY_DOWNLOADS' })
  const { token } = await connectBilling(desk, ['read'])
  const byToken = (url: string) => desk.app.inject({ url, headers: { authorization: `Bearer ${token}` } })
  t.equal((await byToken('/vouchers.csv')).statusCode, 429, 'nor by a token')
  t.equal((await byToken('/vouchers.json')).statusCode, 200, 'a page of a list is no file')
  t.equal((await download('/vouchers')).status, 200)
})

t.test('the place of a download is free when it has ended, or was broken off', async (t) => {
  const { hold, download } = await openWithHeldDownloads(t)
  const [first, second] = await hold(MOST)
  t.equal((await download('/vouchers.csv')).status, 429)
  await first?.end()
  t.equal((await download('/vouchers.csv')).status, 200)
  await hold(1)
  t.equal((await download('/vouchers.csv')).status, 429)
  await second?.breakOff()
  t.equal((await download('/vouchers.csv')).status, 200)
  for (let turn = 0; turn < 2 * MOST; turn++) t.equal((await download('/no/such.csv')).status, 404)
  t.equal((await download('/vouchers.csv')).status, 200, 'what is refused takes no place')
})

t.test('another partner is not concerned', async (t) => {
  const { desk, hold, download } = await openWithHeldDownloads(t)
  await hold(MOST)
  const other = await desk.addPartner()
  t.equal((await download('/vouchers.csv', other.browser)).status, 200)
})

t.test('a statement is one, by whichever address it is asked for', async (t) => {
  const { desk, hold } = await openWithHeldDownloads(t)
  const stranger = desk.stranger()
  const statement = '/held-statements/token'
  await hold(MOST, (place) => stranger.get(`${statement}/entries.csv?${place}`))
  for (const path of ['entries.csv', 'entries.csv?again', 'entries.csv/', '%65ntries.csv']) {
    t.equal((await stranger.get(`${statement}/${path}`)).status, 429, path)
  }
})

/** A desk with a download that lasts until it is told to end. */
async function openWithHeldDownloads(t: Test) {
  const begun: PassThrough[] = []
  const desk = await openDesk(t, {
    routes(app) {
      const held = (_request: unknown, reply: FastifyReply) => {
        const content = new PassThrough()
        begun.push(content)
        return reply.type('text/csv; charset=utf-8').send(content)
      }
      app.get('/held.csv', { config: { needs: 'read' } }, held)
      app.get('/held-statements/:token/entries.csv', { config: { needs: 'nobody' } }, held)
    },
  })
  const download = (path: string, browser: Browser = desk.browser) => browser.get(path)
  /** Begins so many downloads, and returns when the console is busy with them all. */
  const hold = async (
    count: number,
    begin: (place: number) => Promise<unknown> = () => download('/held.csv'),
  ) => {
    const already = begun.length
    const answers = Array.from({ length: count }, (_, place) => begin(place).catch(() => {}))
    while (begun.length < already + count) await new Promise(setImmediate)
    return begun.slice(already).map((content, index) => ({
      async end() {
        content.end()
        await answers[index]
      },
      async breakOff() {
        content.destroy(new Error('The reader went away'))
        await answers[index]
      },
    }))
  }
  t.teardown(() => {
    for (const content of begun) content.end()
  })
  return { desk, hold, download }
}
