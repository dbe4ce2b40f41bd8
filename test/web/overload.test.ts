import { once } from 'node:events'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { writerLoad } from '../../src/database/open.ts'
import type { Bounds } from '../../src/web/bounds.ts'
import { type BillingSystem, CHARGE, connectBilling } from '../support/billing.ts'
import { promptAt } from '../support/database.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { listening, postTo } from '../support/sockets.ts'
import { stockCustomers, stockProducts } from '../support/stock.ts'

/** How many requests the desks here work on at once. */
const MOST = 4

interface Busy {
  desk: Desk
  billing: BillingSystem
  /** Lets the database be written to again. */
  release(): Promise<void>
  /** Posts charges of these numbers at once. @returns their answers, as they come */
  post(...numbers: number[]): ReturnType<BillingSystem['post']>[]
}

/** A desk that can post nothing until it is released: every charge waits, and is worked on. */
async function openBusyDesk(t: Test, bounds: Partial<Bounds> = { requests: MOST }): Promise<Busy> {
  const desk = await openDesk(t, { bounds })
  await stockProducts(desk, { compute: {} })
  await stockCustomers(desk, [CHARGE.customer])
  const billing = await connectBilling(desk)
  const holder = await desk.db.startTransaction().execute()
  return {
    desk,
    billing,
    release: async () => {
      await holder.rollback().execute()
    },
    post: (...numbers) =>
      numbers.map(async (number) => billing.post('/charges', { ...CHARGE, charge_id: `C-${number}` })),
  }
}

const TWELVE = Array.from({ length: 12 }, (_, index) => index)

t.test('what comes beyond the bound is refused at once, and nothing that was let in is lost', async (t) => {
  const { desk, release, post } = await openBusyDesk(t)
  const answers = post(...TWELVE)
  const refused = await Promise.all(answers.slice(MOST))
  for (const answer of refused) {
    t.equal(answer.statusCode, 503)
    t.equal(answer.headers['retry-after'], '2')
    t.equal(answer.json().code, 'OVERLOADED')
  }
  await release()
  for (const answer of await Promise.all(answers.slice(0, MOST))) t.equal(answer.statusCode, 201)
  const again = TWELVE.slice(MOST)
  for (const number of again) t.equal((await post(number)[0])?.statusCode, 201, 'it has recovered')
  const posted = await desk.db.selectFrom('charges').select('chargeId').orderBy('id').execute()
  t.same(posted.map(({ chargeId }) => chargeId).sort(), TWELVE.map((number) => `C-${number}`).sort())
})

t.test('64 connections that post as fast as they can are no overload', async (t) => {
  const { release, post } = await openBusyDesk(t, {})
  const answers = post(...Array.from({ length: 64 }, (_, index) => index))
  await release()
  for (const answer of await Promise.all(answers)) t.equal(answer.statusCode, 201)
})

t.test('people get a page that says so, without a cookie and without a look at who they are', async (t) => {
  const { desk, release, post } = await openBusyDesk(t)
  const answers = post(...TWELVE.slice(0, MOST))
  for (const browser of [desk.browser, desk.stranger()]) {
    const page = await browser.get('/vouchers')
    t.equal(page.status, 503)
    t.match(page.text, 'Scrip has more to do than it can. Nothing was changed; try again in a moment.')
    t.equal(page.headers['retry-after'], '2')
    t.equal(page.headers['set-cookie'], undefined)
    t.match(page.headers['content-security-policy'], "default-src 'none'")
  }
  for (const probe of ['/healthz', '/readyz']) {
    t.equal(
      (await desk.stranger().get(probe)).status,
      200,
      'whoever looks after it does not take it for dead',
    )
  }
  await release()
  await Promise.all(answers)
  t.equal((await desk.browser.get('/vouchers')).status, 200)
})

t.test('probes that wait take no room from others', async (t) => {
  const desk = await openDesk(t, { bounds: { requests: 1 } })
  const outside = promptAt(t, join(t.testdirName, 'scrip.db'))
  outside.exec('BEGIN IMMEDIATE')
  const probe = desk.stranger().get('/readyz')
  while (writerLoad(desk.db).waiting === 0) await setImmediate()
  t.equal((await desk.stranger().get('/sign-in')).status, 200)
  outside.exec('COMMIT')
  t.equal((await probe).status, 200)
})

t.test('of bodies that end at the same time no more are let in than there is room for', async (t) => {
  const { desk, billing, release } = await openBusyDesk(t, { requests: 1 })
  const { connectTo } = await listening(t, desk.app)
  const bodies = TWELVE.map((number) => JSON.stringify({ ...CHARGE, charge_id: `C-${number}` }))
  const sockets = []
  for (const body of bodies) {
    const socket = await connectTo()
    const headers = { authorization: `Bearer ${billing.token}`, 'content-type': 'application/json' }
    const asked = once(desk.app.server, 'request')
    socket.write(postTo('/charges', { ...headers, 'content-length': String(body.length) }))
    await asked
    // Until it waits for its body alone.
    while ((await desk.stranger().get('/sign-in')).status === 503) await setImmediate()
    sockets.push(socket)
  }
  const heard: string[] = []
  for (const [index, socket] of sockets.entries()) {
    socket.once('data', (answer) => heard.push(String(answer).slice(0, 12)))
    socket.write(bodies[index] ?? '')
  }
  while (heard.length < bodies.length - 1) await setImmediate()
  await release()
  while (heard.length < bodies.length) await setImmediate()
  t.same(heard, [...bodies.slice(1).map(() => 'HTTP/1.1 503'), 'HTTP/1.1 201'])
})

t.test('who is slow to send takes no room from others', async (t) => {
  const desk = await openDesk(t, { bounds: { requests: 1 } })
  const { connectTo } = await listening(t, desk.app)
  const slow = await connectTo()
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1000' }
  slow.write(`${postTo('/sign-in', form)}email=`)
  await once(desk.app.server, 'request')
  const whole = await connectTo()
  whole.write('GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n')
  const [answer] = await once(whole, 'data')
  t.match(String(answer), /^HTTP\/1\.1 200 /)
})

t.test('what is worked on for somebody who went away counts until it is done', async (t) => {
  const { desk, billing, release, post } = await openBusyDesk(t)
  const { connectTo, accepted } = await listening(t, desk.app)
  post(...TWELVE.slice(1, MOST))
  const socket = await connectTo()
  const body = JSON.stringify(CHARGE)
  const headers = { authorization: `Bearer ${billing.token}`, 'content-type': 'application/json' }
  const asked = once(desk.app.server, 'request')
  socket.write(postTo('/charges', { ...headers, 'content-length': String(body.length) }) + body)
  await asked
  while ((await desk.stranger().get('/sign-in')).status === 200) await setImmediate()
  const gone = once(accepted()[0] ?? socket, 'close')
  socket.destroy()
  await gone
  t.equal((await desk.stranger().get('/sign-in')).status, 503)
  await release()
  while ((await desk.stranger().get('/sign-in')).status === 503) await setImmediate()
  t.equal((await billing.post('/charges', CHARGE)).statusCode, 200, 'and it was done')
})
