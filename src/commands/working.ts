import type { Progress } from '../progress.ts'
import { Stopped } from './failing.ts'

/** Begins a part of the work under a name; what it answers hears how far the part is. */
export type Step = (name: string) => Progress

const DRAWN_EVERY_MS = 100
const WIDTH = 30

/**
 * Does work that can take longer than a second: shows on a terminal how far it is, and ends it in good order at
 * Ctrl-C, at the next step that it tells of. A second Ctrl-C ends the process at once.
 *
 * @throws Stopped at Ctrl-C
 */
export async function working<T>(work: (step: Step, signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController()
  const stop = () => stopping.abort(new Stopped())
  process.once('SIGINT', stop)
  const { signal } = stopping
  const step: Step = (name) => {
    let drawnAt = 0
    const progress: Progress = (done, of) => {
      signal.throwIfAborted()
      if (performance.now() - drawnAt < DRAWN_EVERY_MS) return
      draw(barOf(name, done, of))
      drawnAt = performance.now()
    }
    progress(0)
    return progress
  }
  try {
    return await work(step, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    wipe()
    process.off('SIGINT', stop)
  }
}

/** A part of the work in one line: a bar where it is known how much there is to do. */
export function barOf(name: string, done: number, of?: number): string {
  if (of === undefined || of === 0)
    return done === 0 ? `${name} ...` : `${name} ... ${done.toLocaleString('en')}`
  const share = Math.min(done / of, 1)
  const filled = Math.round(share * WIDTH)
  return `${name} [${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${Math.floor(share * 100)} %`
}

/** Takes away what shows how far the work is, before something else is said. */
export function wipe(): void {
  draw('')
}

function draw(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
}
