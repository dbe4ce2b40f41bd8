import type { Command } from 'commander'
import { COMMAND_LINE } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { addPartner, listPartners } from '../partners/create-partner.ts'
import { nowAt } from '../time/instant.ts'
import { readNewPartner, withNewPartner } from './new-partner.ts'
import { migrateUnserved, onCurrentDatabase, onDatabaseThatIsThere } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, printColumns, tell } from './terminal.ts'

/** Gives `scrip partner` its help, its options and its work. */
export function define(command: Command): void {
  command.description('Add and list the partners of this installation. None sees anything of another.')
  withExamples(command, 'scrip partner list')

  const add = command
    .command('add')
    .summary('add a further partner with its first owner')
    .description(
      'Add a further partner with its first owner. The password is the first line of standard input; on a terminal it is asked for and not shown. `scrip setup` makes the first partner.',
    )
  withExamples(
    withJson(withNewPartner(add)),
    'scrip partner add --partner-name Contoso --name Ben --email ben@contoso.example < password.txt',
  ).action(addFurtherPartner)

  const list = command
    .command('list')
    .summary('list the partners')
    .description('List the partners with their ids, which --partner takes elsewhere. Changes nothing.')
  withExamples(withJson(list), 'scrip partner list').action(({ json }) =>
    onCurrentDatabase((db) => printPartners(db, json)),
  )
}

async function addFurtherPartner(options: Record<string, unknown> & { json?: boolean }): Promise<void> {
  const input = await readNewPartner(options)
  await onDatabaseThatIsThere(async (db, file) => {
    await migrateUnserved(db, file)
    await addPartner(db, input, COMMAND_LINE, nowAt())
  })
  tell(options.json, { partner_name: input.partnerName, email: input.email }, () =>
    print(`${input.partnerName} is added. ${input.email} can sign in now.`),
  )
}

async function printPartners(db: Db, json?: boolean): Promise<void> {
  const partners = await listPartners(db)
  const records = partners.map(({ id, name, currency, timeZone, memberCount }) => ({
    id,
    name,
    currency,
    time_zone: timeZone,
    members: memberCount,
  }))
  tell(json, records, () => {
    const rows = records.map((record) => Object.values(record).map(String))
    printColumns([['id', 'name', 'currency', 'time zone', 'members'], ...rows])
  })
}
