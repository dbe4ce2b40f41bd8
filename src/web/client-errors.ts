import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { headersOf } from './headers.ts'

/** What Node tells of, by its own codes. */
const ANSWERS: Record<string, [status: number, sentence: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'This request took too long to come.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers of this request are too long.'],
}
const UNREADABLE: [status: number, sentence: string] = [400, 'This request cannot be read.']

/**
 * Answers what comes to nothing before there is a request: in a sentence, with the headers of every answer. Nothing
 * can be told from it any more, so its connection ends.
 *
 * @param secure whether the console is reached by https
 */
export function clientErrorHandler(
  secure: boolean,
): (error: Error & { code?: string }, socket: Socket) => void {
  const headers = Object.entries({
    ...headersOf(secure),
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
  })
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return ({ code = '' }, socket) => {
    // A connection that broke hears nothing.
    if (code !== 'ECONNRESET' && socket.writable) {
      const [status, sentence] = ANSWERS[code] ?? UNREADABLE
      const length = `content-length: ${sentence.length + 1}\r\n`
      socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}${length}\r\n${sentence}\n`)
    }
    socket.destroy()
  }
}
