import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/** Starts a command of `scrip` on a database file, as a person types it. */
export function spawnScrip(file: string, ...args: string[]) {
  return spawn(process.execPath, [CLI, ...args], { env: { DATABASE_FILE: file } })
}

/** Runs a command of `scrip` on a database file to its end. */
export async function runScrip(
  file: string,
  ...args: string[]
): Promise<{ code: number; out: string; error: string }> {
  const scrip = spawnScrip(file, ...args)
  const [out, error, [code]] = await Promise.all([
    text(scrip.stdout),
    text(scrip.stderr),
    once(scrip, 'exit'),
  ])
  return { code, out, error }
}
