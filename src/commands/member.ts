import type { Command } from 'commander'
import { readPlace } from '../config.ts'
import { rescueMember } from '../members/rescue-member.ts'
import { toAt } from '../time/instant.ts'
import { paths } from '../web/paths.ts'
import { onCurrentDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'

export function define(command: Command): void {
  command.description('The members of this installation.')

  const reset = command
    .command('reset')
    .summary('let a member in again where no owner can')
    .description(
      'Let a member in again who lost the password or the phone, where no owner can: turns their two-step sign-in off, ends their sessions and prints a link of one use.',
    )
    .requiredOption('--email <email>', "the member's email")
  withExamples(withJson(reset), 'scrip member reset --email ada@acme.example').action(resetMember)
}

async function resetMember({ email, json }: { email: string; json?: boolean }): Promise<void> {
  const { publicUrl } = readPlace()
  await onCurrentDatabase(async (db) => {
    const made = await rescueMember(db, email.trim().toLowerCase(), toAt(Temporal.Now.instant()))
    const link = new URL(paths.invitation(made.token), publicUrl).href
    tell(json, { name: made.name, link, expires_at: made.expiresAt }, () => {
      print('Two-step sign-in is off for this member, and every session of theirs has ended.')
      print(`Here ${made.name} can choose a new password, once and within 24 hours:\n`)
      print(`  ${link}`)
    })
  })
}
