import type { Command } from 'commander'
import { backUp } from '../backups/back-up.ts'
import { onFileThatIsThere } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'
import { working } from './working.ts'

/** Gives `scrip backup` its help, its options and its work. */
export function define(command: Command): void {
  command
    .description(
      'Copy the database as it is at one moment into a new file, and verify the copy. The console may run.',
    )
    .argument('<file>', 'where the backup goes: nothing is there yet')
  withExamples(withJson(command), 'scrip backup /mnt/backups/before-upgrade.db').action(backUpTo)
}

async function backUpTo(backup: string, { json }: { json?: boolean }): Promise<void> {
  await onFileThatIsThere((file) => working((step) => backUp(file, backup, step('Copying and verifying'))))
  tell(json, { file: backup, agrees: true }, () =>
    print(`${backup} holds all that is in the database now. It is verified: everything agrees.`),
  )
}
