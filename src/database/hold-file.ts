import { closeSync, existsSync, openSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Problem } from '../errors.ts'
import { openConnection } from './connection.ts'
import { isHeld } from './failures.ts'

/**
 * Holds a database against every other process that asks for the same: of several servers on one file the second
 * is refused. Commands do not ask, and work beside a server.
 *
 * What holds it is SQLite's lock on an empty file beside the database, which the system itself takes away from a
 * process that ends, however it ends: nothing stale is ever left, and the file may stay.
 *
 * @param file path of the database; its folder is there
 * @returns lets go of it
 * @throws Problem DATABASE_UNREADABLE while another process holds it
 */
export function holdFile(file: string): () => void {
  const beside = `${realFile(file)}-lock`
  closeSync(openSync(beside, 'a', 0o600))
  const lock = openConnection(beside, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!isHeld(error)) throw error
    const reason = 'another Scrip serves it. Stop that one first, or name another file in DATABASE_FILE.'
    throw new Problem('DATABASE_UNREADABLE', { file, reason })
  }
  return () => {
    lock.close()
  }
}

/** The file behind a path, whichever links lead there. */
export function realFile(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))
}
