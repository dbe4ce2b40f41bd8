import { Problem } from '../errors.ts'

/**
 * What keeps a database file from being opened, as whoever starts Scrip needs to hear it.
 * @param error what SQLite or the system threw
 * @returns a sentence that goes on from "FILE cannot be used:"
 */
export function whyNotOpened(error: unknown): string {
  return OPENING[kindOf(error)] ?? (error instanceof Error ? error.message : String(error))
}

const OPENING: Record<string, string> = {
  BUSY: 'another process holds it (database is locked). End that one, then try again.',
  CORRUPT:
    'it is damaged (database disk image is malformed). Leave it as it is, and restore an earlier backup with scrip restore.',
  NOTADB: 'it is no database, or its beginning is damaged (file is not a database).',
  CANTOPEN: 'it is not there or not open to this user, or its folder is not (unable to open database file).',
}

/**
 * The refusal for what SQLite says when the machine keeps it from going on. It has undone the transaction then.
 * @returns undefined for an error of any other kind
 */
export function failureOf(error: unknown): Problem | undefined {
  const [code, reason] = RUNNING[kindOf(error)] ?? []
  if (code === undefined) return undefined
  return new Problem(code, reason === undefined ? {} : { file: 'The database', reason })
}

const RUNNING: Record<string, [code: ConstructorParameters<typeof Problem>[0], reason?: string]> = {
  BUSY: ['DATABASE_BUSY'],
  FULL: ['DISK_FULL'],
  IOERR: ['DISK_FAILED'],
  READONLY: ['DATABASE_READ_ONLY'],
  CORRUPT: [
    'DATABASE_UNREADABLE',
    'it is damaged. Stop Scrip, and restore an earlier backup with scrip restore.',
  ],
}

/** Whether another connection holds what was asked for. */
export function isHeld(error: unknown): boolean {
  return kindOf(error) === 'BUSY'
}

/** SQLite's primary result code, such as IOERR of `SQLITE_IOERR_WRITE`; '' for what is none of its errors. */
function kindOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return SYSTEM[code] ?? /^SQLITE_([A-Z]+)/.exec(code)?.[1] ?? ''
}

/** What the system itself says, of a file that is uploaded or of one beside the database. */
const SYSTEM: Record<string, string> = { ENOSPC: 'FULL', EACCES: 'CANTOPEN', EROFS: 'CANTOPEN' }
