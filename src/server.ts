import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { holdFile } from './database/hold-file.ts'
import { migrate } from './database/migrate.ts'
import { type Db, openDatabase } from './database/open.ts'
import { Problem } from './errors.ts'
import { keepHouse } from './housekeeping.ts'
import { makeSetUpToken } from './partners/set-up.ts'
import { toAt } from './time/instant.ts'
import { paths } from './web/paths.ts'

/** A console that listens. */
interface Running {
  /** Where it listens. */
  url: string
  /** The link that makes the first owner, while nobody can sign in. */
  setUpUrl: string | undefined
  db: Db
  /** Stops listening, finishes what runs, and closes the database, which empties its WAL into the file. */
  stop(): Promise<void>
}

/** How long requests may take that still run when it stops; then their connections are cut. */
const FINISH_MS = 5_000

/**
 * Migrates the database, listens, and keeps house.
 * @throws Problem CONFIGURATION where it cannot listen, DATABASE_UNREADABLE as `openDatabase`, `holdFile` and `migrate`
 */
export async function startServer(config: Config): Promise<Running> {
  const db = openDatabase(config.databaseFile)
  let letGo = () => {}
  try {
    letGo = holdFile(config.databaseFile)
    await migrate(db)
    const token = await makeSetUpToken(db, toAt(Temporal.Now.instant()))
    const app = await buildApp({ config, db })
    await listen(app, config)
    const housekeeping = keepHouse(db, config, (err) => app.log.error({ err }, 'housekeeping failed'))
    // Where any free port was asked for, only the server knows by now which one it is.
    const base = config.publicUrl.port === '0' ? app.listeningOrigin : config.publicUrl
    return {
      url: app.listeningOrigin,
      setUpUrl: token && new URL(paths.setUp(token), base).href,
      db,
      async stop() {
        // Somebody who sends or reads too slowly is not waited for.
        const cut = setTimeout(() => app.server.closeAllConnections(), FINISH_MS)
        await Promise.all([housekeeping.stop(), app.close()])
        clearTimeout(cut)
        await db.destroy()
        letGo()
      },
    }
  } catch (error) {
    await db.destroy()
    letGo()
    throw error
  }
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const [name, reason] = LISTEN_PROBLEMS[code] ?? []
    if (name === undefined || reason === undefined) throw error
    throw new Problem('CONFIGURATION', { name, reason: `${name === 'PORT' ? port : host} ${reason}` })
  }
}

/** What the system says, as whoever set it needs to hear it. */
const LISTEN_PROBLEMS: Record<string, [name: string, reason: string]> = {
  EADDRINUSE: ['PORT', 'is taken by another program. Stop that one, or set another port.'],
  EACCES: ['PORT', 'is not open to this user. Set one from 1024 on.'],
  EADDRNOTAVAIL: ['HOST', 'is no address of this machine.'],
  ENOTFOUND: ['HOST', 'is no address of this machine.'],
}
