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

/**
 * Sends requests over so many connections, the next one on each as soon as the one before is answered.
 * @param next makes the next request
 * @throws for an answer other than the one that is expected
 */
export async function load(
  url: string,
  { connections, ms }: { connections: number; ms: number },
  next: () => Sent,
): Promise<Held> {
  const pool = new Pool(url, { connections })
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
  try {
    await Promise.all(Array.from({ length: connections }, keepSending))
  } finally {
    await pool.destroy()
  }
  const seconds = (performance.now() - start) / 1000
  return { perSecond: times.length / seconds, times: times.sort((a, b) => a - b) }
}
