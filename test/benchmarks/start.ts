import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { alternate, type Benchmark, medians, type Row } from './benchmark.ts'
import { copyOfDesk } from './filled-desk.ts'

const MANY = 1_000_000
const ROUNDS = 11
const PROJECT = join(import.meta.dirname, '../..')
const SOURCE = [process.execPath, join(PROJECT, 'src/scrip.ts')]
const EXECUTABLE = join(PROJECT, 'dist/scrip')

/** From the start of a process to its first page, against a Node that does nothing. */
export const start: Benchmark = {
  name: 'start',
  title: 'Start of the process to the first answered page, on a million vouchers, against node -e 0',

  async run(folder) {
    const file = await copyOfDesk(folder, MANY)
    const rows: Row[] = []
    const measure = async (name: string, program: readonly string[], goal: Row['goal']) => {
      const figures = await alternate(ROUNDS, { ours: () => firstPage(program, file), reference: nothing })
      rows.push({
        name: `start to first page, ${name}`,
        unit: 'ms',
        ...medians(figures),
        goal,
      })
    }
    // Both are the product: what is measured against the goal is what runs where people work with it.
    if (existsSync(EXECUTABLE)) await measure('executable', [EXECUTABLE], { atMost: 8 })
    await measure('from source', SOURCE, existsSync(EXECUTABLE) ? null : { atMost: 8 })
    return rows
  },
}

/** @returns milliseconds */
async function firstPage([program = '', ...args]: readonly string[], file: string): Promise<number> {
  const env = {
    ...process.env,
    DATABASE_FILE: file,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    BACKUP_KEEP: '0',
  }
  const begun = performance.now()
  const server = spawn(program, [...args, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const answer = await fetch(`${await urlOf(server)}/sign-in`)
  await answer.text()
  const ms = performance.now() - begun
  server.kill('SIGTERM')
  await once(server, 'exit')
  return ms
}

async function urlOf(server: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of server.stdout ?? []) {
    printed += chunk
    const url = /listens on (\S+)\n/.exec(printed)?.[1]
    if (url) return url
  }
  throw new Error(`The server ended: ${printed}`)
}

/** @returns milliseconds */
async function nothing(): Promise<number> {
  const begun = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - begun
}
