import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t from 'tap'
import type { Page } from '../support/page.ts'
import { codeAt, keyOn, recoveryCodesOn } from '../support/two-step.ts'
import { type Client, openClient } from './http.ts'
import { startServer } from './server.ts'

t.setTimeout(120_000)

/** What people of this walk are called and know: each stands nowhere but where they see it. */
const OWNER = { name: 'Zebedee Quagga', email: 'zebedee@quagga.example', password: 'striped-horses-run-71' }
const GUEST = { name: 'Okapi Numbat', email: 'okapi@numbat.example', password: 'velvet-antlers-glow-92' }
const CUSTOMER = { account: 'tapir-4711', name: 'Tapir Wombat Ltd', email: 'tapir@wombat.example' }
const TYPED = {
  password: 'mistyped-pangolin-33',
  email: 'stranger@pangolin.example',
  token: 'scrip_made-up-axolotl',
}

t.test(
  'the log at its most talkative holds no secret and nothing of anybody, whatever they do',
  async (t) => {
    const folder = t.testdir()
    const server = await startServer(t, folder, 'first', { env: { LOG_LEVEL: 'trace' } })
    const secrets = new Map<string, string>(
      Object.entries({
        ...marked('owner', OWNER),
        ...marked('guest', GUEST),
        ...marked('customer', CUSTOMER),
      }),
    )
    for (const [what, value] of Object.entries(marked('typed', TYPED))) secrets.set(what, value)
    const keep = (what: string, value: string | undefined) => {
      t.ok(value, what)
      secrets.set(what, value ?? '')
    }

    // The one secret that is printed, because nobody can be handed it otherwise.
    const setUpPath = server.setUpPath ?? ''
    const owner = openClient(server.url)
    const setUp = (await owner.get(setUpPath)).form('Create account')
    const fields = { 'Partner name': 'Marmot Holdings', 'Your name': OWNER.name, Email: OWNER.email }
    await setUp.fill({ ...fields, Password: OWNER.password }).submit()
    keep('session', sessionOf(owner))
    keep('partner', 'Marmot')

    await add(owner, '/products/new', { Code: 'compute', Name: 'Compute' })
    await add(owner, '/customers/new', {
      'Account id': CUSTOMER.account,
      Name: CUSTOMER.name,
      Email: CUSTOMER.email,
    })
    t.match((await owner.get(`/customers?name=${encodeURIComponent(CUSTOMER.name)}`)).body, CUSTOMER.name)

    const token = /scrip_[\w-]{20,}/.exec((await makeToken(owner)).body)?.[0]
    keep('API token', token)
    for (const bearer of [token, TYPED.token]) {
      await fetch(`${server.url}/charges`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}` },
        body: new URLSearchParams({ charge_id: 'C-1', customer: CUSTOMER.account, amount: 'nonsense' }),
      })
    }

    const links = (await owner.get('/customers/1/statements')).form('Make statement link')
    const statement = /\/statements\/([\w-]+)/.exec((await links.submit()).text)?.[1]
    keep('statement token', statement)
    for (const path of [
      `/statements/${statement}`,
      `/statements/${statement}/entries.csv`,
      `/statements/${statement}x`,
    ]) {
      await openClient(server.url).get(path)
    }

    const invite = (await owner.get('/members/invitations')).form('Make link')
    const invitation = tokenOn(await invite.fill({ 'Full name': GUEST.name, Role: ['Viewer'] }).submit())
    keep('invitation token', invitation)
    const guest = openClient(server.url)
    const join_ = (await guest.get(`/invitations/${invitation}`)).form('Join')
    await join_.fill({ 'Your name': GUEST.name, Email: GUEST.email, Password: GUEST.password }).submit()
    keep('session of the guest', sessionOf(guest))
    const reset = (await owner.get('/members/2/password-reset')).form('Make link')
    keep('reset token', tokenOn(await reset.submit()))

    const off = (await guest.get('/two-step')).form('Turn on').fill({ 'Current password': GUEST.password })
    const key = await off.submit()
    keep('key of the app', keyOn(key))
    const code = codeAt(keyOn(key), new Date().toISOString())
    const on = await key.form('Confirm').fill({ Code: code }).submit()
    for (const recovery of recoveryCodesOn(on)) keep(`recovery code ${recovery}`, recovery)
    const half = await signIn(openClient(server.url), GUEST.email, GUEST.password)
    await half
      .form('Sign in')
      .fill({ Code: recoveryCodesOn(on)[0] ?? '' })
      .submit()
    await signIn(openClient(server.url), TYPED.email, TYPED.password)
    await signIn(openClient(server.url), OWNER.email, TYPED.password)
    await owner.get(`/no/such/${TYPED.password}?email=${TYPED.email}`)

    // Something breaks in the middle of what they send.
    const prompt = new BetterSqlite3(join(folder, 'data/scrip.db'))
    prompt.exec('ALTER TABLE customers RENAME TO gone')
    prompt.close()
    const broken = await add(owner, '/customers/new', { 'Account id': CUSTOMER.account, Name: CUSTOMER.name })
    t.equal(broken.status, 500)
    await server.stop()

    const log = server.output().replace(setUpPath, '')
    t.match(log, /"msg":"incoming request"/, 'it says what was asked')
    t.match(log, /"route":"\/statements\/:token"/, 'by the route')
    t.match(log, /"msg":"request failed"/, 'and what failed')
    t.match(log, /"msg":"sign-in refused"/, 'and who was not let in')
    t.match(log, /"code":"TOKEN_INVALID","msg":"request refused"/)
    const found = [...secrets].filter(([, value]) => log.toLowerCase().includes(value.toLowerCase()))
    t.same(
      found.map(([what]) => what),
      [],
    )
    const inError = [...secrets].filter(([, value]) => broken.text.includes(value))
    t.same(
      inError.map(([what]) => what),
      [],
      'nor does the page of the error',
    )
  },
)

t.test('no address that a browser is sent to holds a password, a session or a token of a form', async (t) => {
  const server = await startServer(t, t.testdir())
  const visited: string[] = []
  const owner = openClient(server.url, (path) => visited.push(path))
  const setUp = (await owner.get(server.setUpPath ?? '')).form('Create account')
  const fields = { 'Partner name': 'Marmot', 'Your name': OWNER.name, Email: OWNER.email }
  await setUp.fill({ ...fields, Password: OWNER.password }).submit()
  const pages = await Promise.all(
    ['/', '/customers/new', '/password', '/sessions', '/tokens', '/two-step'].map((path) => owner.get(path)),
  )
  const change = (await owner.get('/password')).form('Change password')
  await change.fill({ 'Current password': OWNER.password, 'New password': GUEST.password }).submit()
  await (await owner.get('/')).form('Sign out').submit()
  await signIn(owner, OWNER.email, GUEST.password)
  const addresses = [
    ...visited,
    ...pages.flatMap(({ body }) => body.match(/(?<=(?:href|action|src)=")[^"]*/g) ?? []),
  ]
  t.ok(addresses.length > 50)
  const tokens = pages.flatMap(({ token }) => token ?? [])
  const secrets = [OWNER.password, GUEST.password, OWNER.email, sessionOf(owner), ...tokens]
  t.same(
    addresses.filter((address) => secrets.some((secret) => address.includes(secret))),
    [],
  )
})

/** The parts of a person that would give them away, named for what they are. */
function marked(whose: string, parts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([what, value]) => [`${whose}: ${what}`, value]))
}

async function add(client: Client, path: string, fields: Record<string, string>): Promise<Page> {
  return (await client.get(path)).form('Save').fill(fields).submit()
}

async function makeToken(client: Client): Promise<Page> {
  return (await client.get('/tokens')).form('Make token').fill({ 'Token name': 'Billing' }).submit()
}

async function signIn(client: Client, email: string, password: string): Promise<Page> {
  return (await client.get('/sign-in')).form('Sign in').fill({ Email: email, Password: password }).submit()
}

function tokenOn({ text }: Page): string | undefined {
  return /\/invitations\/([\w-]+)/.exec(text)?.[1]
}

/** The id of a session, without what signs it. */
function sessionOf(client: Client): string {
  return /scrip_session=([^.;%]+)/.exec(client.cookie())?.[1] ?? ''
}
