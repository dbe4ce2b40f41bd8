import type { Row } from './benchmark.ts'
import type { RunningServer } from './running-desk.ts'

const EVERY_MS = 250

/** What a server's memory came to while something ran. */
interface Watched<T> {
  result: T
  /** A line that holds its peak to what it was in the first third of the time: more work is not to take more of it. */
  growth(name: string): Row
}

/** Looks at a server's memory again and again while something runs. */
export async function whileRunning<T>(server: RunningServer, work: () => Promise<T>): Promise<Watched<T>> {
  const seen: number[] = []
  let running = true
  const watching = (async () => {
    while (running) {
      seen.push(await server.memory())
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    }
  })()
  try {
    const result = await work()
    return { result, growth: (name) => growthOf(name, seen) }
  } finally {
    running = false
    await watching
  }
}

function growthOf(name: string, seen: readonly number[]): Row {
  const third = Math.ceil(seen.length / 3)
  return {
    name: `${name}: memory at its peak, against the first third of the time`,
    unit: 'MB',
    ours: Math.max(...seen),
    reference: Math.max(...seen.slice(0, third)),
    goal: { atMost: 1.2 },
  }
}
