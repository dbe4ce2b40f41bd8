import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Db } from '../database/open.ts'
import { type At, dayOf } from '../time/instant.ts'
import { runScrip } from './run-scrip.ts'

/** What is backed up each day. */
interface DailyBackup {
  databaseFile: string
  /** Where the backups lie; a folder of its own for each database. */
  folder: string
  /** How many are kept; 0 makes none. */
  keep: number
  at: At
  /** Ends a backup that runs. */
  signal: AbortSignal
}

/**
 * Makes the backup of the day (UTC), unless it is there or there is nobody's business in the database yet, and
 * removes the oldest ones beyond those that are kept. A process of its own makes it: `scrip backup`, so that
 * nobody here waits for the copy to be written and verified.
 *
 * @throws Error with what the command said; then no backup was removed
 */
export async function backUpDaily(db: Db, daily: DailyBackup): Promise<void> {
  const { databaseFile, folder, keep, at, signal } = daily
  const backup = join(folder, `${stemOf(databaseFile)}-${dayOf(at, 'UTC')}.db`)
  if (keep === 0 || existsSync(backup) || !(await hasPartner(db))) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (!(await runScrip(databaseFile, ['backup', backup], signal))) return
  const all = (await readdir(folder)).filter((name) => isDaily(name, databaseFile)).sort()
  for (const name of all.slice(0, -keep)) await rm(join(folder, name))
}

async function hasPartner(db: Db): Promise<boolean> {
  return (await db.selectFrom('partners').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Anything else in the folder is somebody's own. */
function isDaily(name: string, databaseFile: string): boolean {
  const stem = `${stemOf(databaseFile)}-`
  return name.startsWith(stem) && /^\d{4}-\d\d-\d\d\.db$/.test(name.slice(stem.length))
}

function stemOf(databaseFile: string): string {
  return basename(databaseFile, extname(databaseFile))
}
