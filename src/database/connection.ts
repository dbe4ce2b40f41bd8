import { createRequire } from 'node:module'
import BetterSqlite3 from 'better-sqlite3'
import { Problem } from '../errors.ts'
import { carriedBytes, isOneFile } from '../shipped.ts'
import { placeAddon } from './place-addon.ts'

let placed: string | undefined

/**
 * Opens a SQLite file as it is. Nothing else in Scrip opens one, so that each connection has its addon.
 * @throws what SQLite throws, and Problem CONFIGURATION as `placeAddon`
 */
export function openConnection(file: string, options: BetterSqlite3.Options = {}): BetterSqlite3.Database {
  // The source leaves it to better-sqlite3, which finds the addon in its own package.
  if (!isOneFile) return new BetterSqlite3(file, options)
  placed ??= loadAddon()
  return new BetterSqlite3(file, { ...options, nativeBinding: placed })
}

/** The file of the addon that this thread has loaded; undefined where better-sqlite3 finds its own. */
export function addonInUse(): string | undefined {
  return placed
}

/**
 * Has a thread load the addon that its process has loaded already. Two copies of SQLite in one process would undo each
 * other's locks (sqlite.org/howtocorrupt.html, 2.2.1).
 * @param file as `addonInUse` returned it there
 */
export function useAddon(file: string | undefined): void {
  placed = file
}

/** Loads the addon once, so that better-sqlite3 finds it loaded, whatever becomes of the file. @returns its path */
function loadAddon(): string {
  const file = placeAddon(carriedBytes('better-sqlite3.node'))
  try {
    createRequire(file)(file)
    return file
  } catch (error) {
    const reason = `no program may be run from it. Name another folder (${(error as Error).message})`
    throw new Problem('CONFIGURATION', { name: 'TMPDIR', reason })
  }
}
