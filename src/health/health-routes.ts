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

  const check = shared(() => requireReady(db, databaseFile))
  app.get('/readyz', probe, async () => {
    await check()
    return { status: 'ready' }
  })
}

/** How long an answer holds: anybody may ask, and a check takes the writer's turn. */
const HOLDS_MS = 1000

/** Lets those who ask while one is at work, or shortly after, have its result. */
function shared(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> | undefined
  return () => {
    last ??= work().finally(() => {
      setTimeout(() => {
        last = undefined
      }, HOLDS_MS).unref()
    })
    return last
  }
}
