import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem, phrase } from '../errors.ts'
import { anything } from './fields.ts'

/** A file that came with a form. */
export interface Upload {
  name: string
  bytes: Buffer
}

/** How large a form with its file may be: the file, and a little for the fields beside it. */
const LARGEST_MEGABYTES = 10
const LARGEST_BYTES = LARGEST_MEGABYTES * 1024 * 1024 + 16 * 1024

/**
 * Lets the routes of a scope, and no others, take forms with files. The body is read whole before the hooks
 * that look for its token, and holds each file as an `Upload`; a file field left empty is not there at all.
 *
 * @param scope a plugin's own instance: `app.register(async (scope) => { acceptFiles(scope); ... })`
 * @throws in the request: Problem TOO_LARGE, and BAD_REQUEST for a body that is no form
 */
export function acceptFiles(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'multipart/form-data',
    async (request: FastifyRequest, payload: AsyncIterable<Buffer>) =>
      readForm(request.headers['content-type'] ?? '', await readWhole(payload)),
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

/** What is too large is still read to its end, though not kept: a browser shows no answer before it has sent all. */
async function readWhole(payload: AsyncIterable<Buffer>): Promise<Buffer> {
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

async function readForm(contentType: string, body: Buffer): Promise<Record<string, unknown>> {
  const entries = [...(await toFormData(contentType, body))].filter(([, value]) => !isNoFile(value))
  const values = entries.map(async ([name, value]) => ({ name, value: await toValue(value) }))
  const byName = Map.groupBy(await Promise.all(values), ({ name }) => name)
  return Object.fromEntries(
    [...byName].map(([name, same]) => [
      name,
      same.length === 1 ? same[0]?.value : same.map(({ value }) => value),
    ]),
  )
}

async function toFormData(contentType: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new Problem('BAD_REQUEST')
  }
}

/** A file field in which nothing was chosen is sent as a file without a name or content. */
function isNoFile(value: string | File): boolean {
  return typeof value !== 'string' && value.name === '' && value.size === 0
}

async function toValue(value: string | File): Promise<string | Upload> {
  return typeof value === 'string'
    ? value
    : { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) }
}

function isUpload(raw: unknown): raw is Upload {
  return typeof raw === 'object' && raw !== null && 'bytes' in raw && Buffer.isBuffer(raw.bytes)
}
