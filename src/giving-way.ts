import { setImmediate } from 'node:timers/promises'

/** How much is done in one go: a few milliseconds of work. */
const IN_ONE_GO = 200

/** For long work: called after each step, it lets other requests have their turn now and then. */
export function givingWay(): () => Promise<void> {
  let steps = 0
  return async () => {
    steps++
    if (steps % IN_ONE_GO === 0) await setImmediate()
  }
}
