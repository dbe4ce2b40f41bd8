import { setImmediate } from 'node:timers/promises'

/** How long one may work in one go, in milliseconds. By time and not by steps: each turn may cost a busy one much more. */
const IN_ONE_GO_MS = 5

/** For long work: called after each step, it lets other requests have their turn now and then. */
export function givingWay(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < IN_ONE_GO_MS) return
    await setImmediate()
    since = performance.now()
  }
}
