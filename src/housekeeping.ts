import { setTimeout } from 'node:timers/promises'
import type { Db } from './database/open.ts'
import { expireVouchers } from './ledger/expire-vouchers.ts'
import { sweepSessions } from './sign-in/session-store.ts'
import { sweepAttempts } from './sign-in/sign-in-attempts.ts'
import { toAt } from './time/instant.ts'
import { sweepDrafts } from './web/drafts.ts'
import { sweepSpooled } from './web/spool.ts'

const EVERY_MS = 5 * 60 * 1000

/** What is done without anyone asking for it. */
interface Housekeeping {
  /** Starts nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>
}

/**
 * Lets vouchers lapse and clears away what is old, now and every five minutes after the last time ended.
 * @param uploads the folder of the files that wait to be read
 * @param failed hears of a time that failed; the next one comes all the same
 */
export function keepHouse(db: Db, uploads: string, failed: (error: unknown) => void): Housekeeping {
  const stopping = new AbortController()
  const { signal } = stopping
  const rounds = (async () => {
    while (!signal.aborted) {
      await round(db, uploads, signal).catch(failed)
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

async function round(db: Db, uploads: string, signal: AbortSignal): Promise<void> {
  await expireVouchers(db, { now, address: 'Scrip', signal })
  const at = now()
  await sweepDrafts(db, at)
  await sweepSessions(db, at)
  await sweepAttempts(db, at)
  await sweepSpooled(uploads, at)
}

function now() {
  return toAt(Temporal.Now.instant())
}
