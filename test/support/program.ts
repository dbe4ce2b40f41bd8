import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

/** The executable that SCRIP_PROGRAM names, such as dist/scrip. Where it names none, the source is what runs. */
export const EXECUTABLE = process.env.SCRIP_PROGRAM && resolve(process.env.SCRIP_PROGRAM)

const SOURCE = join(import.meta.dirname, '../../src/scrip.ts')

/** Starts Scrip as a process of its own. @param args what a person types after `scrip` */
export function spawnProgram(
  args: readonly string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
  executable = EXECUTABLE,
): ChildProcessWithoutNullStreams {
  return executable ? spawn(executable, args, options) : spawn(process.execPath, [SOURCE, ...args], options)
}
