import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { Kysely } from 'kysely'
import { Problem } from '../errors.ts'
import { Checkpoints } from './checkpoints.ts'
import { ColumnNames } from './column-names.ts'
import { openConnection } from './connection.ts'
import { ScripDialect } from './dialect.ts'
import { whyNotOpened } from './failures.ts'
import type { WriterLoad } from './group-commit.ts'
import { behindLinks } from './real-file.ts'
import type { Tables } from './schema.ts'

/** The database as every feature knows it. A function that gets a transaction gets this type, too. */
export type Db = Kysely<Tables>

/** "Scrp": tells `file` and us that a SQLite file is ours (sqlite.org/fileformat.html, application id). */
export const APPLICATION_ID = 0x53637270
const WAIT_FOR_WRITER_MS = 10_000
/** At opening and reading alone: a writer asks without waiting, so that nothing else in this process waits. */
const WAIT_FOR_OTHER_PROCESS_MS = 5_000

/**
 * Opens the database file, making it (readable by its owner alone) where there is none.
 *
 * @param file path of the SQLite file; missing folders are made
 * @returns the Kysely database; close it with `destroy()`
 * @throws Problem DATABASE_UNREADABLE when the file is no SQLite file, another program's, damaged or held
 */
export function openDatabase(file: string): Db {
  try {
    const isNew = !existsSync(file)
    requireNoStrayWal(file)
    if (isNew) mkdirSync(dirname(file), { recursive: true })
    const writer = openWriter(file, isNew)
    const dialect = new ScripDialect({
      writer,
      openReader: () => openReader(file),
      waitMs: WAIT_FOR_WRITER_MS,
      checkpoints: new Checkpoints(writer),
    })
    const db = new Kysely<Tables>({ dialect, plugins: [new ColumnNames()] })
    dialects.set(db, dialect)
    return db
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('DATABASE_UNREADABLE', { file, reason: whyNotOpened(error) })
  }
}

const dialects = new WeakMap<Db, ScripDialect>()

/** What the writer of a database is at. @param db as `openDatabase` returned it */
export function writerLoad(db: Db): WriterLoad {
  const dialect = dialects.get(db)
  if (!dialect) throw new Error('This is no database that was opened here')
  return dialect.load
}

/**
 * Over an empty file SQLite would throw a WAL away, and with it all that was not in the file yet.
 * @throws Problem DATABASE_UNREADABLE where there is one
 */
export function requireNoStrayWal(file: string): void {
  const real = behindLinks(file)
  if (sizeOf(real) > 0 || sizeOf(`${real}-wal`) === 0) return
  const reason = `it is empty or gone, but ${real}-wal is not. Put the database back beside it, or move that away.`
  throw new Problem('DATABASE_UNREADABLE', { file, reason })
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/**
 * Opens a connection that writes, as durable as all of ours.
 * @param isNew whether the file is made by this
 * @throws what SQLite throws, and Problem DATABASE_UNREADABLE when the file is another program's
 */
export function openWriter(file: string, isNew = false): Database {
  const writer = openConnection(file, { timeout: WAIT_FOR_OTHER_PROCESS_MS })
  try {
    if (isNew) chmodSync(file, 0o600)
    claim(writer)
    writer.pragma('journal_mode = WAL')
    writer.pragma('synchronous = FULL')
    writer.pragma('foreign_keys = ON')
    writer.pragma('busy_timeout = 0')
    return harden(writer)
  } catch (error) {
    writer.close()
    throw error
  }
}

/** Opens a connection that only reads. @throws what SQLite throws */
export function openReader(file: string): Database {
  return harden(openConnection(file, { readonly: true, timeout: WAIT_FOR_OTHER_PROCESS_MS }))
}

function harden(connection: Database): Database {
  connection.pragma('trusted_schema = OFF')
  connection.pragma('cache_size = -64000')
  // What a savepoint would have to put back is else written to a file of its own, at each one.
  connection.pragma('temp_store = MEMORY')
  // SQLite's own lower() knows the letters from A to Z alone.
  connection.function('fold', { deterministic: true }, (text: unknown) => String(text).toLowerCase())
  return connection
}

function claim(writer: Database): void {
  const id = writer.pragma('application_id', { simple: true })
  if (id === APPLICATION_ID) return
  const tables = writer.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (tables !== 0) {
    throw new Problem('DATABASE_UNREADABLE', {
      file: writer.name,
      reason: 'it is a SQLite file of another program. Name another file in DATABASE_FILE.',
    })
  }
  writer.pragma(`application_id = ${APPLICATION_ID}`)
}
