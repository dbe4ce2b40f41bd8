#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { COMMAND_LINE } from './audit/act.ts'
import { backUp } from './backups/back-up.ts'
import { restore } from './backups/restore.ts'
import { loadDotEnv, readConfig, readDatabaseFile, readPlace } from './config.ts'
import { failureOf } from './database/failures.ts'
import { holdFile } from './database/hold-file.ts'
import { migrate, requireCurrent } from './database/migrate.ts'
import { type Db, openDatabase } from './database/open.ts'
import { startDemo } from './demo/start-demo.ts'
import { InvalidInput, inEnglish, Problem } from './errors.ts'
import { expireVouchers } from './ledger/expire-vouchers.ts'
import { verifyDatabase } from './ledger/verify-database.ts'
import { rescueMember } from './members/rescue-member.ts'
import { currencyOf } from './money/currency.ts'
import { formatMoney } from './money/format-amount.ts'
import { addPartner, listPartners } from './partners/create-partner.ts'
import { keepUtcOffsets } from './partners/keep-utc-offsets.ts'
import { setUp } from './partners/set-up.ts'
import { setUpForm } from './partners/set-up-form.ts'
import { startServer } from './server.ts'
import { toAt } from './time/instant.ts'
import { readVersion } from './version.ts'
import { parse } from './web/fields.ts'
import { paths } from './web/paths.ts'

// Exit codes: 0 done, 1 refused or failed, 2 the command line was wrong.

const STOPPING = ['SIGINT', 'SIGTERM'] as const

const scrip = new Command('scrip')
  .description('A self-hosted voucher desk for cloud resellers.')
  .option('-V, --version', 'print the version and the commit it was made from')
  .on('option:version', printVersion)
  .configureOutput({
    outputError: (text, write) => write(`scrip: ${text.replace(/^error: /, '').trim()} (see --help)\n`),
  })
  .exitOverride()

scrip
  .command('serve')
  .description('start the console; settings come from the environment and .env')
  .action(serve)

scrip
  .command('demo')
  .description('start the console on a sample database that is gone when it stops')
  .action(demo)

scrip
  .command('migrate')
  .description('bring the database to the newest schema, making it where there is none')
  .action(() => onDatabase(bringUpToDate))

newPartner(scrip.command('setup'), 'scrip setup')
  .description('make the first owner without a browser; the password is read from standard input')
  .action(makeFirstOwner)

const partner = scrip.command('partner').description('the partners of this installation')

newPartner(partner.command('add'), 'scrip partner add')
  .description('add a further partner with its first owner; the password is read from standard input')
  .action(addFurtherPartner)

partner
  .command('list')
  .description('list the partners of this installation; changes nothing')
  .action(() => onCurrentDatabase(printPartners))

scrip
  .command('member')
  .description('the members of this installation')
  .command('reset')
  .description(
    'let a member in again where no owner can: turns two-step sign-in off and prints a link of one use',
  )
  .addOption(new Option('--email <email>', "the member's email").makeOptionMandatory())
  .action(resetMember)

scrip
  .command('expire')
  .description('let vouchers lapse whose last day and grace days are over; the console does it by itself')
  .action(() => onDatabaseThatIsThere(expire))

scrip
  .command('verify')
  .description('recompute the books from the ledger and name every record that disagrees; changes nothing')
  .action(() => onCurrentDatabase(verify))

scrip
  .command('backup <file>')
  .description('copy the database into a new file and verify the copy; the console may run')
  .action(backUpTo)

scrip
  .command('restore <file>')
  .description('verify a backup and put it in the place of the database; the console must be stopped')
  .action(restoreFrom)

/** Gives a command the options of a partner and its first owner. */
function newPartner(command: Command, words: string): Command {
  return command
    .addOption(new Option('--partner-name <name>', 'the name of the business').makeOptionMandatory())
    .addOption(new Option('--currency <code>', 'ISO 4217 code').default('USD'))
    .addOption(new Option('--time-zone <name>', 'IANA name').default('UTC'))
    .addOption(new Option('--name <name>', "the owner's name").makeOptionMandatory())
    .addOption(new Option('--email <email>', "the owner's email").makeOptionMandatory())
    .addHelpText(
      'after',
      `\nExample:\n  ${words} --partner-name Acme --name Ada --email ada@acme.example < password.txt`,
    )
}

async function bringUpToDate(db: Db): Promise<void> {
  const names = await migrate(db)
  await db.transaction().execute(keepUtcOffsets)
  print(names.length === 0 ? 'The schema is current.' : `Applied ${names.join(', ')}.`)
}

async function makeFirstOwner(options: Record<string, string>): Promise<void> {
  const password = await readPassword()
  const input = parse(setUpForm, { ...options, password })
  await onDatabase(async (db) => {
    await migrate(db)
    await setUp(db, input, COMMAND_LINE, toAt(Temporal.Now.instant()))
  })
  print(`${input.email} can sign in now.`)
}

async function addFurtherPartner(options: Record<string, string>): Promise<void> {
  const password = await readPassword()
  const input = parse(setUpForm, { ...options, password })
  await onDatabaseThatIsThere(async (db) => {
    await migrate(db)
    await addPartner(db, input, COMMAND_LINE, toAt(Temporal.Now.instant()))
  })
  print(`${input.partnerName} is added. ${input.email} can sign in now.`)
}

