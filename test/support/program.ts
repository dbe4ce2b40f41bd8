import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

/** The executable that SCRIP_PROGRAM names, such as dist/scrip. Where it names none, the source is what runs. */
export const EXECUTABLE = process.env.SCRIP_PROGRAM && resolve(process.env.SCRIP_PROGRAM)

/** What starts Scrip where there is no executable. */
export const SOURCE = join(import.meta.dirname, '../../src/scrip.ts')

/**
 * Starts Scrip as a process of its own.
 * @param args what a person types after `scrip`
 * @param options `within`: a command that runs it, such as one that limits what it may do
 */
export function spawnProgram(
  args: readonly string[],
  { within = [], ...options }: { cwd?: string; env: NodeJS.ProcessEnv; within?: readonly string[] },
  executable = EXECUTABLE,
): ChildProcessWithoutNullStreams {
  const program = executable ? [executable] : [process.execPath, SOURCE]
  const [first = '', ...rest] = [...within, ...program, ...args]
  return spawn(first, rest, options)
}
