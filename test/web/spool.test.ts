import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type FastifyInstance, fastify } from 'fastify'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { InvalidInput, Problem } from '../../src/errors.ts'
import { parse } from '../../src/web/fields.ts'
import { acceptSpooledFile, type SpooledFile, spooledFile, sweepSpooled } from '../../src/web/spool.ts'

const MEGABYTE = 1024 * 1024
const form = z.object({ file: spooledFile() })

interface Setting {
  app: FastifyInstance
  folder: string
  files(): string[]
  /** What the last request carried. */
  last: { file?: SpooledFile; content?: string; body?: unknown }
  /** What happens while the file is read. */
  meanwhile: { happens(): void }
}

/** An app with one route, which reads its file and keeps it where the query says so. */
async function setUp(t: Test): Promise<Setting> {
  const folder = join(t.testdir(), 'uploads')
  const app = fastify()
  const last: Setting['last'] = {}
  const meanwhile = { happens() {} }
  app.setErrorHandler((error, _request, reply) =>
    reply
      .code(error instanceof Problem ? error.statusCode : error instanceof InvalidInput ? 422 : 500)
      .send(),
  )
  app.register(async (scope) => {
    acceptSpooledFile(scope, folder)
    scope.post<{ Querystring: { keep?: string } }>('/', async (request) => {
      last.body = request.body
      const { file } = parse(form, request.body)
      last.file = file
      if (file.bytes < MEGABYTE) last.content = readFileSync(file.path, 'utf8')
      file.kept = request.query.keep === 'yes'
      meanwhile.happens()
      await setImmediate()
      return 'done'
    })
  })
  t.teardown(() => app.close())
  await app.ready()
  const files = () => {
    try {
      return readdirSync(folder)
    } catch {
      return []
    }
  }
  return { app, folder, files, last, meanwhile }
}

async function send(app: FastifyInstance, entries: Record<string, string | File>, url = '/') {
  const data = new FormData()
  for (const [name, value] of Object.entries(entries)) data.append(name, value)
  const encoded = new Response(data)
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' }
  return app.inject({ method: 'POST', url, headers, payload: Buffer.from(await encoded.arrayBuffer()) })
}

