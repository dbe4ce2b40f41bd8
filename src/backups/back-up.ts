import { existsSync } from 'node:fs'
import { copyDatabase, putInPlace, removeDatabase, standAlone } from '../database/copy-database.ts'
import { isOlder } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { verifyDatabase } from '../ledger/verify-database.ts'
import type { Progress } from '../progress.ts'
import { migrateAndVerify } from './migrate-and-verify.ts'

/** What a copy is called until it is verified: the name of the backup, and this. */
export const UNVERIFIED = '.unverified'

/**
 * Copies a database as it is now, whoever works on it, verifies the copy and only then gives it its name. A copy
 * that does not verify stays under its first name, for it may be the best there is; one that could not be verified,
 * as on a full disk, does not.
 *
 * @param file path of the database, of this schema or an older one
 * @param backup path of the backup: nothing is there yet, but its folder is
 * @param progress hears how far the verification is
 * @throws Problem BACKUP_EXISTS; BACKUP_DISAGREES for a copy that does not verify; and as `copyDatabase`
 */
export async function backUp(file: string, backup: string, progress?: Progress): Promise<void> {
  if (existsSync(backup)) throw new Problem('BACKUP_EXISTS', { file: backup })
  const copy = backup + UNVERIFIED
  copyDatabase(file, copy)
  const count = await verifyCopy(copy, progress)
  standAlone(copy)
  if (count > 0) throw new Problem('BACKUP_DISAGREES', { file: copy, count })
  await putInPlace(copy, backup)
}

/** @returns how many things disagree @throws what keeps it from being verified; then the copy is gone */
async function verifyCopy(copy: string, progress?: Progress): Promise<number> {
  try {
    return (await verifyCurrent(copy, progress)) ?? (await verifyMigrated(copy, progress))
  } catch (error) {
    removeDatabase(copy)
    throw error
  }
}

/** @returns undefined for a copy of an older schema */
async function verifyCurrent(copy: string, progress?: Progress): Promise<number | undefined> {
  const db = openDatabase(copy)
  try {
    return (await isOlder(db)) ? undefined : await verifyDatabase(db, copy, () => {}, progress)
  } finally {
    await db.destroy()
  }
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
