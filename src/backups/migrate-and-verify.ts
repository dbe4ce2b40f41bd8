import { migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { verifyDatabase } from '../ledger/verify-database.ts'

/**
 * Brings a copy of a database to the newest schema and verifies it.
 *
 * @returns how many things disagree
 * @throws Problem DATABASE_UNREADABLE as `migrate`
 */
export async function migrateAndVerify(copy: string): Promise<number> {
  const db = openDatabase(copy)
  try {
    await migrate(db)
    return await verifyDatabase(db, copy, () => {})
  } finally {
    await db.destroy()
  }
}
