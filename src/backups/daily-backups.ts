import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../database/open.ts'
import { behindLinks } from '../database/real-file.ts'
import { LEAST_FREE_BYTES, requireRoom } from '../database/room.ts'
import { type At, addDays, dayOf, later, startOfDay } from '../time/instant.ts'
import { UNVERIFIED } from './back-up.ts'
import { CommandFailed, runScrip } from './run-scrip.ts'

const FIRST_WAIT_SECONDS = 10 * 60
const LONGEST_WAIT_SECONDS = 3 * 60 * 60
const SYNC_EACH_MS = 100

/** What is backed up each day. */
interface DailyBackups {
  databaseFile: string
  /** Where the backups lie; a folder of its own for each database. */
  folder: string
  /** How many are kept; 0 makes none. */
  keep: number
  /** How much room the copy must leave on its disk, as that may be the one that takes the charges. */
  leastFreeBytes?: number
  /** Ends a backup that runs. */
  signal: AbortSignal
}

/**
 * Backs up once a day, when what it returns is called. What fails is left alone for a while, longer each time: a full
 * disk may have room again. Books that do not verify are tried on the next day.
 *
 * @returns makes the backup of a moment's day where it is missing
 * @throws in what it returns: Problem DISK_FULL where the copy would fill the disk, CommandFailed with what the command
 *   said; then no backup was removed
 */
export function dailyBackups(db: Db, daily: DailyBackups): (at: At) => Promise<void> {
  let notBefore = ''
  let failures = 0
  return async (at) => {
    if (at < notBefore) return
    const backup = backupOf(daily, at)
    try {
      await backUpDay(db, daily, backup)
      failures = 0
    } catch (error) {
      const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** failures++, LONGEST_WAIT_SECONDS)
      const disagrees = error instanceof CommandFailed && error.code === 'BACKUP_DISAGREES'
      notBefore = disagrees ? startOfDay(addDays(dayOf(at, 'UTC'), 1), 'UTC') : later(at, wait)
      throw error
    }
  }
}

/**
 * Makes the backup of the day (UTC), unless it is there or there is nobody's business in the database yet, and
 * removes the oldest ones beyond those that are kept. A process of its own makes it: `scrip backup`, so that
 * nobody here waits for the copy to be written and verified.
 */
async function backUpDay(db: Db, daily: DailyBackups, backup: string): Promise<void> {
  const { databaseFile, folder, keep, signal } = daily
  if (keep === 0 || existsSync(backup) || !(await hasPartner(db))) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await removeUnverified(daily, backup)
  await requireRoomForCopy(daily)
  if (
    !(await syncingMeanwhile(backup + UNVERIFIED, () => runScrip(databaseFile, ['backup', backup], signal)))
  )
    return
  // Never this one: a clock that was wrong for a day may have left names that are later.
  const others = (await namesOf(daily)).filter((name) => /\.db$/.test(name) && name !== basename(backup))
  for (const name of others
    .sort()
    .reverse()
    .slice(keep - 1))
    await rm(join(folder, name))
}

/**
 * Does something that writes a large file, and brings that to the disk bit by bit meanwhile: all of it at once would
 * hold up every COMMIT on that disk for seconds.
 */
async function syncingMeanwhile<T>(file: string, write: () => Promise<T>): Promise<T> {
  const written = new AbortController()
  const syncing = syncUntil(file, written.signal)
  try {
    return await write()
  } finally {
    written.abort()
    await syncing
  }
}

async function syncUntil(file: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // What fails here is none of our business: whoever writes the file hears of it, and syncs it at the end.
    const opened = await open(file).catch(() => undefined)
    await opened?.datasync().catch(() => undefined)
    await opened?.close()
    await pause(SYNC_EACH_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** The copy is no larger than the database with its WAL. */
async function requireRoomForCopy({ databaseFile, folder, leastFreeBytes = LEAST_FREE_BYTES }: DailyBackups) {
  const wal = await stat(`${behindLinks(databaseFile)}-wal`).catch(() => undefined)
  const { size } = await stat(databaseFile)
  await requireRoom(folder, size + (wal?.size ?? 0) + leastFreeBytes)
}

async function hasPartner(db: Db): Promise<boolean> {
  return (await db.selectFrom('partners').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** What earlier days left that failed: the next copy takes its place. */
async function removeUnverified(daily: DailyBackups, backup: string): Promise<void> {
  for (const name of await namesOf(daily)) {
    const isLeft = name.includes(`.db${UNVERIFIED}`) && !name.startsWith(basename(backup))
    if (isLeft) await rm(join(daily.folder, name))
  }
}

/** The backups of this database and what belongs to them; anything else in the folder is somebody's own. */
async function namesOf({ databaseFile, folder }: DailyBackups): Promise<string[]> {
  const stem = stemOf(databaseFile)
  const names = await readdir(folder)
  return names.filter((name) => name.startsWith(stem) && DAILY.test(name.slice(stem.length)))
}

const DAILY = new RegExp(`^-\\d{4}-\\d\\d-\\d\\d\\.db(?:${UNVERIFIED}.*)?$`)

function backupOf({ databaseFile, folder }: DailyBackups, at: At): string {
  return join(folder, `${stemOf(databaseFile)}-${dayOf(at, 'UTC')}.db`)
}

function stemOf(databaseFile: string): string {
  return basename(databaseFile, extname(databaseFile))
}
