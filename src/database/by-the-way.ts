import { setTimeout } from 'node:timers/promises'

/** How long a reader waits at most for what is written by the way. */
const PATIENCE_MS = 100

/**
 * Waits for a write that is made by the way of reading, such as when somebody was last seen: as long as it
 * usually takes, and no longer. Whoever only reads is not held up by those who write, and it may fail.
 */
export async function byTheWay(write: Promise<unknown>): Promise<void> {
  await Promise.race([write.catch(() => {}), setTimeout(PATIENCE_MS, undefined, { ref: false })])
}
