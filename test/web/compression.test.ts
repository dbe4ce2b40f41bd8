import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { openDesk } from '../support/desk.ts'
import { stockCustomers } from '../support/stock.ts'

const desk = await openDesk(t, {
  routes(app) {
    for (const [path, parts] of [
      ['/fails.csv', 1],
      ['/breaks-off.csv', 100],
    ] as const) {
      app.get(path, { config: { needs: 'nobody' } }, (_request, reply) =>
        reply.type('text/csv').send(Readable.from(brokenAfter(parts))),
      )
    }
  },
})

/** @param parts how many come before: of many, the first ones are with whoever asked when it breaks */
async function* brokenAfter(parts: number): AsyncGenerator<string> {
  for (let part = 0; part < parts; part++) yield randomBytes(20_000).toString('hex')
  throw new Error('no more')
}

await stockCustomers(
  desk,
  Array.from({ length: 60 }, (_, index) => `10${index}`),
)

async function ask(path: string, headers: Record<string, string>) {
  const answer = await desk.app.inject({ path, headers, cookies: Object.fromEntries(desk.browser.cookies) })
  return { ...answer, encoding: answer.headers['content-encoding'], bytes: answer.rawPayload.length }
}

for (const [accepted, encoding, read] of [
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ['gzip, deflate', 'gzip', gunzipSync],
  ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
] as const) {
  t.test(`a page, a list and a CSV file come as ${encoding} to whoever takes "${accepted}"`, async (t) => {
    for (const path of ['/customers', '/customers.json', '/customers.csv']) {
      const plain = await ask(path, {})
      const packed = await ask(path, { 'accept-encoding': accepted })
      t.equal(packed.encoding, encoding, path)
      t.match(packed.headers.vary, /\baccept-encoding$/, path)
      t.ok(packed.bytes < plain.bytes / 2, `${path}: ${plain.bytes} bytes become ${packed.bytes}`)
      const withoutTokens = (page: string) => page.replace(/(name=_csrf value=)"[^"]*"/g, '$1')
      t.equal(withoutTokens(read(packed.rawPayload).toString()), withoutTokens(plain.rawPayload.toString()))
    }
  })
}

t.test('nothing is compressed for whoever does not ask, or refuses', async (t) => {
  for (const headers of [
    {},
    { 'accept-encoding': 'identity' },
    { 'accept-encoding': 'br;q=0, gzip;q=0.0' },
  ]) {
    const answer = await ask('/customers', headers as Record<string, string>)
    t.equal(answer.encoding, undefined)
    t.match(answer.headers.vary, /\baccept-encoding$/, 'a cache in between keeps both apart')
  }
})

t.test('what is short stays as it is', async (t) => {
  const answer = await ask('/nothing.json', { 'accept-encoding': 'br' })
  t.equal(answer.encoding, undefined)
})

t.test('what another site asks for stays as it is: its length gives nothing away', async (t) => {
  const answer = await ask('/customers', { 'accept-encoding': 'br', 'sec-fetch-site': 'cross-site' })
  t.equal(answer.statusCode, 200)
  t.equal(answer.encoding, undefined)
})

t.test('the tokens of forms are not the same twice', async (t) => {
  const tokenOf = async () => /name=_csrf value="([^"]*)"/.exec((await ask('/customers', {})).body)?.[1]
  const [first, second] = [await tokenOf(), await tokenOf()]
  t.ok(first)
  t.not(first, second)
})

t.test('a file that breaks off is cut short, and does not end as if it were whole', async (t) => {
  for (const accepted of ['identity', 'br', 'gzip']) {
    await t.rejects(ask('/breaks-off.csv', { 'accept-encoding': accepted }), accepted)
  }
})

t.test('a file that fails before its first bytes are compressed is an error that can be read', async (t) => {
  const answer = await ask('/fails.csv', { 'accept-encoding': 'br' })
  t.equal(answer.statusCode, 500)
  t.equal(answer.encoding, undefined)
  t.match(JSON.parse(answer.body), { code: 'UNEXPECTED' })
})
