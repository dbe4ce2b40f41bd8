import { once } from 'node:events'
import { printedBy } from '../support/printed.ts'
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
    prints: printedBy(server).until,
    async kill() {
      const gone = once(server, 'close')
      if (server.exitCode !== null || !server.kill('SIGKILL')) throw new Error('The server ended by itself')
      await gone
    },
  }
}
