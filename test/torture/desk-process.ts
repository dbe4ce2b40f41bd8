import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { spawnProgram } from '../support/program.ts'

/** The real server as a process that is there to be killed. */
export interface DeskProcess {
  /** Resolves when it has printed something. @returns what matched @throws where it ended before */
  prints(what: RegExp): Promise<string>
  /** Ends it by SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>
}

/** Starts it on a database file and a port. */
export function startDesk(file: string, port: number): DeskProcess {
  const env = {
    ...process.env,
    DATABASE_FILE: file,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: '',
    LOG_LEVEL: 'silent',
    BACKUP_KEEP: '0',
  }
  const server = spawnProgram(['serve'], { env })
  server.stderr.pipe(process.stderr)
  return {
    prints: (what) => waitFor(server, what),
    async kill() {
      const gone = once(server, 'close')
      if (server.exitCode !== null || !server.kill('SIGKILL')) throw new Error('The server ended by itself')
      await gone
    },
  }
}

async function waitFor(server: ChildProcess, what: RegExp): Promise<string> {
  let printed = ''
  for await (const chunk of server.stdout ?? []) {
    printed += chunk
    const found = what.exec(printed)?.[0]
    if (found) return found
  }
  throw new Error(`The server ended, and has printed only: ${printed}`)
}

/** A port that is free, for all starts of one server. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
