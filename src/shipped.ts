import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAsset, getRawAsset, isSea } from 'node:sea'

/** The project's folder, in which the source lies. The executable has none. */
export const PROJECT = join(import.meta.dirname, '..')

/** Whether this is the one-file executable, which carries all that ships, and not the source. */
export const isOneFile = isSea()

/**
 * Reads a text that ships with Scrip: from the executable, or from the project's folder. The one place that knows.
 * @param name its path from the project's folder, such as `views/layout.eta`
 */
export function readShipped(name: string): string {
  return isOneFile ? getAsset(name, 'utf8') : readFileSync(join(PROJECT, name), 'utf8')
}

/** The bytes of what the executable carries under a name. They are not to be changed: they are the program's own. */
export function carriedBytes(name: string): Uint8Array {
  return new Uint8Array(getRawAsset(name) as ArrayBuffer)
}
