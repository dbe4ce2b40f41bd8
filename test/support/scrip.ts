import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { spawnProgram } from './program.ts'

/** Starts a command of `scrip` on a database file, as a person types it. */
export function spawnScrip(file: string, ...args: string[]) {
  return spawnProgram(args, { env: { DATABASE_FILE: file } })
}

/** What a command printed, and how it ended. */
interface Ended {
  code: number
  out: string
  error: string
}

/** Runs a command of `scrip` on a database file to its end. */
export function runScrip(file: string, ...args: string[]): Promise<Ended> {
  return runScripWith('', file, ...args)
}

/** The same, with what it reads from standard input. */
export async function runScripWith(input: string, file: string, ...args: string[]): Promise<Ended> {
  const scrip = spawnScrip(file, ...args)
  scrip.stdin.end(input)
  const [out, error, [code]] = await Promise.all([
    text(scrip.stdout),
    text(scrip.stderr),
    once(scrip, 'exit'),
  ])
  return { code, out, error }
}
