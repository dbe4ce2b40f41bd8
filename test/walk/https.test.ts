import { once } from 'node:events'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { connect as connectPlainly } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { connect, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { BOUNDS } from '../../src/web/bounds.ts'
import { openClient } from './http.ts'
import { type Server, scrip, startServer } from './server.ts'

// Each server is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

const CERTIFICATES = join(import.meta.dirname, '../support/certificates')
const authorities = ['first', 'second'].map((name) =>
  readFileSync(join(CERTIFICATES, `${name}.cert.pem`), 'utf8'),
)
setDefaultCACertificates(authorities)

const SETTINGS = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' }

/** Puts a certificate and its key where the settings say. */
function install(folder: string, name: 'first' | 'second', key = name): void {
  copyFileSync(join(CERTIFICATES, `${name}.cert.pem`), join(folder, 'cert.pem'))
  copyFileSync(join(CERTIFICATES, `${key}.key.pem`), join(folder, 'key.pem'))
}

async function connectTo(t: Test, { url }: Server): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
  t.teardown(() => socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

async function shownBy(t: Test, server: Server): Promise<string> {
  const socket = await connectTo(t, server)
  return String(socket.getPeerCertificate().subject.CN)
}

t.test('with a certificate the console speaks https, with cookies for https alone', async (t) => {
  const folder = t.testdir()
  install(folder, 'first')
  const server = await startServer(t, folder, 'first', { env: SETTINGS })
  t.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/)
  t.match(server.output(), new RegExp(`${server.url}/set-up/`))
  const client = openClient(server.url)
  const owner = { 'Partner name': 'Northwind', 'Your name': 'Ada', Email: 'ada@northwind.example' }
  const form = (await client.get(server.setUpPath ?? '')).form('Create account')
  const home = await form.fill({ ...owner, Password: 'four words to remember' }).submit()
  t.equal(home.title, 'Overview')
  t.equal(home.headers['strict-transport-security'], 'max-age=31536000; includeSubDomains')
  t.match(client.cookie(), /__Host-scrip_session=/)
  t.notMatch(client.cookie(), /(^|; )scrip_/)
  const { headers } = await fetch(`${server.url}/sign-in`)
  for (const cookie of headers.getSetCookie()) t.match(cookie, /; HttpOnly; Secure; SameSite=Lax$/)
  t.equal(await server.stop(), 0)
})

t.test('a renewed certificate is shown after SIGHUP, and no connection is dropped', async (t) => {
  const folder = t.testdir()
  install(folder, 'first')
  const server = await startServer(t, folder, 'first', { env: SETTINGS })
  const before = await connectTo(t, server)
  t.match(await shownBy(t, server), /^first/)

  install(folder, 'second')
  server.signal('SIGHUP')
  await server.prints(/the certificate was renewed/)
  t.match(await shownBy(t, server), /^second/)
  before.write('GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n')
  t.match(String((await once(before, 'data'))[0]), /^HTTP\/1\.1 200 /)

  writeFileSync(join(folder, 'cert.pem'), 'half a certif')
  server.signal('SIGHUP')
  await server.prints(/the certificate stays as it was/)
  t.match(await shownBy(t, server), /^second/)
  t.equal(await server.stop(), 0)
})

t.test('somebody who never agrees on TLS is not waited for when it stops', async (t) => {
  const folder = t.testdir()
  install(folder, 'first')
  const server = await startServer(t, folder, 'first', { env: SETTINGS })
  const socket = connectPlainly(Number(new URL(server.url).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  // Connections are taken in the order they come: once this one is answered, the server has that one, too.
  await fetch(`${server.url}/sign-in`)
  const givenUp = setTimeout(BOUNDS.headersMs, 'only when the handshake was given up', { ref: false })
  t.equal(await Promise.race([server.stop(), givenUp]), 0)
})

t.test('what cannot be spoken is refused at start, in words', async (t) => {
  const folder = t.testdir()
  install(folder, 'first', 'second')
  const cases: [NodeJS.ProcessEnv, RegExp][] = [
    [
      { HOST: '0.0.0.0' },
      /^scrip: HOST: leads other machines here by plain http, passwords included\. .*\n$/,
    ],
    [SETTINGS, /^scrip: TLS_KEY_FILE: key\.pem is not the private key of the certificate in cert\.pem .*\n$/],
    [{ ...SETTINGS, TLS_CERT_FILE: 'none.pem' }, /^scrip: TLS_CERT_FILE: none\.pem cannot be read .*\n$/],
  ]
  for (const [env, stderr] of cases) {
    t.match(await scrip(folder, ['serve'], { ...env, LOG_LEVEL: 'silent' }), { code: 1, stdout: '', stderr })
  }
})
