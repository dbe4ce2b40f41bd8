import { setTimeout } from 'node:timers/promises'
import { dailyBackups } from './backups/daily-backups.ts'
import type { Config } from './config.ts'
import type { Db } from './database/open.ts'
import { expireVouchers } from './ledger/expire-vouchers.ts'
import { keepUtcOffsets } from './partners/keep-utc-offsets.ts'
import { sweepSessions } from './sign-in/session-store.ts'
import { sweepAttempts } from './sign-in/sign-in-attempts.ts'
import { nowAt } from './time/instant.ts'
import { sweepDrafts } from './web/drafts.ts'
import { spoolFolder, sweepSpooled } from './web/spool.ts'

const EVERY_MS = 5 * 60 * 1000

/** What is done without anyone asking for it. */
interface Housekeeping {
  /** Starts nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>
}

/**
 * Lets vouchers lapse, clears away what is old and backs up once a day: now and every five minutes after the last
 * time ended.
 * @param failed hears of each thing that failed; the others are done, and it is tried again the next time, a backup
 *   somewhat later
 */
export function keepHouse(
  db: Db,
  config: Pick<Config, 'databaseFile' | 'backups'>,
  failed: (error: unknown) => void,
): Housekeeping {
  const stopping = new AbortController()
  const { signal } = stopping
  const all = chores(db, config, signal)
  const rounds = (async () => {
    while (!signal.aborted) {
      for (const chore of all) if (!signal.aborted) await chore().catch(failed)
      await setTimeout(EVERY_MS, undefined, { signal }).catch(() => {})
    }
  })()
  return {
    stop() {
      stopping.abort()
      return rounds
    },
  }
}

function chores(
  db: Db,
  { databaseFile, backups }: Pick<Config, 'databaseFile' | 'backups'>,
  signal: AbortSignal,
): (() => Promise<unknown>)[] {
  const backUp = dailyBackups(db, { databaseFile, ...backups, signal })
  return [
    () => expireVouchers(db, { now: nowAt, address: 'Scrip', signal }),
    () => db.transaction().execute(keepUtcOffsets),
    () => sweepDrafts(db, nowAt()),
    () => sweepSessions(db, nowAt()),
    () => sweepAttempts(db, nowAt()),
    () => sweepSpooled(spoolFolder(databaseFile), nowAt()),
    () => backUp(nowAt()),
  ]
}
