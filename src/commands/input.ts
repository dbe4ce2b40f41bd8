import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { InvalidInput } from '../errors.ts'
import { english } from './english.ts'

const STANDARD_INPUT = '-'

/**
 * Opens a file that a command reads, or standard input for `-`.
 * @param signal ends the reading: somebody who types would be waited for without end
 * @throws InvalidInput for a file that is not there
 */
export function openInput(file: string, signal: AbortSignal): Readable {
  if (file === STANDARD_INPUT) return addAbortSignal(signal, process.stdin)
  if (existsSync(file)) return createReadStream(file, { signal })
  throw new InvalidInput([{ field: 'file', phrase: english('{file} is not there.', { file }) }])
}

/** What people call such a file. */
export function nameOfInput(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : basename(file)
}
