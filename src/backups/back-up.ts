import { existsSync } from 'node:fs'
import { copyDatabase, putInPlace, removeDatabase, standAlone } from '../database/copy-database.ts'
import { isOlder } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { verifyDatabase } from '../ledger/verify-database.ts'
import type { Progress } from '../progress.ts'
import { migrateAndVerify } from './migrate-and-verify.ts'

/**
 * Copies a database as it is now, whoever works on it, verifies the copy and only then gives it its name. A copy
 * that does not verify stays as `.unverified`, for it may be the best there is.
 *
 * @param file path of the database, of this schema or an older one
 * @param backup path of the backup: nothing is there yet, but its folder is
 * @param progress hears how far the verification is
 * @throws Problem BACKUP_EXISTS; BACKUP_DISAGREES for a copy that does not verify; and as `copyDatabase`
 */
export async function backUp(file: string, backup: string, progress?: Progress): Promise<void> {
  if (existsSync(backup)) throw new Problem('BACKUP_EXISTS', { file: backup })
  const copy = `${backup}.unverified`
  copyDatabase(file, copy)
  const count = await verifyCopy(copy, progress).catch((error: unknown) => {
    removeDatabase(copy)
    throw error
  })
  if (count > 0) throw new Problem('BACKUP_DISAGREES', { file: copy, count })
  standAlone(copy)
  await putInPlace(copy, backup)
}

/** @returns how many things disagree */
async function verifyCopy(copy: string, progress?: Progress): Promise<number> {
  const db = openDatabase(copy)
  try {
    if (!(await isOlder(db))) return await verifyDatabase(db, copy, () => {}, progress)
  } finally {
    await db.destroy()
  }
  return verifyMigrated(copy, progress)
}

/** Books of an older schema are verified with the newest: on a second copy, as the backup is to stay what it is. */
async function verifyMigrated(copy: string, progress?: Progress): Promise<number> {
  const migrated = `${copy}.migrated`
  copyDatabase(copy, migrated)
  try {
    return await migrateAndVerify(migrated, progress)
  } finally {
    removeDatabase(migrated)
  }
}
