import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem, phrase } from '../errors.ts'
import { anything } from './fields.ts'
import { giveTimeForFiles } from './slow-bodies.ts'

/** A file that came with a form. */
export interface Upload {
  name: string
  bytes: Buffer
}

/** How large a form with its file may be: the file, and a little for the fields beside it. */
const LARGEST_MEGABYTES = 10
const LARGEST_BYTES = LARGEST_MEGABYTES * 1024 * 1024 + 16 * 1024
const MOST_PARTS = 1000

/**
 * Lets the routes of a scope, and no others, take forms with files. The body is read whole before the hooks
 * that look for its token, and holds each file as an `Upload`; a file field left empty is not there at all.
 *
 * @param scope a plugin's own instance: `app.register(async (scope) => { acceptFiles(scope); ... })`
 * @throws in the request: Problem TOO_LARGE, and BAD_REQUEST for a body that is no form
 */
export function acceptFiles(scope: FastifyInstance): void {
  giveTimeForFiles(scope)
  scope.addContentTypeParser(
    'multipart/form-data',
    async (request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
      const parts = await readParts(request.headers['content-type'] ?? '', await readWhole(payload))
      const byName = [...Map.groupBy(parts, ({ name }) => name)]
      const values = byName.map(([name, same]) => [name, same.map(({ value }) => value)] as const)
      return Object.fromEntries(values.map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
    },
  )
}

/** A file field of a form; `null` where no file was chosen. */
export function chosenFile(): z.ZodType<Upload | null> {
  return anything().transform((raw, context) => {
    if (raw === undefined || raw === '') return null
    if (isUpload(raw)) return raw
    const params = { phrase: phrase('Choose one file.') }
    context.addIssue({ code: 'custom', message: params.phrase.sentence, params })
    return z.NEVER
  })
}

/**
 * Reads all that comes, 10 MB of it at most. What is too large is read to its end all the same: a browser shows no
 * answer before it has sent everything.
 * @throws Problem TOO_LARGE
 */
export async function readWhole(payload: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of payload) {
    size += chunk.length
    if (size <= LARGEST_BYTES) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > LARGEST_BYTES) throw new Problem('TOO_LARGE', { limit: `${LARGEST_MEGABYTES} MB` })
  return Buffer.concat(chunks)
}

interface Part {
  name: string
  value: string | Upload
}

function readParts(contentType: string, body: Buffer): Promise<Part[]> {
  const parts: Part[] = []
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new Problem('BAD_REQUEST'))
    const form = openForm(contentType)
    if (!form) return refuse()
    form.on('field', (name, value) => parts.push({ name, value }))
    form.on('file', (name, stream, fileName) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', refuse)
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks)
        // A file field in which nothing was chosen is sent as a file without a name or content.
        if (fileName || bytes.length > 0) parts.push({ name, value: { name: fileName, bytes } })
      })
    })
    form.on('partsLimit', refuse)
    form.on('error', refuse)
    form.on('finish', () => resolve(parts))
    form.end(body)
  })
}

/** The body is whole and no larger than it may be, so the fields need no limits of their own but in number. */
function openForm(contentType: string): BusboyInstance | undefined {
  try {
    const limits = { fieldSize: LARGEST_BYTES, parts: MOST_PARTS }
    return new Busboy({ headers: { 'content-type': contentType }, limits })
  } catch {
    return undefined
  }
}

function isUpload(raw: unknown): raw is Upload {
  return typeof raw === 'object' && raw !== null && 'bytes' in raw && Buffer.isBuffer(raw.bytes)
}
