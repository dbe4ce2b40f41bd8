import { sql } from 'kysely'
import type { Db } from './open.ts'

/**
 * What SQLite itself finds wrong with the file: damaged pages, indexes that disagree with their tables, values
 * that break a constraint, rows that name rows which are not there. Reads the whole file in one go.
 *
 * @returns a sentence each; none for a sound file
 */
export async function checkFile(db: Db): Promise<string[]> {
  const damages = await sql<{ integrityCheck: string }>`PRAGMA integrity_check`.execute(db)
  const strays = await sql<{ table: string; rowid: number | null; parent: string }>`
    PRAGMA foreign_key_check`.execute(db)
  return [
    ...damages.rows.map((row) => row.integrityCheck).filter((message) => message !== 'ok'),
    ...strays.rows.map(
      ({ table, rowid, parent }) =>
        `Row ${rowid ?? '?'} of ${table} names a row of ${parent} that is not there.`,
    ),
  ]
}
