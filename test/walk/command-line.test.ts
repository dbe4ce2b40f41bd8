import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { openClient } from './http.ts'
import { scrip, startServer } from './server.ts'

const PASSWORD = 'four words to remember'
const OWNER = ['--partner-name', 'Northwind', '--name', 'Ada', '--email', 'Ada@Northwind.example']

// Each command is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

const COMMANDS =
  'serve setup demo migrate partner member token import export expire backup restore verify install'.split(
    ' ',
  )

t.test('--help says what there is, everywhere, and what the exit codes mean', async (t) => {
  const folder = t.testdir()
  const all = await scrip(folder, ['--help'])
  const listed = [...all.stdout.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name)
  t.same(listed.sort(), [...COMMANDS, 'help'].sort())
  t.match(all.stdout, /\nExit codes: 0 done, 1 .*, 2 .*, 130 .*\n$/)
  for (const command of COMMANDS) {
    const { code, stdout, stderr } = await scrip(folder, [command, '--help'])
    t.same({ code, stderr }, { code: 0, stderr: '' }, command)
    t.match(stdout, new RegExp(`^Usage: scrip ${command} `))
    t.match(
      stdout,
      /\n(Examples?:\n {2}.*scrip |Commands:\n)/,
      `${command} shows an example, or what is below it`,
    )
  }
  t.notOk(existsSync(join(folder, 'data')), 'asking for help makes nothing')
})

t.test('--version tells the version, and the commit where it is known', async (t) => {
  t.match(await scrip(t.testdir(), ['--version']), {
    code: 0,
    stdout: /^\d+\.\d+\.\d+( \([0-9a-f]{12}(-dirty)?\))?\n$/,
    stderr: '',
  })
})

t.test('a command line that is wrong ends with 2, and says why', async (t) => {
  const cases: [string[], RegExp][] = [
    [['frobnicate'], /^scrip: unknown command 'frobnicate'.*\n$/],
    [['serv'], /^scrip: unknown command 'serv' \(Did you mean serve\?\) \(see --help\)\n$/],
    [['export', 'nope'], /^scrip: <list> cannot be 'nope'\. Allowed choices are customers, .*\n$/],
    [['migrate', '--now'], /^scrip: unknown option '--now'.*\n$/],
    [['setup', '--name', 'Ada'], /^scrip: required option '--partner-name <name>' not specified.*\n$/],
    [[], /^Usage: scrip/],
  ]
  const folder = t.testdir()
  const ended = await Promise.all(cases.map(([args]) => scrip(folder, args)))
  for (const [index, [args, stderr]] of cases.entries()) {
    t.match(ended[index], { code: 2, stdout: '', stderr }, args.join(' '))
  }
})

t.test(
  'migrate makes the database and its folder, readable by their owner alone, and does nothing again',
  async (t) => {
    const folder = t.testdir()
    t.match(await scrip(folder, ['migrate']), {
      code: 0,
      stdout: /^Applied 0001-partners, .*\.\n$/,
      stderr: '',
    })
    t.match(await scrip(folder, ['migrate']), { code: 0, stdout: 'The schema is current.\n' })
    t.equal(statSync(join(folder, 'data/scrip.db')).mode & 0o777, 0o600)
  },
)

t.test('setup makes the first owner with a password from standard input, and none after', async (t) => {
  const folder = t.testdir()
  const made = await scrip(
    folder,
    ['setup', ...OWNER, '--currency', 'EUR', '--time-zone', 'Europe/Berlin'],
    {},
    `${PASSWORD}\n`,
  )
  t.same(made, { code: 0, stdout: 'ada@northwind.example can sign in now.\n', stderr: '' })
  const again = await scrip(folder, ['setup', ...OWNER], {}, PASSWORD)
  t.same(again, {
    code: 1,
    stdout: '',
    stderr: 'scrip: This installation already has an account. Sign in instead.\n',
  })

  const server = await startServer(t, folder, 'again')
  t.equal(server.setUpPath, undefined, 'nobody else is asked to set it up')
  const form = (await openClient(server.url).get('/sign-in')).form('Sign in')
  const home = await form.fill({ Email: 'ada@northwind.example', Password: PASSWORD }).submit()
  t.equal(home.title, 'Overview')
  const templates = await home.follow('Voucher management')
  t.match((await templates.follow('Create template')).body, 'EUR')
  t.equal(await server.stop(), 0)
})

t.test('setup names everything that is wrong in one line, and makes nobody', async (t) => {
  const bad = [
    '--partner-name',
    ' ',
    '--name',
    'Ada',
    '--email',
    'ada',
    '--currency',
    'XYZ',
    '--time-zone',
    'Mars/Base',
  ]
  const ended = await scrip(t.testdir(), ['setup', ...bad], {}, 'short\n')
  t.match(ended, { code: 2, stdout: '' })
  t.match(
    ended.stderr,
    /^scrip: .*partner-name: .*currency: .*time-zone: .*email: .*password, .*: .*12 characters.*\n$/i,
  )
  t.equal(ended.stderr.split('\n').length, 2, 'one line')
  t.notMatch(ended.stderr, 'short')
})

