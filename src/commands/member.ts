import { type Command, Option } from 'commander'
import { z } from 'zod'
import { readPlace } from '../config.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import { invite, type MadeLink } from '../members/invitations.ts'
import { deactivateMember } from '../members/member-changes.ts'
import { listMembers } from '../members/member-queries.ts'
import { rescueMember } from '../members/rescue-member.ts'
import { ROLES } from '../members/roles.ts'
import { nowAt } from '../time/instant.ts'
import { choice, line, parse } from '../web/fields.ts'
import { paths } from '../web/paths.ts'
import { english } from './english.ts'
import { onCurrentDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { onBehalfOf, withPartner } from './partner-option.ts'
import { print, printColumns, tell } from './terminal.ts'

interface Options {
  partner?: string
  json?: boolean
}

/** What the help of a command says that makes a link. */
const IT_LEADS = 'The link leads to PUBLIC_URL, which must be that of the console: set it here as there.'

/** Gives `scrip member` its help, its options and its work. */
export function define(command: Command): void {
  command.description('The members of this installation.')
  withExamples(command, 'scrip member list', 'scrip member reset --email ada@acme.example')

  const listing = command
    .command('list')
    .summary('list the members')
    .description('List the members, those who can sign in first. Changes nothing.')
  withExamples(withJson(withPartner(listing)), 'scrip member list').action((options) =>
    onCurrentDatabase((db) => printMembers(db, options)),
  )

  const inviting = command
    .command('invite')
    .summary('invite somebody to become a member')
    .description(
      `Invite somebody to become a member: prints a link of one use, which works for 7 days. ${IT_LEADS}`,
    )
    .requiredOption('--name <name>', 'whom the link is for')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
  withExamples(withJson(withPartner(inviting)), 'scrip member invite --name Ben --role issuer').action(
    (options) => onCurrentDatabase((db) => inviteMember(db, options)),
  )

  const resetting = command
    .command('reset')
    .summary('let a member in again where no owner can')
    .description(
      `Let a member in again who lost the password or the phone, where no owner can: turns their two-step sign-in off, ends their sessions and prints a link of one use, which works for 24 hours. ${IT_LEADS}`,
    )
    .requiredOption('--email <email>', "the member's email")
  withExamples(withJson(resetting), 'scrip member reset --email ada@acme.example').action((options) =>
    onCurrentDatabase((db) => resetMember(db, options)),
  )

  const deactivating = command
    .command('deactivate')
    .summary('keep a member from signing in')
    .description(
      'Keep a member from signing in: ends their sessions and voids their links. What they did stays theirs; an owner can activate them again.',
    )
    .requiredOption('--email <email>', "the member's email")
  withExamples(
    withJson(withPartner(deactivating)),
    'scrip member deactivate --email ben@acme.example',
  ).action((options) => onCurrentDatabase((db) => deactivate(db, options)))
}

async function printMembers(db: Db, { partner, json }: Options): Promise<void> {
  const who = await onBehalfOf(db, partner)
  const records = (await listMembers(db, who.partner.id, who.act.at)).map((member) => ({
    id: member.id,
    name: member.name,
    email: member.email,
    role: member.role,
    active: member.active === 1,
    two_step: member.twoStep === 1,
    last_seen_at: member.lastSeenAt,
  }))
  tell(json, records, () => {
    const rows = records.map(({ id, name, email, role, active, two_step }) => [
      ...[String(id), name, email, role],
      ...[active ? 'active' : 'deactivated', two_step ? 'on' : 'off'],
    ])
    printColumns([['id', 'name', 'email', 'role', 'status', 'two-step'], ...rows])
  })
}

async function inviteMember(
  db: Db,
  { partner, json, ...given }: Options & { name: string; role: string },
): Promise<void> {
  const { publicUrl } = readPlace()
  const { act } = await onBehalfOf(db, partner)
  const made = await invite(db, act, parse(z.object({ name: line(100), role: choice(ROLES) }), given))
  tellLink(json, made, publicUrl, `Here ${made.name} can become a member, once and within 7 days:`)
}

async function resetMember(db: Db, { email, json }: { email: string; json?: boolean }): Promise<void> {
  const { publicUrl } = readPlace()
  const made = await rescueMember(db, email.trim().toLowerCase(), nowAt())
  tellLink(
    json,
    made,
    publicUrl,
    `Two-step sign-in is off for this member, and every session of theirs has ended.\nHere ${made.name} can choose a new password, once and within 24 hours:`,
  )
}

function tellLink(json: boolean | undefined, made: MadeLink, publicUrl: URL, words: string): void {
  if (!process.env.PUBLIC_URL?.trim()) warnOf(publicUrl)
  const link = new URL(paths.invitation(made.token), publicUrl).href
  tell(json, { name: made.name, link, expires_at: made.expiresAt }, () => print(`${words}\n\n  ${link}`))
}

/** The settings of a console are not by themselves those of whoever types a command. */
function warnOf({ origin }: URL): void {
  process.stderr.write(
    `scrip: PUBLIC_URL is not set, so the link leads to ${origin}. Where people reach the console elsewhere, set it to that and make another.\n`,
  )
}

async function deactivate(db: Db, { partner, json, email }: Options & { email: string }): Promise<void> {
  const who = await onBehalfOf(db, partner)
  const wanted = email.trim().toLowerCase()
  const members = await listMembers(db, who.partner.id, who.act.at)
  const member = members.find((known) => known.email === wanted)
  if (!member) {
    const sentence = english('No member of {partner} has this email address.', { partner: who.partner.name })
    throw new InvalidInput([{ field: 'email', phrase: sentence }])
  }
  await deactivateMember(db, who.act, member.id)
  tell(json, { email: wanted, active: false }, () => print(`${member.name} cannot sign in any more.`))
}
