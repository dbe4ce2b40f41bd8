import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { partsInSnapshot } from '../../src/database/in-snapshot.ts'
import type { Db } from '../../src/database/open.ts'
import type { Bounds } from '../../src/web/bounds.ts'
import { sendCsv } from '../../src/web/csv-export.ts'
import { CHARGE, connectBilling } from '../support/billing.ts'
import { focusBill } from '../support/bills.ts'
import { promptAt } from '../support/database.ts'
import { openApp, openDesk } from '../support/desk.ts'
import { encode } from '../support/sending.ts'
import { listening, postTo, untilClosed } from '../support/sockets.ts'
import { stockCustomers, stockProducts } from '../support/stock.ts'

// Busy machines take their time.
t.setTimeout(120_000)

const SOON_MS = 200
const GET = 'GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n'

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1000' }

/** A console with other bounds that listens, and a connection to it. */
async function connected(t: Test, bounds: Partial<Bounds>, routes?: (app: FastifyInstance, db: Db) => void) {
  const { app, db } = await openApp(t, bounds)
  routes?.(app, db)
  const { connectTo, accepted } = await listening(t, app)
  return { app, db, connectTo, accepted, socket: await connectTo() }
}

t.test('headers that do not come, or not to their end, are not waited for', async (t) => {
  for (const begun of ['', 'GET / HTTP/1.1\r\nHost: x\r\n']) {
    const { socket } = await connected(t, { headersMs: SOON_MS })
    socket.write(begun)
    t.match(await untilClosed(socket), /^HTTP\/1\.1 408 /, begun)
  }
})

