import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile } from 'node:fs/promises'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { filledDesk, OWNER } from './filled-desk.ts'

const COMMAND_LINE = join(import.meta.dirname, '../../src/scrip.ts')

/** The real server on a desk of its own, and its owner at an HTTP client that keeps its connections. */
export interface RunningDesk {
  /** Opens a page. @throws for an answer other than 200 */
  get(path: string): Promise<string>
  /** How long a page takes, from the request to its last byte, in milliseconds. */
  time(path: string): Promise<number>
  stop(): Promise<void>
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Starts it on a copy of the desk with so many vouchers, in a folder. */
export async function startDesk(folder: string, vouchers: number): Promise<RunningDesk> {
  const file = join(folder, `${vouchers}.db`)
  await copyFile(await filledDesk(vouchers), file)
  const env = { ...process.env, DATABASE_FILE: file, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' }
  const server = spawn(process.execPath, [COMMAND_LINE, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await originOf(server)
  const agent = new Agent({ keepAlive: true })
  const send = (path: string, options: Sending = {}) => ask(agent, new URL(path, origin), options)
  const cookie = await signIn(send)
  const get = async (path: string) => {
    const { status, body } = await send(path, { headers: { cookie } })
    if (status !== 200) throw new Error(`${path} answered ${status}`)
    return body
  }
  return {
    get,
    async time(path) {
      const start = performance.now()
      await get(path)
      return performance.now() - start
    },
    async stop() {
      agent.destroy()
      server.kill('SIGINT')
      await once(server, 'exit')
    },
  }
}

async function originOf(server: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of server.stdout ?? []) {
    printed += chunk
    const origin = /listens on (\S+)/.exec(printed)?.[1]
    if (origin) return origin
  }
  throw new Error(`The server ended: ${printed}`)
}

interface Sending {
  method?: string
  headers?: Record<string, string>
  body?: string
}

function ask(agent: Agent, url: URL, { method = 'GET', headers = {}, body = '' }: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const { statusCode: status = 0, headers } = answer
        resolve({ status, headers, body: Buffer.concat(chunks).toString() })
      })
    })
    sent.on('error', reject).end(body)
  })
}

/** @returns the cookies of the session */
async function signIn(send: (path: string, options?: Sending) => Promise<Answer>): Promise<string> {
  const form = await send('/sign-in')
  const token = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? ''
  const cookie = cookiesOf(form)
  const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
  const body = new URLSearchParams({ _csrf: token, ...OWNER }).toString()
  const answer = await send('/sign-in', { method: 'POST', headers, body })
  if (answer.status !== 303) throw new Error(`Signing in answered ${answer.status}`)
  return `${cookie}; ${cookiesOf(answer)}`
}

function cookiesOf({ headers }: Answer): string {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0]).join('; ')
}
