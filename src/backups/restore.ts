import { copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { copyDatabase, putInPlace, removeDatabase, standAlone } from '../database/copy-database.ts'
import { failureOf, isHeld, whyNotOpened } from '../database/failures.ts'
import { holdFile } from '../database/hold-file.ts'
import { openDatabase } from '../database/open.ts'
import { realFile } from '../database/real-file.ts'
import { Problem } from '../errors.ts'
import type { Progress } from '../progress.ts'
import type { At } from '../time/instant.ts'
import { migrateAndVerify } from './migrate-and-verify.ts'

/**
 * Puts what a backup holds in the place of the database, brought to the newest schema and verified before. What
 * was there is kept beside it. Everybody must sign in again. Wherever it is stopped, the one or the other is there.
 *
 * @param backup path of the backup, of this schema or an older one; it is not written to
 * @param file path of the database, where there may be none, or a damaged one
 * @param at when, for the name of what is kept
 * @param progress hears how far the verification is
 * @returns the path of what is kept, of a WAL that was left alone too; undefined where there was nothing
 * @throws Problem BACKUP_DISAGREES for a backup that does not verify; DATABASE_UNREADABLE for what is none, and
 *   while a server, a command or anyone else has the database open; and as `copyDatabase`
 */
export async function restore(
  backup: string,
  file: string,
  at: At,
  progress?: Progress,
): Promise<string | undefined> {
  const letGo = holdFile(file, 'replace')
  const real = realFile(file)
  const copy = `${real}.restoring`
  try {
    copyDatabase(backup, copy)
    const count = await migrateAndVerify(copy, progress)
    if (count > 0) throw new Problem('BACKUP_DISAGREES', { file: backup, count })
    await endSessions(copy)
    standAlone(copy)
    const aside = setAside(real, at)
    await putInPlace(copy, real)
    return aside
  } finally {
    removeDatabase(copy)
    letGo()
  }
}

/** Those of the time of the backup may have been ended since: nobody is let in by one. */
async function endSessions(copy: string): Promise<void> {
  const db = openDatabase(copy)
  try {
    await db.deleteFrom('sessions').execute()
  } finally {
    await db.destroy()
  }
}

/**
 * Keeps a database under a second, dated name, and moves away what SQLite would take for a part of the next one: a WAL
 * or a journal, also where they are all that was left.
 */
function setAside(file: string, at: At): string | undefined {
  const aside = `${file}.replaced-${at.replaceAll(':', '-')}`
  const kept = existsSync(file) ? [aside] : []
  // Over an empty file SQLite would throw a WAL away.
  if (kept.length > 0 && statSync(file).size > 0) emptyWal(file)
  if (kept.length > 0) nameAgain(file, aside)
  for (const end of ['-wal', '-journal']) {
    if (!existsSync(file + end)) continue
    renameSync(file + end, aside + end)
    kept.push(aside + end)
  }
  rmSync(`${file}-shm`, { force: true })
  return kept[0]
}

/** Puts what is in a WAL into its database, where SQLite still can. @throws Problem DATABASE_UNREADABLE for an open one */
function emptyWal(file: string): void {
  try {
    standAlone(file)
  } catch (error) {
    // Whoever still has it open would take the WAL of the next one for its own.
    if (isHeld(error)) throw new Problem('DATABASE_UNREADABLE', { file, reason: whyNotOpened(error) })
    // A damaged file has nothing to lose. A good one would lose its WAL to a second name.
    const failure = failureOf(error)
    if (failure && failure.code !== 'DATABASE_UNREADABLE') throw failure
  }
}

function nameAgain(file: string, aside: string): void {
  try {
    linkSync(file, aside)
  } catch {
    // Some file systems have no second names.
    copyFileSync(file, aside)
  }
}
