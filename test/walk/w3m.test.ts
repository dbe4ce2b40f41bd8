import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { openClient } from './http.ts'
import { type Server, startServer } from './server.ts'

const TOOLS = { browser: 'w3m', terminal: 'script' }
const MISSING = Object.values(TOOLS).filter((tool) => spawnSync('which', [tool]).status !== 0)
const OWNER = {
  'Partner name': 'Northwind',
  'Your name': 'Ada',
  Email: 'ada@northwind.example',
  Password: 'four words to remember',
}

t.test(
  'the main steps of the walk in w3m, by its keys alone, from the set-up link to a withdrawal',
  async (t) => {
    if (MISSING.length > 0)
      return t.pass(`Not installed on this machine: ${MISSING.join(', ')}. This walk was not made.`)
    const server = await startServer(t, t.testdir())
    await walk(t, server, [
      ...filledIn(OWNER),
      goTo('Create account'),
      ...['1001', '1002'].flatMap((id) => [
        goTo('Customers'),
        goTo('Add customer'),
        ...filledIn({ 'Account id': id, Name: `Customer ${id}` }),
        goTo('Save'),
      ]),
      goTo('Voucher management'),
      goTo('Create template'),
      ...filledIn({ 'Template name': 'Winter offer', Amount: '80' }),
      goTo('Continue'),
      goTo('Confirm'),
      goTo('Issue Edit'),
      goTo('Tick customers'),
      find('All customers') + KEYS.before + KEYS.enter,
      goTo('Add to the form'),
      ...filledIn({ Reason: 'Loyal customers' }),
      goTo('Continue'),
      goTo('Confirm'),
      goTo('See its vouchers'),
      find('Reason') + KEYS.next + KEYS.enter,
      goTo('Withdraw'),
      ...filledIn({ Reason: 'A mistake' }),
      goTo('Confirm'),
    ])

    const client = openClient(server.url)
    await (await client.get('/sign-in'))
      .form('Sign in')
      .fill({ Email: OWNER.Email, Password: OWNER.Password })
      .submit()
    const templates = await client.get('/templates')
    t.match(templates.rows(), [
      { 'Template name': 'Winter offer', Issued: '2', 'Sum issued (USD)': '160.00' },
    ])
    const vouchers = await client.get('/vouchers')
    t.match(vouchers.rows(), [
      { Customer: /1002/, Status: 'Withdrawn', Reason: 'Loyal customers' },
      { Customer: /1001/, Status: 'Unused' },
    ])
    await t.test('its pages read well there', (t) =>
      read(t, server, client.cookie(), vouchers.rows()[1]?.Number ?? ''),
    )
  },
)

/** Keys of w3m: the next and the one before of what can be followed or filled in, and doing so. */
const KEYS = { next: '\t', before: '\u001B\t', enter: '\r' }

function find(text: string): string {
  return `/${text}${KEYS.enter}`
}

/** Follows the link, or presses the button, of these words. */
function goTo(text: string): string {
  return find(text) + KEYS.enter
}

/** Fills in the fields behind these labels. */
function filledIn(fields: Record<string, string>): string[] {
  return Object.entries(fields).map(
    ([label, text]) => find(label) + KEYS.next + KEYS.enter + text + KEYS.enter,
  )
}

/** Types keys into w3m at the set-up link, and leaves it when the server has shown the withdrawal. */
async function walk(t: Test, server: Server, keys: readonly string[]): Promise<void> {
  const command = `stty rows 50 cols 150; ${TOOLS.browser} -cookie ${server.url}${server.setUpPath}`
  const w3m = spawn(TOOLS.terminal, ['-qfc', command, '/dev/null'], {
    env: homeOf(t),
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  t.teardown(() => w3m.kill())
  w3m.stdin.write(keys.join(''))
  await server.prints(/"route":"\/withdrawals\/:id"/)
  w3m.stdin.end('qy')
  await once(w3m, 'exit')
}

/** What w3m shows: labels beside their values, and every link and button by its words. */
async function read(t: Test, server: Server, cookie: string, number: string): Promise<void> {
  const open = (path: string) => {
    const args = ['-dump', '-cols', '200', '-header', `Cookie: ${cookie}`, server.url + path]
    return spawnSync(TOOLS.browser, args, { env: homeOf(t), encoding: 'utf8' }).stdout
  }
  const list = open('/templates')
  const links = [
    'Customer business',
    'Voucher management',
    'Customers',
    'Products',
    'Sign out',
    'Voucher templates',
    'Customer vouchers',
  ]
  for (const words of [...links, 'Create template', 'Search', 'Clear']) t.match(list, words)
  t.match(list, /1\s+Winter offer\s+General.*80\.00.*30 days from issue.*Active.*Issue\s+Copy\s+Archive/)

  const form = open('/templates/new')
  t.match(form, /Template name\n[^[]*\[ +\]/, 'a field stands behind its label and hint')
  t.match(form, '(*) General product voucher')
  t.match(form, /Number of days\n[^[]*\[30 +\]/)
  t.match(form, 'Continue Cancel')

  const vouchers = open('/vouchers')
  t.match(vouchers, /Status \[Any +\]/)
  t.match(vouchers, /Vouchers\s+2\s+Sum of balances\s+USD 80\.00/)
  t.match(vouchers, new RegExp(`\\[ \\] +${number} 1001 .*80\\.00 +80\\.00 +Unused`))
  t.match(vouchers, 'Withdraw Takes back the ticked vouchers.')

  const voucher = open(`/vouchers/${number}`)
  t.match(voucher, /Balance\s+USD 80\.00/)
  t.match(voucher, /Payment mode\s+All/)
  t.match(voucher, /Issued +Loyal customers +Ada +80\.00 +80\.00/)
}

/** A home of its own, so that no cookies or settings of anyone else are in it. */
function homeOf(t: Test): NodeJS.ProcessEnv {
  return { ...process.env, HOME: t.testdirName, TERM: 'xterm', LANG: 'C.UTF-8' }
}
