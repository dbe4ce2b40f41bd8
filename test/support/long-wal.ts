import BetterSqlite3 from 'better-sqlite3'

/** More than the 4,000 pages from which on a WAL is long. */
export const LONG_WAL_BYTES = 17_000_000

/**
 * Somebody at the prompt who writes so much that the WAL is long, and leaves it there. While they or anybody else has
 * the file open, it stays.
 */
export function longWal(file: string): BetterSqlite3.Database {
  const prompt = new BetterSqlite3(file)
  prompt.pragma('wal_autocheckpoint = 0')
  prompt.exec(`CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (randomblob(${LONG_WAL_BYTES}))`)
  return prompt
}