async function resetMember({ email = '' }: { email?: string }): Promise<void> {
  const { publicUrl } = readPlace()
  await onCurrentDatabase(async (db) => {
    const made = await rescueMember(db, email.trim().toLowerCase(), toAt(Temporal.Now.instant()))
    print('Two-step sign-in is off for this member, and every session of theirs has ended.')
    print(`Here ${made.name} can choose a new password, once and within 24 hours:\n`)
    print(`  ${new URL(paths.invitation(made.token), publicUrl)}`)
  })
}

async function printPartners(db: Db): Promise<void> {
  const partners = await listPartners(db)
  const rows = partners.map(({ id, name, currency, timeZone, memberCount }) => [
    String(id),
    name,
    currency,
    timeZone,
    String(memberCount),
  ])
  for (const line of inColumns([['id', 'name', 'currency', 'time zone', 'members'], ...rows])) print(line)
}

/** Lines with their columns under each other, two spaces apart. */
function inColumns(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

async function expire(db: Db): Promise<void> {
  await migrate(db)
  const lapsed = await expireVouchers(db, {
    now: () => toAt(Temporal.Now.instant()),
    address: COMMAND_LINE,
  })
  for (const { partner, vouchers, totalMinor } of lapsed) {
    const sum = formatMoney(totalMinor, currencyOf(partner.currency))
    print(`${partner.name}: ${vouchers} ${vouchers === 1 ? 'voucher' : 'vouchers'} lapsed, ${sum} in all.`)
  }
  if (lapsed.length === 0) print('No voucher was due to lapse.')
}

async function verify(db: Db, file: string): Promise<void> {
  const found = await verifyDatabase(db, file, print)
  print(found === 0 ? 'Everything agrees.' : `Things that disagree: ${found}.`)
  if (found > 0) process.exitCode = 1
}

function printVersion(): void {
  print(readVersion())
  throw new CommanderError(0, 'commander.version', '')
}

async function backUpTo(backup: string): Promise<void> {
  await backUp(readDatabaseFile(), backup)
  print(`${backup} holds all that is in the database now. It is verified: everything agrees.`)
}

async function restoreFrom(backup: string): Promise<void> {
  const file = readDatabaseFile()
  const aside = await restore(backup, file, toAt(Temporal.Now.instant()))
  print(`${file} is what ${backup} holds, with the newest schema. It is verified: everything agrees.`)
  if (aside) print(`What was there before is kept as ${aside}.`)
  print(
    'Everybody signs in again. What was revoked or changed since the backup is valid again: look through the API ' +
      'tokens, statement links, invitations, members and their roles.',
  )
}

/** A mistyped name is not to pass for an empty database. */
async function onDatabaseThatIsThere(work: (db: Db, file: string) => Promise<void>): Promise<void> {
  const file = readDatabaseFile()
  if (!existsSync(file)) throw new Problem('DATABASE_UNREADABLE', { file, reason: 'there is no such file.' })
  await onDatabase(work)
}

/** For what is not to change the schema. */
function onCurrentDatabase(work: (db: Db, file: string) => Promise<void>): Promise<void> {
  return onDatabaseThatIsThere(async (db, file) => {
    await requireCurrent(db)
    await work(db, file)
  })
}

/** Works on the database of the settings, making it where there is none. */
async function onDatabase(work: (db: Db, file: string) => Promise<void>): Promise<void> {
  const file = readDatabaseFile()
  const letGo = holdFile(file, 'command')
  try {
    const db = openDatabase(file)
    await work(db, file).finally(() => db.destroy())
  } finally {
    letGo()
  }
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

async function demo(): Promise<void> {
  const running = await startDemo()
  print(`Scrip listens on ${running.url} with a sample database, which is gone when it stops.`)
  const team = running.team.map(({ email, role }) => [email, role])
  for (const line of ['', ...inColumns([['Email', 'Role'], ...team])]) print(`  ${line}`.trimEnd())
  print(`\n  Password of them all: ${running.password}\n`)
  stopOnSignal(running)
}

function stopOnSignal(running: { stop(): Promise<void> }): void {
  const stop = () => {
    // A second signal then does what it does by itself, and ends the process at once.
    for (const signal of STOPPING) process.off(signal, stop)
    void running.stop().then(() => process.exit(0))
  }
  for (const signal of STOPPING) process.on(signal, stop)
}

/** The first line of standard input. */
async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password (it will be shown): ')
  let text = ''
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.includes('\n')) break
  }
  return text.split(/\r?\n/, 1)[0] ?? ''
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** One line on standard error, and the exit code. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  process.exitCode = 1
  process.stderr.write(`scrip: ${reasonOf(error)}\n`)
}

function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message
  if (error instanceof InvalidInput) {
    return error.errors.map(({ field, phrase }) => `${optionOf(field)}: ${inEnglish(phrase)}`).join(' ')
  }
  return failureOf(error)?.message ?? (error instanceof Error ? error.message : String(error))
}

/** How a field of the set-up is given on the command line. */
function optionOf(field: string): string {
  if (field === 'password') return 'The password'
  return `--${field.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`
}

loadDotEnv()
scrip.parseAsync().catch(fail)
