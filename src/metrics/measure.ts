import { statSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client'
import { type Db, writerLoad } from '../database/open.ts'
import { behindLinks } from '../database/real-file.ts'

/** From a page that lies in memory to a bill of a million lines. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300]

/**
 * What is measured without a request: the process with its event loop, the writer, and the sizes of the files.
 * @param databaseFile where the database is
 */
export function measureDesk(registry: Registry, db: Db, databaseFile: string): void {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(value())
      },
    })
  const counter = (name: string, help: string, total: () => number) =>
    new Counter({
      ...{ name, help, registers },
      collect() {
        this.reset()
        this.inc(total())
      },
    })
  gauge(
    'scrip_writer_waiting',
    'Transactions that wait for their turn to write.',
    () => writerLoad(db).waiting,
  )
  counter('scrip_writer_groups_total', 'Groups of transactions committed.', () => writerLoad(db).groups)
  counter(
    'scrip_writer_transactions_total',
    'Transactions in those groups: divided by them, the size of a group.',
    () => writerLoad(db).transactions,
  )
  gauge('scrip_database_bytes', 'Size of the database file.', () => sizeOf(databaseFile))
  gauge('scrip_wal_bytes', 'Size of its write-ahead log.', () => sizeOf(`${behindLinks(databaseFile)}-wal`))
}

/**
 * Measures every request from now on. They are told apart by the pattern of their route: a URL would name people and
 * tokens, and hardly ever come twice.
 */
export function measureRequests(registry: Registry, app: FastifyInstance): void {
  const durations = new Histogram({
    name: 'scrip_http_request_duration_seconds',
    help: 'How long requests took, to the last byte of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  })
  app.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    const labels = { method, route: routeOptions.url ?? 'none', status: statusCode }
    durations.observe(labels, elapsedTime / 1000)
    done()
  })
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
