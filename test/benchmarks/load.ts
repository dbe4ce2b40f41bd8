import { Pool } from 'undici'

/** A request that somebody sends again and again. */
export interface Sent {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
  /** The status that it is to answer. */
  expect: number
}

/** How a server held out. */
export interface Held {
  perSecond: number
  /** How long each answer took, in milliseconds, in order of size. */
  times: number[]
}

/** Connections that stay open from one load to the next. */
export function openPool(url: string, connections: number): Pool {
  return new Pool(url, { connections, keepAliveTimeout: 60_000 })
}

/** Sends requests over so many connections of their own. @see loadOver */
export async function load(
  url: string,
  { connections, ms }: { connections: number; ms: number },
  next: () => Sent,
): Promise<Held> {
  const pool = openPool(url, connections)
  try {
    return await loadOver(pool, { connections, ms }, next)
  } finally {
    await pool.destroy()
  }
}

/**
 * Sends requests over so many connections, the next one on each as soon as the one before is answered.
 * @param next makes the next request
 * @throws for an answer other than the one that is expected
 */
export async function loadOver(
  pool: Pool,
  { connections, ms }: { connections: number; ms: number },
  next: () => Sent,
): Promise<Held> {
  const times: number[] = []
  const start = performance.now()
  const keepSending = async () => {
    while (performance.now() - start < ms) {
      const { expect, ...request } = next()
      const sent = performance.now()
      const { statusCode, body } = await pool.request(request)
      const text = await body.text()
      times.push(performance.now() - sent)
      if (statusCode !== expect) throw new Error(`${request.path} answered ${statusCode}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, keepSending))
  const seconds = (performance.now() - start) / 1000
  return { perSecond: times.length / seconds, times: times.sort((a, b) => a - b) }
}
