import type { Command } from 'commander'
import { COMMAND_LINE } from '../audit/act.ts'
import { setUp } from '../partners/set-up.ts'
import { nowAt } from '../time/instant.ts'
import { readNewPartner, withNewPartner } from './new-partner.ts'
import { migrateUnserved, onDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'

/** Gives `scrip setup` its help, its options and its work. */
export function define(command: Command): void {
  command.description(
    'Make the first partner and its owner without a browser. The password is the first line of standard input; on a terminal it is asked for and not shown.',
  )
  withExamples(
    withJson(withNewPartner(command)),
    'scrip setup --partner-name Acme --name Ada --email ada@acme.example < password.txt',
  ).action(makeFirstOwner)
}

async function makeFirstOwner(options: Record<string, unknown> & { json?: boolean }): Promise<void> {
  const input = await readNewPartner(options)
  await onDatabase(async (db, file) => {
    await migrateUnserved(db, file)
    await setUp(db, input, COMMAND_LINE, nowAt())
  })
  tell(options.json, { partner_name: input.partnerName, email: input.email }, () =>
    print(`${input.email} can sign in now.`),
  )
}
