const STOPPING = ['SIGINT', 'SIGTERM'] as const

/** Stops a console in good order at the first signal, and ends with 0. A second one ends the process at once. */
export function stopOnSignal(running: { stop(): Promise<void> }): void {
  const stop = () => {
    for (const signal of STOPPING) process.off(signal, stop)
    void running.stop().then(() => process.exit(0))
  }
  for (const signal of STOPPING) process.on(signal, stop)
}
