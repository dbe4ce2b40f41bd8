import type { Command } from 'commander'
import { restore } from '../backups/restore.ts'
import { readDatabaseFile } from '../config.ts'
import { nowAt } from '../time/instant.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'
import { working } from './working.ts'

/** Gives `scrip restore` its help, its options and its work. */
export function define(command: Command): void {
  command
    .description(
      'Verify a backup, bring it to the newest schema and put it in the place of the database. What was there is kept beside it. The console must be stopped.',
    )
    .argument('<file>', 'the backup; it stays as it is')
  withExamples(withJson(command), 'scrip restore data/backups/scrip-2026-11-23.db').action(restoreFrom)
}

async function restoreFrom(backup: string, { json }: { json?: boolean }): Promise<void> {
  const file = readDatabaseFile()
  const at = nowAt()
  const aside = await working((step) => restore(backup, file, at, step('Copying and verifying')))
  tell(json, { file, kept_as: aside ?? null }, () => {
    print(`${file} is what ${backup} holds, with the newest schema. It is verified: everything agrees.`)
    if (aside) print(`What was there before is kept as ${aside}.`)
    print(
      'Everybody signs in again. What was revoked or changed since the backup is valid again: look through the API ' +
        'tokens, statement links, invitations, members and their roles.',
    )
  })
}
