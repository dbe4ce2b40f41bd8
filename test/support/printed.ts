import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'

/** What a process has printed, on both its outputs, from when this is made. */
export interface Printed {
  /** All of it so far. */
  text(): string
  /** Resolves when it has printed something. @returns what matched @throws where it ended before */
  until(what: RegExp): Promise<string>
}

/** Listens to what a process prints; ask for it right after its start, or the first of it is gone. */
export function printedBy(child: ChildProcessWithoutNullStreams): Printed {
  let text = ''
  const keep = (chunk: Buffer) => {
    text += chunk
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  let ended = false
  // Not at `exit`: what it printed last may come after that.
  child.once('close', () => {
    ended = true
  })
  return {
    text: () => text,
    async until(what) {
      for (;;) {
        const found = what.exec(text)?.[0]
        if (found !== undefined) return found
        if (ended) throw new Error(`It ended, and printed: ${text}`)
        const seen = new AbortController()
        const { signal } = seen
        const heard = [child.stdout, child.stderr].map((output) => once(output, 'data', { signal }))
        await Promise.race([...heard, once(child, 'close', { signal })])
        seen.abort()
      }
    },
  }
}
