import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { openClient } from './http.ts'
import { type Server, startServer } from './server.ts'

const OWNER = { 'Partner name': 'Northwind', 'Your name': 'Ada', Email: 'ada@northwind.example' }

t.setTimeout(120_000)

t.test('on SIGTERM it listens no more, finishes what runs, empties the WAL, and ends with 0', async (t) => {
  const folder = t.testdir()
  const server = await startServer(t, folder)
  const form = (await openClient(server.url).get(server.setUpPath ?? '')).form('Create account')
  const file = join(folder, 'data/scrip.db')
  const outside = new BetterSqlite3(file)
  outside.exec('BEGIN IMMEDIATE')
  const answer = form.fill({ ...OWNER, Password: 'four words to remember' }).submit()
  await server.prints(/"method":"POST"/)
  const ended = server.end('SIGTERM')
  await refusesConnections(server)
  outside.exec('COMMIT')
  outside.close()
  // The redirect that it answers with leads to a server that listens no more.
  await t.rejects(answer, { cause: { code: 'ECONNREFUSED' } })
  t.equal(await ended, 0)
  t.notOk(existsSync(`${file}-wal`))
  const prompt = new BetterSqlite3(file, { readonly: true })
  t.teardown(() => prompt.close())
  t.equal(prompt.prepare('SELECT email FROM members').pluck().get(), 'ada@northwind.example')
})

t.test('a change that does not end in time is undone, and does not keep it from ending with 0', async (t) => {
  const folder = t.testdir()
  const server = await startServer(t, folder)
  const form = (await openClient(server.url).get(server.setUpPath ?? '')).form('Create account')
  const outside = new BetterSqlite3(join(folder, 'data/scrip.db'))
  t.teardown(() => outside.close())
  outside.exec('BEGIN IMMEDIATE')
  const answer = form.fill({ ...OWNER, Password: 'four words to remember' }).submit()
  await server.prints(/"method":"POST"/)
  const cut = t.rejects(answer)
  t.equal(await server.end('SIGTERM'), 0)
  await cut
  outside.exec('COMMIT')
  t.equal(outside.prepare('SELECT count(*) FROM members').pluck().get(), 0)
})

t.test('somebody who sends a request too slowly does not keep it from ending with 0', async (t) => {
  const server = await startServer(t, t.testdir())
  await slowRequest(t, server)
  t.equal(await server.end('SIGTERM'), 0)
})

t.test('a second signal ends it at once, and what was answered is there', async (t) => {
  const folder = t.testdir()
  const server = await startServer(t, folder)
  const form = (await openClient(server.url).get(server.setUpPath ?? '')).form('Create account')
  t.equal((await form.fill({ ...OWNER, Password: 'four words to remember' }).submit()).title, 'Overview')
  await slowRequest(t, server)
  const ended = server.end('SIGTERM')
  await refusesConnections(server)
  await server.end('SIGTERM')
  t.equal(await ended, null, 'the signal itself ended it')
  const again = await startServer(t, folder, 'again')
  t.equal(again.setUpPath, undefined)
})

/** Sends the beginning of a request and no more. */
async function slowRequest(t: Test, server: Server): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  await new Promise<void>((resolve) => socket.write('GET /sign-in HTTP/1.1\r\nHost: 127', () => resolve()))
  // Connections are taken in the order they come: once this is answered, the server has that one, too.
  await fetch(server.url)
  return socket
}

async function refusesConnections({ url }: Server): Promise<void> {
  for (;;) {
    const refused = await fetch(url).then(
      () => false,
      (error) => error.cause?.code === 'ECONNREFUSED',
    )
    if (refused) return
    await setImmediate()
  }
}
