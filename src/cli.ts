import { Command } from 'commander'
import { fail } from './commands/failing.ts'
import { print } from './commands/terminal.ts'
import { loadDotEnv } from './config.ts'
import { readVersion } from './version.ts'

/** What a command's module has: its options, its help and what it does. */
interface CommandModule {
  define(command: Command): void
}

/**
 * Every command with its summary. Only the one that is asked for is loaded: a server that starts waits for no import
 * of bills, and a list of partners for no server.
 */
const COMMANDS: readonly [name: string, summary: string, load: () => Promise<CommandModule>][] = [
  ['serve', 'start the console', () => import('./commands/serve.ts')],
  ['setup', 'make the first owner without a browser', () => import('./commands/setup.ts')],
  ['demo', 'start the console on a furnished sample', () => import('./commands/demo.ts')],
  ['migrate', 'bring the database to the newest schema', () => import('./commands/migrate.ts')],
  ['partner', 'add and list the partners of this installation', () => import('./commands/partner.ts')],
  ['member', 'list, invite, reset and deactivate members', () => import('./commands/member.ts')],
  ['token', 'list, make and revoke the tokens of billing systems', () => import('./commands/token.ts')],
  ['import', 'import customers, products or a bill', () => import('./commands/import.ts')],
  ['export', 'write a list as CSV or JSON', () => import('./commands/export.ts')],
  ['expire', 'let vouchers lapse that are over', () => import('./commands/expire.ts')],
  ['backup', 'copy the database into a new file and verify it', () => import('./commands/backup.ts')],
  ['restore', 'put a backup in the place of the database', () => import('./commands/restore.ts')],
  ['verify', 'prove the books from the ledger', () => import('./commands/verify.ts')],
  ['install', 'print a systemd unit and a Caddyfile', () => import('./commands/install.ts')],
]

const scrip = new Command('scrip')
  .description('A self-hosted voucher desk for cloud resellers.')
  .helpOption('-h, --help', 'print this help')
  .helpCommand('help [command]', 'explain a command')
  .option('-V, --version', 'print the version and the commit it was made from')
  .configureOutput({
    outputError: (text, write) => write(`scrip: ${inOurWords(text)} (see --help)\n`),
  })
  .exitOverride()
  .addHelpText(
    'afterAll',
    '\nExit codes: 0 done, 1 refused or failed, 2 the command line is wrong or what an option says is refused, 130 stopped by Ctrl-C (a console then ends with 0).',
  )

/** What the parser says is wrong, in one line. */
function inOurWords(text: string): string {
  return text
    .replace(/^error: /, '')
    .replace(/^command-argument value (.*) is invalid for argument '(.*?)'\./, '<$2> cannot be $1.')
    .trim()
    .replaceAll('\n', ' ')
}

/** Whether whoever asks is a script, which reads errors as JSON, too. */
let asJson = false

async function run(words: readonly string[]): Promise<void> {
  loadDotEnv()
  if (/^(-V|--version)$/.test(words[0] ?? '')) return print(readVersion())
  const asked = words.find((word) => COMMANDS.some(([name]) => name === word))
  for (const [name, summary, load] of COMMANDS) {
    const command = scrip.command(name).summary(summary)
    if (name === asked) (await load()).define(command)
  }
  scrip.hook('preAction', (_, command) => {
    asJson = command.opts().json === true
  })
  await scrip.parseAsync(words, { from: 'user' })
}

const failed = (error: unknown) => fail(error, asJson)
process.stdout.on('error', failed)
run(process.argv.slice(2)).catch(failed)
