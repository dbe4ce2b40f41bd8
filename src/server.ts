import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { migrate } from './database/migrate.ts'
import { type Db, openDatabase } from './database/open.ts'
import { sweepSessions } from './partners/session-store.ts'
import { makeSetUpToken } from './partners/set-up.ts'
import { sweepAttempts } from './partners/sign-in-attempts.ts'
import { toAt } from './time/instant.ts'
import { sweepDrafts } from './web/drafts.ts'
import { paths } from './web/paths.ts'

const SWEEP_MS = 60 * 60 * 1000

/** A console that listens. */
export interface Running {
  /** Where it listens. */
  url: string
  /** The link that makes the first owner, while nobody can sign in. */
  setUpUrl: string | undefined
  db: Db
  /** Stops listening, finishes what runs and closes the database. */
  stop(): Promise<void>
}

/** Migrates the database, listens, and keeps house. */
export async function startServer(config: Config): Promise<Running> {
  const db = openDatabase(config.databaseFile)
  await migrate(db)
  const app = await buildApp({ config, db })
  await app.listen({ host: config.host, port: config.port })
  const sweeping = setInterval(() => {
    sweep(db).catch((error: unknown) => app.log.error({ err: error }, 'sweeping failed'))
  }, SWEEP_MS)
  const token = await makeSetUpToken(db, toAt(Temporal.Now.instant()))
  return {
    url: app.listeningOrigin,
    setUpUrl: token && new URL(paths.setUp(token), config.publicUrl).href,
    db,
    async stop() {
      clearInterval(sweeping)
      await app.close()
      await db.destroy()
    },
  }
}

async function sweep(db: Db): Promise<void> {
  const at = toAt(Temporal.Now.instant())
  await sweepDrafts(db, at)
  await sweepSessions(db, at)
  await sweepAttempts(db, at)
}
