import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { isOneFile, PROJECT } from '../shipped.ts'

const LONGEST_MS = 60 * 60 * 1000

/** Thrown where a command failed. `code` is that of what was refused; a command that crashed has none. */
export class CommandFailed extends Error {
  readonly code: string | undefined

  constructor(message: string, code?: string) {
    super(message)
    this.name = 'CommandFailed'
    this.code = code
  }
}

/**
 * Runs a command of this very program, one that takes --json, in a process of its own, for an hour at most.
 *
 * @param databaseFile what it works on
 * @param signal ends it
 * @returns whether it was done; false where the signal ended it
 * @throws CommandFailed with what it said, where it failed
 */
export async function runScrip(
  databaseFile: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false
  // The one-file executable is the program; otherwise Node runs the source.
  const program = isOneFile ? [] : [join(PROJECT, 'src/scrip.ts')]
  const command = spawn(process.execPath, [...program, ...args, '--json'], {
    env: { ...process.env, DATABASE_FILE: databaseFile },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LONGEST_MS,
  })
  const end = () => command.kill()
  signal.addEventListener('abort', end)
  try {
    const [said, [code, endedBy]] = await Promise.all([text(command.stderr), once(command, 'close')])
    if (code !== 0 && !signal.aborted) throw failed(said.trim() || `scrip ${args[0]} ended by ${endedBy}`)
    return code === 0
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** What was refused is one line of JSON, the last one; what crashed says anything. */
function failed(said: string): CommandFailed {
  try {
    const { message, code } = JSON.parse(said.slice(said.lastIndexOf('\n') + 1))
    return new CommandFailed(message, code)
  } catch {
    return new CommandFailed(said)
  }
}