t.test('headers of more than 16 KB are refused', async (t) => {
  const { socket } = await connected(t, {})
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17 * 1024)}\r\n\r\n`)
  t.match(await untilClosed(socket), /^HTTP\/1\.1 431 /)
})

t.test('a form that stops coming ends with its connection', async (t) => {
  const { socket } = await connected(t, { stalledMs: SOON_MS })
  socket.write(`${postTo('/sign-in', FORM)}email=`)
  t.equal(await untilClosed(socket), '')
})

/** Sends a byte again and again, each in time, until the connection ends. @returns what was answered */
async function trickle(socket: Socket, head: string): Promise<string> {
  const answered = untilClosed(socket)
  socket.write(head)
  for (; !socket.destroyed; socket.write('x')) await setTimeout(SOON_MS / 4)
  return answered
}

t.test('a form ends after the time that one may take, however steadily it comes', async (t) => {
  const { socket } = await connected(t, { bodyMs: SOON_MS })
  t.match(await trickle(socket, postTo('/sign-in', FORM)), /^HTTP\/1\.1 408 /)
})

t.test('a file of somebody who is not let in has no more time than a form', async (t) => {
  const { socket } = await connected(t, { bodyMs: SOON_MS })
  const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '1000' }
  const answer = await trickle(socket, postTo('/bills/drafts', headers))
  t.match(answer, /^HTTP\/1\.1 303 [\s\S]*HTTP\/1\.1 408 /)
})

/** Sends a bill over a connection, a piece at a time, for as long as it stays open. @returns what was answered */
async function sendSlowly(t: Test, bounds: Partial<Bounds>, everyMs: number): Promise<string> {
  const desk = await openDesk(t, { bounds })
  const { token } = await desk.browser.get('/bills/new')
  const { type, body } = await encode(
    [
      ['_csrf', token ?? ''],
      ['covers', 'whole_period'],
      ['file', focusBill([{}])],
    ],
    'multipart/form-data',
  )
  const cookie = [...desk.browser.cookies].map((pair) => pair.join('=')).join('; ')
  const headers = { cookie, 'content-type': type, 'content-length': String(body.length), connection: 'close' }
  const { connectTo } = await listening(t, desk.app)
  const socket = await connectTo()
  const answered = untilClosed(socket)
  socket.write(postTo('/bills/drafts', headers))
  const piece = Math.ceil(body.length / 15)
  for (let at = 0; at < body.length && !socket.destroyed; at += piece) {
    await setTimeout(everyMs)
    socket.write(body.subarray(at, at + piece))
  }
  return answered
}

t.test('an upload that is slow but steady gets through, however short the wait for each piece', async (t) => {
  const answer = await sendSlowly(t, { stalledMs: 1000, headersMs: 1000, bodyMs: SOON_MS }, 100)
  t.match(answer, /^HTTP\/1\.1 303 /)
  t.match(answer, /^location: \/bills\/drafts\/\S+\r$/m)
})

t.test('an upload ends after the time that one may take, however steady it is', async (t) => {
  t.match(await sendSlowly(t, { transferMs: SOON_MS, headersMs: SOON_MS }, 100), /^HTTP\/1\.1 408 /)
})

t.test('a connection that asks nothing more is closed', async (t) => {
  const { socket } = await connected(t, { keepAliveMs: SOON_MS })
  socket.write(GET)
  t.match(await untilClosed(socket), /^HTTP\/1\.1 200 /)
})

t.test('connections beyond the bound are closed unheard, and the others go on', async (t) => {
  const { socket, connectTo } = await connected(t, { connections: 1 })
  const beyond = await connectTo()
  beyond.write(GET)
  t.equal(await untilClosed(beyond), '')
  socket.write(GET)
  t.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 200 /)
})

t.test('connections of one address beyond its bound are closed unheard', async (t) => {
  const { socket, connectTo, accepted } = await connected(t, { connectionsPerAddress: 1 })
  t.equal(await untilClosed(await connectTo()), '')
  socket.destroy()
  const [ours] = accepted()
  if (ours && !ours.closed) await once(ours, 'close')
  const next = await connectTo()
  next.write(GET)
  t.match(String((await once(next, 'data'))[0]), /^HTTP\/1\.1 200 /)
})

t.test('a proxy that is trusted opens as many connections as there may be', async (t) => {
  const networks = { trustProxy: ['10.0.0.0/8', '127.0.0.0/8'] }
  const { app } = await openApp(t, { connectionsPerAddress: 1 }, networks)
  const { connectTo } = await listening(t, app)
  for (const through of [await connectTo(), await connectTo()]) {
    through.write(GET)
    t.match(String((await once(through, 'data'))[0]), /^HTTP\/1\.1 200 /)
  }
})

t.test('a connection is still for as long as we work on its request', async (t) => {
  const desk = await openDesk(t, { bounds: { stalledMs: SOON_MS } })
  await stockProducts(desk, { compute: {} })
  await stockCustomers(desk, [CHARGE.customer])
  const { token } = await connectBilling(desk)
  const { connectTo } = await listening(t, desk.app)
  const holder = await desk.db.startTransaction().execute()
  const socket = await connectTo()
  const body = JSON.stringify(CHARGE)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  socket.write(postTo('/charges', { ...headers, 'content-length': String(body.length) }) + body)
  // By the time the second of two that came later is closed for being still, the first would be, too.
  for (const later of [await connectTo(), await connectTo()]) await untilClosed(later)
  const answer = once(socket, 'data')
  await holder.rollback().execute()
  t.match(String((await answer)[0]), /^HTTP\/1\.1 201 /)
})

/** A download that has no end, read in one snapshot. */
function endless(app: FastifyInstance, db: Db): void {
  const rows = Array.from({ length: 100 }, () => ['x'.repeat(1000)])
  app.get('/endless.csv', { config: { needs: 'nobody' } }, (_request, reply) =>
    sendCsv(
      reply,
      'endless',
      ['x'],
      partsInSnapshot(db, async function* () {
        for (;;) {
          await setImmediate()
          yield rows
        }
      }),
      (row) => row,
    ),
  )
}

t.test('a download that nobody reads on ends, and its snapshot with it', async (t) => {
  const bounds = { stalledMs: SOON_MS }
  const { db, socket, accepted } = await connected(t, bounds, endless)
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  /** Whether somebody reads the database as it was before its last change. */
  const isHeld = async () => {
    await db.deleteFrom('drafts').execute()
    await db
      .updateTable('kysely_migration' as never)
      .set({ timestamp: '' } as never)
      .execute()
    return (prompt.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy === 1
  }
  socket.write('GET /endless.csv HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'data')
  socket.pause()
  const [ours] = accepted()
  t.ok(ours)
  t.equal(await isHeld(), true)
  if (ours) await once(ours, 'close')
  await setImmediate()
  t.equal(await isHeld(), false)
})

t.test('a download ends after the time that one may take, however it is read', async (t) => {
  const { socket } = await connected(t, { transferMs: SOON_MS, headersMs: SOON_MS }, endless)
  socket.write('GET /endless.csv HTTP/1.1\r\nHost: x\r\n\r\n')
  socket.on('data', () => {})
  await once(socket, 'close')
  t.pass('it was closed')
})
