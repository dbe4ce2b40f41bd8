import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Pool } from 'undici'
import { type Client, openClient } from '../walk/http.ts'
import { copyOfDesk, OWNER } from './filled-desk.ts'

const COMMAND_LINE = join(import.meta.dirname, '../../src/scrip.ts')
/** The console with what it is measured against beside it; see there. */
export const DESK_SERVER = join(import.meta.dirname, 'desk-server.ts')

/** A server in a process of its own. */
export interface RunningServer {
  url: string
  /** What it printed until it listened. */
  printed: string
  /** Its resident memory, in MB. */
  memory(): Promise<number>
  stop(): Promise<void>
}

/** The real server on a desk of its own, which goes when it is stopped, and its owner, who has signed in. */
export interface RunningDesk extends RunningServer {
  /** Its database. */
  file: string
  owner: Client
  /** Opens a page, over one connection that is kept. @throws for an answer other than 200 */
  get(path: string): Promise<string>
  /** How long a page takes, from the request to its last byte, in milliseconds. */
  time(path: string): Promise<number>
}

/**
 * Starts a program of this project.
 * @param args the file and what comes after it
 * @returns once it has printed where it listens
 */
export async function startServer(
  args: readonly string[],
  settings: Record<string, string> = {},
): Promise<RunningServer> {
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    // One is made at the first start of a day, and would be in the way of what is measured.
    BACKUP_KEEP: '0',
    ...settings,
  }
  const server = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  // Where a benchmark fails, nothing of it goes on.
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const printed = await untilItListens(server)
  return {
    url: /listens on (\S+)/.exec(printed)?.[1] ?? '',
    printed,
    memory: () => residentMegabytes(server.pid ?? 0),
    async stop() {
      server.kill('SIGTERM')
      await once(server, 'exit')
      process.off('exit', kill)
    },
  }
}

/**
 * Starts it on a copy of the desk with so many vouchers, in a folder.
 * @param program what to start instead of `scrip serve`, for the same settings
 */
export async function startDesk(
  folder: string,
  vouchers: number,
  program: readonly string[] = [COMMAND_LINE, 'serve'],
): Promise<RunningDesk> {
  const file = await copyOfDesk(folder, vouchers)
  const server = await startServer(program, { DATABASE_FILE: file })
  const owner = await ownerAt(server.url)
  const pool = new Pool(server.url, { connections: 1 })
  const get = async (path: string) => {
    const { statusCode, body } = await pool.request({
      path,
      method: 'GET',
      headers: { cookie: owner.cookie() },
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`)
    return text
  }
  return {
    ...server,
    file,
    owner,
    get,
    async time(path) {
      const start = performance.now()
      await get(path)
      return performance.now() - start
    },
    async stop() {
      await pool.close()
      await server.stop()
      await rm(file)
    },
  }
}

/** The owner of a desk, who has signed in. */
export async function ownerAt(url: string): Promise<Client> {
  const owner = openClient(url)
  const form = (await owner.get('/sign-in')).form('Sign in')
  await form.fill({ Email: OWNER.email, Password: OWNER.password }).submit()
  return owner
}

/** Where the link to the next page of a list leads; undefined on the last. */
export function nextOf(page: string): string | undefined {
  return /rel="?next"? href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
}

async function untilItListens(server: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of server.stdout ?? []) {
    printed += chunk
    if (/listens on \S+\n/.test(printed)) return printed
  }
  throw new Error(`The server ended: ${printed}`)
}

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) / 1024
}
