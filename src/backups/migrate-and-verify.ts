import { migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { verifyDatabase } from '../ledger/verify-database.ts'
import type { Progress } from '../progress.ts'

/**
 * Brings a copy of a database to the newest schema and verifies it.
 *
 * @param progress hears how far the verification is
 * @returns how many things disagree
 * @throws Problem DATABASE_UNREADABLE as `migrate`
 */
export async function migrateAndVerify(copy: string, progress?: Progress): Promise<number> {
  const db = openDatabase(copy)
  try {
    await migrate(db)
    return await verifyDatabase(db, copy, () => {}, progress)
  } finally {
    await db.destroy()
  }
}
