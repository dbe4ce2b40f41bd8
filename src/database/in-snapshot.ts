import type { Db } from './open.ts'

/** Works on the database as it is now, whatever is written meanwhile. No writer waits for it. */
export function inSnapshot<T>(db: Db, work: (snapshot: Db) => Promise<T>): Promise<T> {
  return db.transaction().setAccessMode('read only').execute(work)
}

/**
 * The same for what is read in parts, such as a download: the snapshot lasts until the last part is read, or
 * nobody wants more.
 */
export async function* partsInSnapshot<T>(
  db: Db,
  read: (snapshot: Db) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const snapshot = await db.startTransaction().setAccessMode('read only').execute()
  try {
    yield* read(snapshot)
  } finally {
    await snapshot.rollback().execute()
  }
}
