import { closeSync, openSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Problem } from '../errors.ts'
import { openConnection } from './connection.ts'
import { failureOf, whyNotOpened } from './failures.ts'
import { APPLICATION_ID, openReader, requireNoStrayWal } from './open.ts'

/**
 * Copies a database as it is at one moment into a file of its own, without what was deleted. Nobody who writes to
 * it meanwhile waits, but this process does: it is for commands, and not for a server.
 *
 * @param from path of a database of Scrip's; it is not written to
 * @param to path of the copy, readable by its owner alone; what was there is gone
 * @throws Problem DATABASE_UNREADABLE for what is none or is damaged, DISK_FULL, DISK_FAILED; then there is no copy
 */
export function copyDatabase(from: string, to: string): void {
  removeDatabase(to)
  // SQLite fills an empty file that is there, and leaves alone who may read it.
  closeSync(openSync(to, 'wx', 0o600))
  try {
    fill(from, to)
  } catch (error) {
    removeDatabase(to)
    throw refusalOf(error, from)
  }
}

function fill(from: string, to: string): void {
  requireNoStrayWal(from)
  const reader = openReader(from)
  try {
    if (reader.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      throw new Problem('DATABASE_UNREADABLE', { file: from, reason: 'it is no database of Scrip.' })
    }
    reader.prepare('VACUUM INTO ?').run(to)
  } finally {
    reader.close()
  }
}

function refusalOf(error: unknown, file: string): Problem {
  if (error instanceof Problem) return error
  const failure = failureOf(error)
  if (failure?.code === 'DISK_FULL' || failure?.code === 'DISK_FAILED') return failure
  return new Problem('DATABASE_UNREADABLE', { file, reason: whyNotOpened(error) })
}

/** Removes a database that nobody has open, with what belongs to it. */
export function removeDatabase(file: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(file + end, { force: true })
}

/**
 * Makes a database a file that stands alone, with nothing left in a WAL beside it.
 * @throws what SQLite throws, SQLITE_BUSY while any other connection is open
 */
export function standAlone(file: string): void {
  const connection = openConnection(file, { timeout: 0, fileMustExist: true })
  try {
    connection.pragma('journal_mode = DELETE')
  } finally {
    connection.close()
  }
}

/** Gives a database that stands alone its name: all of it is there under that name, or nothing, also after a power cut. */
export async function putInPlace(file: string, name: string): Promise<void> {
  await sync(file)
  // What was moved away for it, such as another one's WAL, is not to come back after a power cut.
  await syncFolder(dirname(name))
  await rename(file, name)
  await syncFolder(dirname(name))
}

/** Windows cannot sync a folder, and writes names at once. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await sync(path)
}

async function sync(path: string): Promise<void> {
  const opened = await open(path, 'r')
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}
