import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { migrate } from './database/migrate.ts'
import { type Db, openDatabase } from './database/open.ts'
import { keepHouse } from './housekeeping.ts'
import { makeSetUpToken } from './partners/set-up.ts'
import { toAt } from './time/instant.ts'
import { paths } from './web/paths.ts'

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
  const housekeeping = keepHouse(db, (err) => app.log.error({ err }, 'housekeeping failed'))
  const token = await makeSetUpToken(db, toAt(Temporal.Now.instant()))
  return {
    url: app.listeningOrigin,
    setUpUrl: token && new URL(paths.setUp(token), config.publicUrl).href,
    db,
    async stop() {
      await Promise.all([housekeeping.stop(), app.close()])
      await db.destroy()
    },
  }
}
