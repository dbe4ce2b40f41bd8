import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { printedBy } from '../support/printed.ts'
import { spawnProgram } from '../support/program.ts'

/** Scrip as a process of its own, started in an empty folder and with no settings but any free port. */
export interface Server {
  url: string
  pid: number
  /** The path of the one-time link that it printed, if it printed one. */
  setUpPath: string | undefined
  /** All that it has printed so far, the log among it. */
  output(): string
  /** Resolves when it has printed something. @returns what matched @throws where it ended before */
  prints(what: RegExp): Promise<string>
  /** Sends it a signal that does not end it. */
  signal(name: NodeJS.Signals): void
  /** Ends it as Ctrl-C does. @returns its exit code */
  stop(): Promise<number | null>
  /** Ends it with a signal. @returns its exit code; null for one that the signal ended itself */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** What it prints last when it has started: where nobody can sign in yet, the link for that. */
const READY = { first: /\/set-up\/\S+\n/, again: /^Scrip listens on .*\n/m }

/**
 * Starts the real server; it is stopped when the test ends.
 * @param folder where it keeps its data
 * @param start whether nobody can sign in there yet
 * @param env what is set beside the port
 * @param within a command that runs it, such as one that limits what it may do
 */
export async function startServer(
  t: Test,
  folder: string,
  start: keyof typeof READY = 'first',
  { env = {}, within = [] }: { env?: NodeJS.ProcessEnv; within?: readonly string[] } = {},
): Promise<Server> {
  const port = String(await freePort())
  const set = settings({ PORT: port, ...env })
  return untilItListens(t, spawnProgram(['serve'], { cwd: folder, env: set, within }), start)
}

/** Waits for a server that was started; it is stopped when the test ends. */
export async function untilItListens(
  t: Test,
  server: ReturnType<typeof spawnProgram>,
  start: keyof typeof READY = 'first',
): Promise<Server> {
  const printed = printedBy(server)
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode === null && server.signalCode === null && server.kill(signal))
      await once(server, 'exit')
    return server.exitCode
  }
  const stop = () => end('SIGINT')
  t.teardown(stop)
  await printed.until(READY[start])
  const output = printed.text()
  return {
    url: /^Scrip listens on (\S+)/m.exec(output)?.[1] ?? '',
    pid: server.pid ?? 0,
    setUpPath: /\/set-up\/\S+/.exec(output)?.[0],
    output: printed.text,
    prints: printed.until,
    signal: (name) => server.kill(name),
    stop,
    end,
  }
}

/** What a command printed, and how it ended. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/**
 * Runs the command line in a folder.
 * @param input what it reads from standard input
 * @param within a command that runs it, such as one that limits what it may do
 */
export async function scrip(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = '',
  within: readonly string[] = [],
): Promise<Ended> {
  const command = spawnProgram(args, { cwd: folder, env: settings(env), within })
  const printed = [textOf(command.stdout), textOf(command.stderr)]
  command.stdin?.end(input)
  const [[code], stdout = '', stderr = ''] = await Promise.all([once(command, 'close'), ...printed])
  return { code: code as number | null, stdout, stderr }
}

/** The environment of a machine on which nobody has set anything of Scrip's. */
function settings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const example = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8')
  const names = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
  const none = Object.fromEntries(names.map((name) => [name, '']))
  // Backups are made by those tests alone that are about them.
  return { ...process.env, ...none, BACKUP_KEEP: '0', ...env }
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  let text = ''
  for await (const chunk of stream ?? []) text += chunk
  return text
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
