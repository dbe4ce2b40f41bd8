import { copyFileSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'

/**
 * Copies a database file and does to the copy what its guards would refuse.
 *
 * @param file a database that nobody has open
 * @param copy where the copy goes
 */
export function tamperedCopy(file: string, copy: string, tampering: string): void {
  copyFileSync(file, copy)
  tamper(copy, tampering)
}

/** Does to a database what its guards would refuse: without triggers, for good, foreign keys and constraints. */
export function tamper(file: string, tampering: string): void {
  const prompt = new BetterSqlite3(file)
  prompt.pragma('synchronous = OFF')
  prompt.pragma('foreign_keys = OFF')
  prompt.pragma('ignore_check_constraints = ON')
  const triggers = prompt.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).pluck().all()
  const drops = triggers.map((trigger) => `DROP TRIGGER ${trigger};`).join('\n')
  prompt.exec(`BEGIN; ${drops} ${tampering}; COMMIT`)
  prompt.close()
}