const part = (disposition: string, content: string) =>
  `--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
const FILE = 'name="file"; filename="a.csv"'

function sendRaw(app: FastifyInstance, body: string, type = 'multipart/form-data; boundary=x') {
  return app.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload: body })
}

t.test('a file is written under a name of ours, with its hash, and is gone with the request', async (t) => {
  const { app, files, last } = await setUp(t)
  const answer = await send(app, { _csrf: 'token', file: new File(['a,b\n'], '../../evil\u202E.csv') })
  t.equal(answer.statusCode, 200)
  t.match(last.body, { _csrf: 'token' })
  t.match(last.file, { name: 'evil.csv', bytes: 4, hash: createHash('sha256').update('a,b\n').digest('hex') })
  t.match(last.file?.path, /\/uploads\/[0-9a-f-]{36}\.upload$/)
  t.equal(last.content, 'a,b\n')
  t.same(files(), [])
})

t.test('a file that is kept stays, readable by its owner alone', async (t) => {
  const { app, folder, files, last } = await setUp(t)
  await send(app, { file: new File(['a,b\n'], 'a.csv') }, '/?keep=yes')
  t.equal(files().length, 1)
  t.equal(statSync(last.file?.path ?? '').mode & 0o777, 0o600)
  t.equal(statSync(folder).mode & 0o777, 0o700)
})

t.test(
  'a file field in which nothing was chosen, a text, and what only looks like a file are none',
  async (t) => {
    const { app, files, folder } = await setUp(t)
    mkdirSync(folder)
    const precious = join(folder, 'precious.txt')
    writeFileSync(precious, 'precious')
    const forged = { file: { path: precious, name: 'a', hash: '', bytes: 1, kept: false } }
    const empty = new File([], '', { type: 'application/octet-stream' })
    t.equal((await send(app, { file: empty })).statusCode, 422)
    t.equal((await send(app, { file: precious })).statusCode, 422)
    t.equal((await app.inject({ method: 'POST', url: '/', payload: forged })).statusCode, 422)
    t.same(files(), ['precious.txt'])
  },
)

t.test('a file of 200 MB is taken, and a larger one refused after it was read to its end', async (t) => {
  const { app, files, last } = await setUp(t)
  const megabyte = new Uint8Array(MEGABYTE)
  const large = (bytes: number) => new File([...Array(200).fill(megabyte), new Uint8Array(bytes)], 'a.csv')
  t.equal((await send(app, { file: large(0) })).statusCode, 200)
  t.equal(last.file?.bytes, 200 * MEGABYTE)
  t.equal((await send(app, { file: large(1) })).statusCode, 413)
  t.same(files(), [])
})

t.test('a broken form is refused, and nothing of it stays', async (t) => {
  const { app, files } = await setUp(t)
  const file = part(FILE, 'a,b')
  const broken = [
    '',
    file,
    file.slice(0, -4),
    `${file}${part(FILE, 'c,d')}--x--\r\n`,
    `${part('name="text"', 'x'.repeat(20 * 1024))}${file}--x--\r\n`,
    `${part('name="text"', 'x').repeat(30)}${file}--x--\r\n`,
  ]
  for (const body of broken) t.equal((await sendRaw(app, body)).statusCode, 400, body.slice(-40))
  t.equal((await sendRaw(app, `${file}--x--\r\n`, 'multipart/form-data')).statusCode, 400, 'no boundary')
  t.equal((await sendRaw(app, `${file}--x--\r\n`)).statusCode, 200)
  t.same(files(), [])
})

t.test('when the disk refuses the file, the sender hears of it all the same', async (t) => {
  const { app, folder } = await setUp(t)
  writeFileSync(folder, 'a file where the folder should be')
  t.equal((await send(app, { file: new File(['x'.repeat(MEGABYTE)], 'a.csv') })).statusCode, 500)
})

t.test('a connection that breaks in the middle of a file leaves nothing behind', async (t) => {
  const { app, files } = await setUp(t)
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(address.port), '127.0.0.1')
  await once(socket, 'connect')
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${MEGABYTE}\r\n\r\n`
  socket.write(`${head}--x\r\nContent-Disposition: form-data; ${FILE}\r\n\r\n${'a,b\n'.repeat(50_000)}`)
  while (files().length === 0) await setImmediate()
  socket.destroy()
  while (files().length > 0) await setImmediate()
  t.same(files(), [])
})

t.test('a connection that breaks while the file is read leaves nothing behind', async (t) => {
  const { app, files, last, meanwhile } = await setUp(t)
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(address.port), '127.0.0.1')
  meanwhile.happens = () => socket.destroy()
  const body = `${part(FILE, 'a,b')}--x--\r\n`
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  await once(socket, 'close')
  while (files().length > 0) await setImmediate()
  t.equal(last.content, 'a,b')
})

t.test('files that have waited for a day are swept, and nothing else', async (t) => {
  const { folder, files } = await setUp(t)
  await sweepSpooled(folder, '2026-11-23T09:00:00.000Z')
  mkdirSync(folder)
  const written: [string, string][] = [
    ['old.upload', '2026-11-22T08:59:00.000Z'],
    ['new.upload', '2026-11-22T09:01:00.000Z'],
    ['old.txt', '2026-01-01T00:00:00.000Z'],
  ]
  for (const [name, at] of written) {
    writeFileSync(join(folder, name), '')
    utimesSync(join(folder, name), new Date(at), new Date(at))
  }
  await sweepSpooled(folder, '2026-11-23T09:00:00.000Z')
  t.same(files().toSorted(), ['new.upload', 'old.txt'])
})
