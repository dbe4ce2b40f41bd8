import type { Entry } from './control.ts'

/** A request as a browser makes it. */
export interface Sending {
  method: 'GET' | 'POST'
  /** Path and query. */
  path: string
  headers?: Record<string, string>
  body?: Buffer | string
}

/** Encodes what a form sends as its `enctype` says. */
export async function encode(
  entries: readonly Entry[],
  enctype = 'application/x-www-form-urlencoded',
): Promise<{ type: string; body: Buffer }> {
  if (enctype !== 'multipart/form-data') {
    const texts = entries.map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : value.name,
    ])
    return { type: enctype, body: Buffer.from(new URLSearchParams(texts).toString()) }
  }
  const parts = await Promise.all(entries.map(([name, value]) => encodePart(name, value)))
  return {
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    body: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  }
}

const BOUNDARY = '----WebKitFormBoundary7MA4YWxkTrZu0gW5'

/** As browsers do it, and not as Node's FormData does, which says no file name where it is empty. */
async function encodePart(name: string, value: string | File): Promise<Buffer> {
  const quoted = (text: string) =>
    `"${text.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A')}"`
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name=${quoted(name)}`
  if (typeof value === 'string') return Buffer.from(`${head}\r\n\r\n${value}\r\n`)
  const type = value.type || 'application/octet-stream'
  return Buffer.concat([
    Buffer.from(`${head}; filename=${quoted(value.name)}\r\nContent-Type: ${type}\r\n\r\n`),
    Buffer.from(await value.arrayBuffer()),
    Buffer.from('\r\n'),
  ])
}
