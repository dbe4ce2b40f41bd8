import { lookup } from 'node:dns/promises'
import type { Server, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { holdFile } from './database/hold-file.ts'
import { migrate } from './database/migrate.ts'
import { type Db, openDatabase } from './database/open.ts'
import { Problem } from './errors.ts'
import { keepHouse } from './housekeeping.ts'
import { makeSetUpToken } from './partners/set-up.ts'
import { nowAt } from './time/instant.ts'
import { BOUNDS } from './web/bounds.ts'
import { paths } from './web/paths.ts'
import { type CertificateFiles, renewCertificate } from './web/tls.ts'

/** A console that listens. */
interface Running {
  /** Where it listens. */
  url: string
  /** The link that makes the first owner, while nobody can sign in. */
  setUpUrl: string | undefined
  db: Db
  /** Shows the certificate that the files hold now; where they cannot be used, the log says so. None without TLS. */
  renewCertificate: (() => void) | undefined
  /** Stops listening, finishes what runs, and closes the database, which empties its WAL into the file. */
  stop(): Promise<void>
}

/**
 * Holds the database, migrates it, listens, and keeps house.
 * @throws Problem CONFIGURATION where it cannot listen, DATABASE_UNREADABLE as `holdFile`, `openDatabase` and `migrate`
 */
export async function startServer(config: Config): Promise<Running> {
  const letGo = holdFile(config.databaseFile, 'server')
  try {
    return await startOn(openDatabase(config.databaseFile), config, letGo)
  } catch (error) {
    letGo()
    throw error
  }
}

/** @param letGo is called when the database is closed at the end */
async function startOn(db: Db, config: Config, letGo: () => void): Promise<Running> {
  const { tls } = config
  try {
    await migrate(db)
    const token = await makeSetUpToken(db, nowAt())
    const metrics = await metricsOf(config, db)
    const app = await buildApp({ config, db, instrument: metrics?.instrument })
    const cutConnections = connectionsOf(app.server)
    if (config.metrics) await inWords(metrics?.listen(), config.metrics, 'METRICS_')
    await inWords(listenOn(app, config), config)
    const housekeeping = keepHouse(db, config, (err) => app.log.error({ err }, 'housekeeping failed'))
    // Where any free port was asked for, only the server knows by now which one it is.
    const base = config.publicUrl.port === '0' ? app.listeningOrigin : config.publicUrl
    return {
      url: app.listeningOrigin,
      setUpUrl: token && new URL(paths.setUp(token), base).href,
      db,
      renewCertificate: tls && (() => renew(app, tls)),
      async stop() {
        // Somebody who sends or reads too slowly is not waited for.
        const cut = setTimeout(cutConnections, BOUNDS.finishMs)
        // Nor are chores that wait behind a long change: closing the database undoes both.
        const late = pause(BOUNDS.finishMs, undefined, { ref: false })
        await Promise.all([Promise.race([housekeeping.stop(), late]), app.close(), metrics?.stop()])
        clearTimeout(cut)
        await db.destroy()
        letGo()
      },
    }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/**
 * Listens on one address. Where a name has several, Fastify would make a further server for each of the others, with
 * none of what was set on ours: no bounds, and no end.
 */
async function listenOn(app: FastifyInstance, { host, port }: Config): Promise<void> {
  const { address } = await lookup(host, { order: 'ipv4first' })
  await app.listen({ host: address, port })
}

/** Every connection of a server: its own list lacks those that still agree on TLS. @returns cuts those that are open */
function connectionsOf(server: Server): () => void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}

function renew({ server, log }: FastifyInstance, files: CertificateFiles): void {
  try {
    renewCertificate(server, files)
    log.info('the certificate was renewed')
  } catch (err) {
    log.error({ err }, 'the certificate stays as it was')
  }
}

/** Its library is loaded only where metrics are asked for: it takes time and memory. */
async function metricsOf({ metrics, databaseFile }: Config, db: Db) {
  if (!metrics) return undefined
  const { openMetrics } = await import('./metrics/serve-metrics.ts')
  return openMetrics(metrics, db, databaseFile)
}

/** @param prefix what the names of the settings begin with */
async function inWords(
  listening: Promise<unknown> | undefined,
  { host, port }: { host: string; port: number },
  prefix = '',
): Promise<void> {
  try {
    await listening
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const [name, reason] = LISTEN_PROBLEMS[code] ?? []
    if (name === undefined || reason === undefined) throw error
    const value = name === 'PORT' ? port : host
    throw new Problem('CONFIGURATION', { name: `${prefix}${name}`, reason: `${value} ${reason}` })
  }
}

/** What the system says, as whoever set it needs to hear it. */
const LISTEN_PROBLEMS: Record<string, [name: string, reason: string]> = {
  EADDRINUSE: ['PORT', 'is taken by another program. Stop that one, or set another port.'],
  EACCES: ['PORT', 'is not open to this user. Set one from 1024 on.'],
  EADDRNOTAVAIL: ['HOST', 'is no address of this machine.'],
  ENOTFOUND: ['HOST', 'is no address of this machine.'],
  EAI_AGAIN: ['HOST', 'cannot be looked up: no name server answers. Name an address instead.'],
}
