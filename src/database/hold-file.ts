import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { Problem } from '../errors.ts'
import { openConnection } from './connection.ts'
import { isHeld, whyNotOpened } from './failures.ts'
import { behindLinks, realFile } from './real-file.ts'

/**
 * Commands work beside each other and beside one server; nothing works while a database is replaced, and no server
 * while a command migrates it.
 */
type Use = 'command' | 'migrate' | 'server' | 'replace'

/** SQLite's locks: any number share one, beside them goes one that may write, and alone the exclusive one. */
const LOCKS: Record<Use, string> = {
  command: 'BEGIN; SELECT count(*) FROM sqlite_schema',
  migrate: 'BEGIN IMMEDIATE',
  server: 'BEGIN IMMEDIATE',
  replace: 'BEGIN EXCLUSIVE',
}

const REFUSALS: Record<Use, string> = {
  command: 'scrip restore is replacing it. Wait until that has ended, then try again.',
  migrate:
    'it is of an older Scrip, and a console serves it or another command migrates it. Stop the console first, then try again.',
  server:
    'another Scrip serves it or is replacing it. Stop that one first, or name another file in DATABASE_FILE.',
  replace: 'another Scrip serves it, or a command works on it. Stop that one first, then try again.',
}

/**
 * Holds a database before it is opened, so that nobody opens one that is being replaced: of several servers on one
 * file the second is refused, and so is whatever starts while a backup is put in its place.
 *
 * What holds it is SQLite's lock on an empty file beside the database, which the system itself takes away from a
 * process that ends, however it ends: nothing stale is ever left, and the file may stay.
 *
 * @param file path of the database; missing folders are made
 * @param use what it is held for
 * @returns lets go of it
 * @throws Problem DATABASE_UNREADABLE while another process holds it for what does not go with this use, and where
 *   its folder cannot be written to
 */
export function holdFile(file: string, use: Use): () => void {
  let lock: Database | undefined
  try {
    lock = openLock(file)
    lock.exec(LOCKS[use])
  } catch (error) {
    lock?.close()
    if (error instanceof Problem) throw error
    const reason = isHeld(error) ? REFUSALS[use] : whyNotOpened(error)
    throw new Problem('DATABASE_UNREADABLE', { file, reason })
  }
  return () => {
    lock.close()
  }
}

function openLock(file: string): Database {
  mkdirSync(dirname(behindLinks(file)), { recursive: true })
  const beside = `${realFile(file)}-lock`
  // Only where it is missing: closing it would take the locks away that this process has on it.
  if (!existsSync(beside)) closeSync(openSync(beside, 'a', 0o600))
  return openConnection(beside, { timeout: 0 })
}
