import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { chosenFile } from '../../src/web/uploads.ts'
import { openDesk } from '../support/desk.ts'

const desk = await openDesk(t)
const { browser } = desk
const enctype = 'multipart/form-data'
const csv = 'account_id,name\n1001,Ada'
const MEGABYTE = 1024 * 1024

await browser.get('/customers/imports/new')

t.test('a form with a file is read: texts, the file, and no file where none was chosen', async (t) => {
  const file = new File([csv], 'a.csv')
  t.equal((await browser.post('/customers/imports', { file }, { enctype })).status, 303)
  const empty = new File([], '', { type: 'application/octet-stream' })
  t.equal((await browser.post('/customers/imports', { file: empty, text: csv }, { enctype })).status, 303)
})

t.test('the same form without files is read as well', async (t) => {
  t.equal((await browser.post('/customers/imports', { text: csv })).status, 303)
})

t.test('two files in one field, or a text, are refused at the field', async (t) => {
  const file = new File([csv], 'a.csv')
  for (const wrong of [[file, file], 'a.csv']) {
    const page = await browser.post('/customers/imports', { file: wrong }, { enctype })
    t.equal(page.status, 422)
    t.same(page.errors(), { 'CSV file': 'Choose one file.' })
  }
})

t.test('a file of 10 MB is taken, a larger form is refused with a page that says so', async (t) => {
  const line = 'x'.repeat(1023)
  const large = (bytes: number) => new File([`${line}\n`.repeat(bytes / 1024)], 'a.csv')
  const taken = await browser.post('/customers/imports', { file: large(10 * MEGABYTE) }, { enctype })
  t.equal(taken.status, 422, 'it is read, and found to be no list of customers')
  const page = await browser.post('/customers/imports', { file: large(11 * MEGABYTE) }, { enctype })
  t.equal(page.status, 413)
  t.match(page.text, 'What was sent is larger than 10 MB. Send it in parts.')
  const pasted = await browser.post('/customers/imports', { text: 'x'.repeat(11 * MEGABYTE) }, { enctype })
  t.equal(pasted.status, 413, 'a text counts like a file')
})

t.test('an ordinary form is refused above 64 KB', async (t) => {
  const page = await browser.post('/customers', { accountId: '1', name: 'x'.repeat(65 * 1024) })
  t.equal(page.status, 413)
  t.match(page.text, 'What was sent is larger than 64 KB.')
})

t.test('a route that does not ask for files takes none', async (t) => {
  const page = await browser.post('/customers', { accountId: '1', name: 'x' }, { enctype })
  t.equal(page.status, 415)
  t.match(page.text, 'Scrip does not read this kind of content.')
  t.equal(
    (await browser.post('/customers', {}, { headers: { 'content-type': 'application/xml' } })).status,
    415,
  )
})

t.test('a broken form is refused, and nothing of it is believed', async (t) => {
  const broken = async (body: string, type = 'multipart/form-data; boundary=x') =>
    (await inject(desk.app, body, type)).statusCode
  t.equal(await broken(''), 400)
  t.equal(await broken('--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nno end'), 400)
  t.equal(await broken('--x--\r\n', 'multipart/form-data'), 400, 'no boundary')
  t.equal(await broken('--x--\r\n'), 403, 'an empty form has no token')
  t.equal(await broken(`${field('a').repeat(1001)}--x--\r\n`), 400, 'nobody fills in so many fields')
  for (const name of ['__proto__', 'constructor', 'toString']) {
    t.equal(await broken(`${field(name)}--x--\r\n`), 403, name)
  }
})

t.test('a file field that is no file is said', async (t) => {
  for (const raw of [{ bytes: 'text' }, ['a'], 5]) t.notOk(chosenFile().safeParse(raw).success)
  t.equal(chosenFile().parse(undefined), null)
  t.equal(chosenFile().parse(''), null)
})

function field(name: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nx\r\n`
}

function inject(app: FastifyInstance, payload: string, type: string) {
  return app.inject({
    method: 'POST',
    url: '/customers/imports',
    headers: { 'content-type': type },
    cookies: Object.fromEntries(browser.cookies),
    payload,
  })
}
