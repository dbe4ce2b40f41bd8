import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import { requireCurrent } from '../database/migrate.ts'
import { type Db, writerLoad } from '../database/open.ts'
import { LEAST_FREE_BYTES, requireRoom } from '../database/room.ts'
import { Problem } from '../errors.ts'

/**
 * Holds that the console can do its work: the database can be read, has the schema of this program and can be
 * written to, and the disk has room. Writes nothing, so that it can be asked every few seconds.
 *
 * @param leastFreeBytes how much room the disk must have
 * @throws Problem DATABASE_UNREADABLE, DISK_FULL, and DATABASE_BUSY where another program holds the file
 */
export async function requireReady(
  db: Db,
  databaseFile: string,
  leastFreeBytes = LEAST_FREE_BYTES,
): Promise<void> {
  await requireCurrent(db)
  await access(databaseFile, constants.R_OK | constants.W_OK).catch(() => {
    const reason = 'its file is gone, or may not be written to.'
    throw new Problem('DATABASE_UNREADABLE', { file: 'The database', reason })
  })
  await requireRoom(dirname(databaseFile), leastFreeBytes)
  // While we write ourselves, that is proof enough: the wait for the end of a large import is no failure.
  if (!writerLoad(db).isWriting) await db.transaction().execute(async () => {})
}
