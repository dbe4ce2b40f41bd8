import { hash, randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../errors.ts'

/**
 * Puts the addon into a file, since a system loads code from files alone. It stays there for the next start, in a
 * folder of this user's own that is named by what the addon holds, so that two versions keep out of each other's way.
 *
 * @param addon what the file must hold; a file that holds anything else is replaced
 * @param within the folder for temporary files
 * @returns the path of the file
 * @throws Problem CONFIGURATION where no such folder can be made, or where others could write to it
 */
export function placeAddon(addon: Uint8Array, within = tmpdir()): string {
  const owner = process.getuid?.() ?? 'user'
  const folder = join(within, `scrip-${owner}-${hash('sha256', addon).slice(0, 16)}`)
  const file = join(folder, 'better-sqlite3.node')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!isPrivate(folder))
      refuse(`${folder} must be a folder of yours that is closed to others. Remove it, or name another place`)
    if (!holds(file, addon)) putAtOnce(file, addon)
  } catch (error) {
    if (error instanceof Problem) throw error
    refuse(`must name a folder in which Scrip can keep a part of itself (${(error as Error).message})`)
  }
  return file
}

/** Whoever can write to the folder can run code as this user. Windows keeps each user's temporary files apart. */
function isPrivate(folder: string): boolean {
  const found = lstatSync(folder)
  if (process.getuid === undefined) return found.isDirectory()
  return found.isDirectory() && found.uid === process.getuid() && (found.mode & 0o077) === 0
}

function holds(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes)
  } catch {
    return false
  }
}

/** Another process that starts at this moment finds either nothing or the whole file, never a part of it. */
function putAtOnce(file: string, bytes: Uint8Array): void {
  const written = `${file}.${randomUUID()}`
  writeFileSync(written, bytes, { mode: 0o600, flag: 'wx' })
  renameSync(written, file)
}

function refuse(reason: string): never {
  throw new Problem('CONFIGURATION', { name: 'TMPDIR', reason })
}