t.test('a bad setting is refused at start, with its name', async (t) => {
  const ended = await scrip(t.testdir(), ['serve'], { PORT: 'eighty' })
  t.same(ended, { code: 1, stdout: '', stderr: 'scrip: PORT: must be a whole number from 0 to 65535\n' })
})

t.test('settings are read from .env in the working folder; the environment goes before it', async (t) => {
  const folder = t.testdir({ '.env': 'DATABASE_FILE=here/desk.db\n' })
  t.match(await scrip(folder, ['migrate'], { DATABASE_FILE: undefined }), { code: 0 })
  t.ok(existsSync(join(folder, 'here/desk.db')))
  t.match(await scrip(folder, ['migrate'], { DATABASE_FILE: 'there/desk.db' }), {
    code: 0,
    stdout: /^Applied/,
  })
  t.ok(existsSync(join(folder, 'there/desk.db')))
})

t.test('what cannot be opened is said in one line', async (t) => {
  const folder = t.testdir({
    'notes.db': 'not a database, but long enough to be looked at as one by SQLite itself',
  })
  const ended = await scrip(folder, ['migrate'], { DATABASE_FILE: 'notes.db' })
  t.same(ended, {
    code: 1,
    stdout: '',
    stderr:
      'scrip: notes.db cannot be used: it is no database, or its beginning is damaged (file is not a database).\n',
  })
  t.match(readFileSync(join(folder, 'notes.db'), 'utf8'), 'not a database')
})

t.test('a port that is taken is said, and the program ends', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.teardown(() => taken.close())
  await new Promise((resolve) => taken.once('listening', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const ended = await scrip(t.testdir(), ['serve'], { PORT: String(port), LOG_LEVEL: 'silent' })
  t.match(ended, { code: 1, stdout: '', stderr: /^scrip: PORT: \d+ is taken.*\n$/ })
})

t.test('each start makes a fresh set-up link and voids the one before', async (t) => {
  const folder = t.testdir()
  const first = await startServer(t, folder)
  t.equal(await first.stop(), 0)
  const second = await startServer(t, folder)
  const client = openClient(second.url)
  t.equal((await client.get(first.setUpPath ?? '')).status, 404)
  t.equal((await client.get(second.setUpPath ?? '')).title, 'Set up Scrip')
  const bytes = readFileSync(join(folder, 'data/scrip.db'), 'latin1') + walOf(folder)
  t.notOk(bytes.includes(second.setUpPath?.split('/').at(-1) ?? 'none'), 'the token is stored hashed')
})

t.test('the log tells who asked for which page and what came of it, and no secret', async (t) => {
  const folder = t.testdir()
  writeFileSync(join(folder, '.env'), 'LOG_LEVEL=info\n')
  const server = await startServer(t, folder)
  const client = openClient(server.url)
  const form = (await client.get(server.setUpPath ?? '')).form('Create account')
  const email = 'ada@northwind.example'
  await form
    .fill({ 'Partner name': 'Northwind', 'Your name': 'Ada', Email: email, Password: 'short' })
    .submit()
  const home = await form
    .fill({ 'Partner name': 'Northwind', 'Your name': 'Ada', Email: email, Password: PASSWORD })
    .submit()
  const customer = (await client.get('/customers/new')).form('Save')
  await customer.fill({ 'Account id': 'secret-account', Name: 'Confidential Ltd' }).submit()
  await client.get('/vouchers?customer=secret-account&colour=red')
  await client.get('/nowhere/secret-account')
  await client.get('/statements/secret-account')
  await home.form('Sign out').submit()
  await (await client.get('/sign-in'))
    .form('Sign in')
    .fill({ Email: email, Password: 'not the password' })
    .submit()
  await server.stop()

  const log = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  const routes = log
    .map((line) => (JSON.parse(line) as { req?: { route: string } }).req?.route)
    .filter(Boolean)
  t.same(
    new Set(routes),
    new Set([
      '/set-up/:token',
      '/',
      '/customers/new',
      '/customers',
      '/vouchers',
      'none',
      '/statements/:token',
      '/sign-out',
      '/sign-in',
    ]),
  )
  const secrets = [
    server.setUpPath?.split('/').at(-1) ?? 'none',
    PASSWORD,
    'not the password',
    email,
    'secret-account',
    'Confidential',
    home.token ?? 'none',
    ...client
      .cookie()
      .split(/[=;] ?/)
      .filter((part) => part.length > 20),
  ]
  for (const secret of secrets) t.notOk(log.join('\n').includes(secret), 'no secret is in the log')
})

function walOf(folder: string): string {
  const file = join(folder, 'data/scrip.db-wal')
  return existsSync(file) ? readFileSync(file, 'latin1') : ''
}
