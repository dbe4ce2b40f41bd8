import { fail } from './failing.ts'

const STOPPING = ['SIGINT', 'SIGTERM'] as const

/**
 * Stops a console in good order at the first signal, and ends with 0; where it cannot, it says why and ends with 1.
 * A second signal ends the process at once.
 */
export function stopOnSignal(running: { stop(): Promise<void> }): void {
  const stop = () => {
    for (const signal of STOPPING) process.off(signal, stop)
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error, false)
        process.exit()
      },
    )
  }
  for (const signal of STOPPING) process.on(signal, stop)
}
