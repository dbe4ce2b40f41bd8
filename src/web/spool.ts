import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem, phrase } from '../errors.ts'
import { type At, later } from '../time/instant.ts'
import { anything } from './fields.ts'

/** A file that came with a form and is too large for the memory: it lies in a folder, under a name of ours. */
export interface SpooledFile {
  path: string
  /** What the sender called it, for people to read. */
  name: string
  /** SHA-256 of its content, hex. */
  hash: string
  /** Set by whoever needs it after the request, too; it is then theirs to remove. */
  kept: boolean
}

const LARGEST_MEGABYTES = 200
const LARGEST_BYTES = LARGEST_MEGABYTES * 1024 * 1024
const LIMITS = { files: 1, fields: 20, fieldSize: 10 * 1024, parts: 21 }
const ENDING = '.upload'
const KEPT_SECONDS = 24 * 60 * 60

/**
 * Lets the routes of a scope, and no others, take a form with one large file. The file is written to the folder
 * as it comes; a file field left empty is not there at all. Unless it is kept, the file is gone with the
 * request, also where the form is refused or the connection breaks.
 *
 * @param scope a plugin's own instance
 * @param folder made where there is none, for its owner alone
 * @throws in the request: Problem TOO_LARGE past 200 MB, and BAD_REQUEST for a body that is no whole form
 */
export function acceptSpooledFile(scope: FastifyInstance, folder: string): void {
  scope.addContentTypeParser('multipart/form-data', async (request: FastifyRequest, payload: Readable) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return readForm(request.headers['content-type'] ?? '', payload, folder)
  })
  scope.addHook('onResponse', async ({ body }) => {
    if (typeof body !== 'object' || body === null) return
    for (const value of Object.values(body)) if (isSpooled(value) && !value.kept) await removeSpooled(value.path)
  })
}

/** A file field of such a form; `null` where no file was chosen. */
export function spooledFile(): z.ZodType<SpooledFile | null> {
  return anything().transform((raw, context) => {
    if (raw === undefined || raw === '') return null
    if (isSpooled(raw)) return raw
    const params = { phrase: phrase('Choose one file.') }
    context.addIssue({ code: 'custom', message: params.phrase.sentence, params })
    return z.NEVER
  })
}

/** Removes a file; one that is gone already is no error. */
export async function removeSpooled(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** Removes the files that have waited for a day: nobody came back for them, or Scrip was stopped meanwhile. */
export async function sweepSpooled(folder: string, at: At): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(ENDING)) continue
    const path = join(folder, name)
    const { mtime } = await stat(path)
    if (mtime.toISOString() < later(at, -KEPT_SECONDS)) await removeSpooled(path)
  }
}

async function readForm(contentType: string, payload: Readable, folder: string): Promise<object> {
  const form = openForm(contentType)
  const cut = new AbortController()
  const parts: { name: string; value: string | SpooledFile }[] = []
  const spooling: Promise<void>[] = []
  let failure: unknown
  const fail = (error: unknown) => {
    failure ??= error
    form.destroy(error instanceof Error ? error : undefined)
  }
  form.on('field', (name, value, _nameCut, valueCut) => {
    if (valueCut) fail(new Problem('BAD_REQUEST'))
    parts.push({ name, value })
  })
  form.on('file', (name, content, fileName) => {
    const path = join(folder, `${randomUUID()}${ENDING}`)
    const done = spool(content, path, cut.signal).then(({ hash, bytes }) => {
      const chosen = fileName !== '' || bytes > 0
      if (chosen) parts.push({ name, value: { path, name: readable(fileName), hash, kept: false } })
      return chosen ? undefined : removeSpooled(path)
    })
    spooling.push(done.catch((error) => removeSpooled(path).finally(() => fail(error))))
  })
  for (const event of ['filesLimit', 'fieldsLimit', 'partsLimit']) {
    form.on(event, () => fail(new Problem('BAD_REQUEST')))
  }
  try {
    await pipeline(payload, form)
  } catch {
    failure ??= new Problem('BAD_REQUEST')
    cut.abort()
  }
  await Promise.all(spooling)
  if (failure === undefined) return byName(parts)
  for (const { value } of parts) if (isSpooled(value)) await removeSpooled(value.path)
  throw failure
}

function openForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  } catch {
    throw new Problem('BAD_REQUEST')
  }
}

/** What is too large is read to its end all the same: a browser shows no answer before it has sent everything. */
async function spool(
  content: Readable,
  path: string,
  signal: AbortSignal,
): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  async function* measured(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > LARGEST_BYTES) continue
      hash.update(chunk)
      yield chunk
    }
  }
  await pipeline(content, measured, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal })
  if (bytes > LARGEST_BYTES) throw new Problem('TOO_LARGE', { limit: `${LARGEST_MEGABYTES} MB` })
  return { hash: hash.digest('hex'), bytes }
}

/** A file's name for people: of one line, without what would change how the text around it reads. */
function readable(fileName: string | undefined): string {
  const name = (fileName ?? '').normalize('NFC').replace(/[\p{C}\u2028\u2029]/gu, '')
  return name.trim().slice(0, 200) || '?'
}

function byName(parts: readonly { name: string; value: string | SpooledFile }[]): object {
  const groups = Map.groupBy(parts, ({ name }) => name)
  return Object.fromEntries(
    [...groups].map(([name, same]) => [name, same.length === 1 ? same[0]?.value : same.map(({ value }) => value)]),
  )
}

function isSpooled(raw: unknown): raw is SpooledFile {
  return typeof raw === 'object' && raw !== null && 'kept' in raw && 'path' in raw
}
