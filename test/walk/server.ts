import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'

const COMMAND_LINE = join(import.meta.dirname, '../../src/cli.ts')

/** Scrip as a process of its own, started in an empty folder and with no settings but a free port. */
export interface Server {
  url: string
  /** The path of the one-time link that it printed, if it printed one. */
  setUpPath: string | undefined
  /** All that it has printed so far, the log among it. */
  output(): string
  /** Resolves when it has printed something. */
  prints(what: RegExp): Promise<void>
  /** Ends it as Ctrl-C does. @returns its exit code */
  stop(): Promise<number | null>
}

/** What it prints last when it has started: where nobody can sign in yet, the link for that. */
const READY = { first: /\/set-up\/\S+\n/, again: /^Scrip listens on .*\n/m }

/**
 * Starts the real server; it is stopped when the test ends.
 * @param folder where it keeps its data
 * @param start whether nobody can sign in there yet
 * @param env what is set besides
 */
export async function startServer(
  t: Test,
  folder: string,
  start: keyof typeof READY = 'first',
  env: NodeJS.ProcessEnv = {},
): Promise<Server> {
  const port = await freePort()
  const server = spawn(process.execPath, [COMMAND_LINE, 'serve'], {
    cwd: folder,
    env: settings({ PORT: String(port), ...env }),
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk
  }
  server.stdout.on('data', keep)
  server.stderr.on('data', keep)
  const prints = async (what: RegExp) => {
    while (!what.test(output)) {
      if (server.exitCode !== null) throw new Error(`The server ended: ${output}`)
      const seen = new AbortController()
      const { signal } = seen
      await Promise.race([once(server.stdout, 'data', { signal }), once(server, 'exit', { signal })])
      seen.abort()
    }
  }
  const stop = async () => {
    if (server.exitCode === null && server.kill('SIGINT')) await once(server, 'exit')
    return server.exitCode
  }
  t.teardown(stop)
  await prints(READY[start])
  const url = `http://127.0.0.1:${port}`
  return { url, setUpPath: /\/set-up\/\S+/.exec(output)?.[0], output: () => output, prints, stop }
}

/** What a command printed, and how it ended. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the command line in a folder. @param input what it reads from standard input */
export async function scrip(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = '',
): Promise<Ended> {
  const command = spawn(process.execPath, [COMMAND_LINE, ...args], { cwd: folder, env: settings(env) })
  const printed = [textOf(command.stdout), textOf(command.stderr)]
  command.stdin?.end(input)
  const [[code], stdout = '', stderr = ''] = await Promise.all([once(command, 'close'), ...printed])
  return { code: code as number | null, stdout, stderr }
}

/** The environment of a machine on which nobody has set anything of Scrip's. */
function settings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['HOST', 'PORT', 'DATABASE_FILE', 'PUBLIC_URL', 'TRUST_PROXY', 'SESSION_SECRET', 'LOG_LEVEL']
  return { ...process.env, ...Object.fromEntries(names.map((name) => [name, ''])), ...env }
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  let text = ''
  for await (const chunk of stream ?? []) text += chunk
  return text
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
