import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { startServer } from '../server.ts'
import { withExamples } from './options.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { print } from './terminal.ts'

/** Gives `scrip serve` its help, its options and its work. */
export function define(command: Command): void {
  command.description(
    'Start the console. Settings come from the environment and from .env in this folder. SIGTERM and Ctrl-C stop it, and it ends with 0: what is not done after 5 seconds is cut off and undone as a whole; SIGHUP reads a renewed certificate.',
  )
  withExamples(command, 'scrip serve', 'PORT=8080 DATABASE_FILE=/srv/scrip/scrip.db scrip serve').action(
    serve,
  )
}

async function serve(): Promise<void> {
  const running = await startServer(readConfig())
  // Before anything is printed: whoever reads that it listens may end it at once.
  stopOnSignal(running)
  if (running.renewCertificate) process.on('SIGHUP', running.renewCertificate)
  print(`Scrip listens on ${running.url}`)
  if (running.setUpUrl) {
    print(
      `Nobody can sign in yet. Make the first account here, within 30 minutes:\n\n  ${running.setUpUrl}\n`,
    )
  }
}
