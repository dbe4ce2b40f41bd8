import { openConnection } from './connection.ts'

/**
 * What SQLite itself finds wrong with the file: damaged pages, indexes that disagree with their tables, values
 * that break a constraint, rows that name rows which are not there. Reads the whole file in one go, and writes
 * nothing; writers do not wait for it.
 *
 * @param file path of a database that is there
 * @returns a sentence each, as it is found; none for a sound file
 * @throws what SQLite throws where damage keeps it from reading on
 */
export function* checkFile(file: string): Generator<string> {
  // Not `readonly`: over such a connection SQLite does not even know a table's CHECK constraints.
  const connection = openConnection(file)
  try {
    connection.pragma('query_only = ON')
    for (const message of connection.prepare<[], string>('PRAGMA integrity_check').pluck().iterate()) {
      if (message !== 'ok') yield message
    }
    for (const { table, rowid, parent } of connection
      .prepare<[], Stray>('PRAGMA foreign_key_check')
      .iterate()) {
      yield `Row ${rowid ?? 'without an id'} of ${table} names a row of ${parent} that is not there.`
    }
  } finally {
    connection.close()
  }
}

interface Stray {
  table: string
  rowid: number | null
  parent: string
}
