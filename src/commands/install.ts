import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { InvalidInput } from '../errors.ts'
import { type Installation, toCaddyfile, toUnit } from '../install/service-files.ts'
import { isOneFile, PROJECT } from '../shipped.ts'
import { english } from './english.ts'
import { withExamples } from './options.ts'
import { print } from './terminal.ts'

const PRINTED = ['unit', 'caddyfile'] as const

interface Options {
  print: (typeof PRINTED)[number] | true
  host: string
  folder: string
  user: string
  port: string
  program?: string
}

/** Gives `scrip install` its help, its options and its work. */
export function define(command: Command): void {
  command
    .description(
      'Print what runs Scrip as a service: a systemd unit, and a Caddyfile for the proxy before it, which fetches the certificate. Installs nothing itself.',
    )
    .addOption(
      new Option('--print [file]', 'print both files, or one of them').choices(PRINTED).makeOptionMandatory(),
    )
    .option('--host <name>', 'the host name that people open', 'vouchers.example.com')
    .option('--folder <path>', 'where the data is kept', '/var/lib/scrip')
    .option('--user <name>', 'the user that it runs as', 'scrip')
    .option('--port <number>', 'the port on this machine alone', '3000')
    .option('--program <path>', 'where Scrip is, unless where it runs now')
  withExamples(
    command,
    'scrip install --print --host vouchers.acme.example',
    'scrip install --print unit --host vouchers.acme.example | sudo tee /etc/systemd/system/scrip.service',
    'scrip install --print caddyfile --host vouchers.acme.example | sudo tee /etc/caddy/Caddyfile',
  ).action(printFiles)
}

function printFiles({ print: which, ...options }: Options): void {
  const installation = readInstallation(options)
  const files = { unit: toUnit(installation), caddyfile: toCaddyfile(installation) }
  const hidden = HIDDEN.find((place) => installation.program.some((path) => path.startsWith(`${place}/`)))
  if (hidden !== undefined && which !== 'caddyfile') {
    process.stderr.write(
      `scrip: the unit hides ${hidden} from Scrip, which is there. Copy it elsewhere and name that with --program.\n`,
    )
  }
  print((which === true ? PRINTED : [which]).map((name) => files[name]).join('\n\n'))
}

/** Where no service of the unit can read: ProtectHome and PrivateTmp. */
const HIDDEN = ['/home', '/root', '/run/user', '/tmp', '/var/tmp']

/** @throws InvalidInput with every option that would spoil a file */
function readInstallation({ host, folder, user, port, program }: Omit<Options, 'print'>): Installation {
  const wrong = [
    [
      /^(?=.{1,253}$)([a-z\d]([a-z\d-]*[a-z\d])?\.?)+$/i.test(host),
      'host',
      'Write a host name, such as vouchers.example.com.',
    ],
    [isPath(folder), 'folder', 'Write a path from the root on, such as /srv/scrip.'],
    [/^[a-z_][a-z\d_-]{0,30}$/.test(user), 'user', 'Write the name of a user, such as scrip.'],
    [
      /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= 65535,
      'port',
      'Write a whole number from 1 to 65535.',
    ],
    [
      program === undefined || isPath(program),
      'program',
      'Write a path from the root on, such as /usr/local/bin/scrip.',
    ],
  ] as const
  const errors = wrong.flatMap(([right, field, sentence]) =>
    right ? [] : [{ field, phrase: english(sentence) }],
  )
  if (errors.length > 0) throw new InvalidInput(errors)
  return { host, folder, user, port: Number(port), program: program ? [program] : thisProgram() }
}

function isPath(text: string): boolean {
  return /^\/[^\p{Cc}"\\]*$/u.test(text)
}

/** What starts this very program: the executable, or the source by its Node. */
function thisProgram(): string[] {
  return isOneFile ? [process.execPath] : [process.execPath, join(PROJECT, 'src/scrip.ts')]
}
