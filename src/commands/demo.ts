import type { Command } from 'commander'
import { startDemo } from '../demo/start-demo.ts'
import { withExamples } from './options.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { print, printColumns } from './terminal.ts'

/** Gives `scrip demo` its help, its options and its work. */
export function define(command: Command): void {
  command.description(
    'Start the console on a furnished sample, which is gone when it stops, and tell who can sign in to it.',
  )
  withExamples(command, 'scrip demo').action(demo)
}

async function demo(): Promise<void> {
  const running = await startDemo()
  print(`Scrip listens on ${running.url} with a sample database, which is gone when it stops.\n`)
  printColumns([['Email', 'Role'], ...running.team.map(({ email, role }) => [email, role])], '  ')
  print(`\n  Password of them all: ${running.password}\n`)
  stopOnSignal(running)
}
