import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem, phrase } from '../errors.ts'
import { type At, later } from '../time/instant.ts'
import { anything } from './fields.ts'
import { giveTimeForFiles } from './slow-bodies.ts'

/** A file that came with a form and is too large for the memory: it lies in a folder, under a name of ours. */
export interface SpooledFile {
  path: string
  /** What the sender called it, for people to read. */
  name: string
  bytes: number
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

/** Where files lie while they are read: beside the database, as folders for what is temporary are often in memory. */
export function spoolFolder(databaseFile: string): string {
  return join(dirname(databaseFile), 'uploads')
}

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
  giveTimeForFiles(scope)
  scope.addContentTypeParser('multipart/form-data', async (request: FastifyRequest, payload: Readable) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return readForm(request.headers['content-type'] ?? '', payload, folder)
  })
  scope.addHook('onSend', async ({ body }) => {
    if (typeof body !== 'object' || body === null) return
    for (const value of Object.values(body))
      if (isSpooled(value) && !value.kept) await removeSpooled(value.path)
  })
}

/** A file field of such a form, in which a file must be chosen. */
export function spooledFile(): z.ZodType<SpooledFile> {
  return anything().transform((raw, context) => {
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
    const written = await stat(path).catch(() => undefined)
    if (written && written.mtime.toISOString() < later(at, -KEPT_SECONDS)) await removeSpooled(path)
  }
}

type Part = { name: string; value: string | SpooledFile }

async function readForm(contentType: string, payload: Readable, folder: string): Promise<object> {
  const form = openForm(contentType)
  const cut = new AbortController()
  const parts: Part[] = []
  const spooling: Promise<void>[] = []
  let failure: unknown
  const fail = (error: unknown) => {
    failure ??= error
  }
  form.on('field', (name, value, _nameCut, valueCut) => {
    if (valueCut) fail(new Problem('BAD_REQUEST'))
    parts.push({ name, value })
  })
  form.on('file', (name, content, fileName) => {
    addAbortSignal(cut.signal, content)
    const spooled = spool(content, folder, fileName).then((value) => {
      // A file field in which nothing was chosen is sent as a file without a name or content.
      if (value.name === '' && value.bytes === 0) return removeSpooled(value.path)
      parts.push({ name, value })
      return undefined
    })
    spooling.push(spooled.catch(fail))
  })
  for (const event of ['filesLimit', 'fieldsLimit', 'partsLimit']) {
    form.on(event, () => fail(new Problem('BAD_REQUEST')))
  }
  try {
    await pipeline(payload, form)
  } catch {
    fail(new Problem('BAD_REQUEST'))
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

/**
 * Writes a file as it comes. What is too large, or finds the disk full, is read to its end all the same: a
 * browser shows no answer before it has sent everything.
 *
 * @param folder where it lies until `removeSpooled`; it is there
 * @param fileName what its sender calls it
 * @throws Problem TOO_LARGE past 200 MB
 */
export async function spool(
  content: Readable,
  folder: string,
  fileName: string | undefined,
): Promise<SpooledFile> {
  const path = join(folder, `${randomUUID()}${ENDING}`)
  const hash = createHash('sha256')
  let bytes = 0
  let failure: unknown
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    content.resume()
    throw error
  })
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (failure !== undefined || bytes > LARGEST_BYTES) continue
      hash.update(chunk)
      await file.writeFile(chunk).catch((error: unknown) => {
        failure = error
      })
    }
    if (bytes > LARGEST_BYTES) failure = new Problem('TOO_LARGE', { limit: `${LARGEST_MEGABYTES} MB` })
    if (failure !== undefined) throw failure
  } catch (error) {
    await removeSpooled(path)
    throw error
  } finally {
    await file.close()
  }
  const spooled = { path, name: readable(fileName), bytes, hash: hash.digest('hex'), kept: false }
  ours.add(spooled)
  return spooled
}

/** A file's name for people: of one line, without what would change how the text around it reads. */
function readable(fileName: string | undefined): string {
  const name = (fileName ?? '').normalize('NFC').replace(/[\p{C}\u2028\u2029]/gu, '')
  return name.trim().slice(0, 200)
}

function byName(parts: readonly Part[]): object {
  const byName = [...Map.groupBy(parts, ({ name }) => name)]
  const values = byName.map(([name, same]) => [name, same.map(({ value }) => value)] as const)
  return Object.fromEntries(values.map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
}

/** Every file that was spooled: a body that only looks like one could otherwise name any file of the machine. */
const ours = new WeakSet<object>()

function isSpooled(raw: unknown): raw is SpooledFile {
  return typeof raw === 'object' && raw !== null && ours.has(raw)
}
