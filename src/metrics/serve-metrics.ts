import { once } from 'node:events'
import { createServer } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import type { Db } from '../database/open.ts'
import { measureDesk, measureRequests } from './measure.ts'

/** The metrics of a console, at an address of their own. */
interface Metrics {
  /** Measures the requests of a console, from before it has routes. */
  instrument(app: FastifyInstance): void
  /** Rejects with what the system says where it cannot listen. */
  listen(): Promise<void>
  stop(): Promise<void>
}

/** Prometheus and whoever looks by hand; the metrics themselves name nobody. */
const MOST_CONNECTIONS = 16

/**
 * Prepares the metrics for Prometheus, at `/metrics` of another port than people use: who may see them is not who may
 * sign in, and a console that has too much to do must still show it.
 *
 * @param databaseFile where the database is
 */
export function openMetrics(place: { host: string; port: number }, db: Db, databaseFile: string): Metrics {
  const registry = new Registry()
  measureDesk(registry, db, databaseFile)
  let log: FastifyBaseLogger | undefined
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    try {
      const text = await registry.metrics()
      response.setHeader('content-type', registry.contentType).end(text)
    } catch (err) {
      // Nobody else catches it: it would end the console.
      log?.error({ err }, 'the metrics cannot be read')
      response.writeHead(500).end()
    }
  })
  server.maxConnections = MOST_CONNECTIONS
  // Where the console cannot start, this is not to keep the process.
  server.unref()
  return {
    instrument(app) {
      log = app.log
      measureRequests(registry, app)
    },
    async listen() {
      server.listen(place)
      await once(server, 'listening')
    },
    async stop() {
      server.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}
