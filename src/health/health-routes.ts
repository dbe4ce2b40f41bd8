import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { requireReady } from './readiness.ts'

/** Who looks after the process asks every few seconds: that is no news for the log. */
const probe = { config: { needs: 'nobody', answers: 'json', isProbe: true }, logLevel: 'warn' } as const

/**
 * What a container's or a proxy's health check asks: whether the process answers, and whether it can do its work.
 * Nobody's data is in the answers.
 *
 * @param databaseFile where the database is
 */
export function healthRoutes(app: FastifyInstance, db: Db, databaseFile: string): void {
  app.get('/healthz', probe, async () => ({ status: 'alive' }))

  app.get('/readyz', probe, async () => {
    await requireReady(db, databaseFile)
    return { status: 'ready' }
  })
}
