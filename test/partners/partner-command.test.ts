import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { addPartner } from '../../src/partners/create-partner.ts'
import { setUp } from '../../src/partners/set-up.ts'
import type { Browser } from '../support/browser.ts'
import { freshDatabase } from '../support/database.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { runScrip, runScripWith } from '../support/scrip.ts'

const MADE_AT = '2026-11-23T09:00:00.000Z'
const NORTHWIND = {
  partnerName: 'Northwind',
  currency: 'USD',
  timeZone: 'UTC',
  name: 'Ada',
  email: 'ada@northwind.example',
  password: PASSWORD,
}
const CONTOSO = ['--partner-name', 'Contoso', '--name', 'Ben', '--email', 'Ben@Contoso.example']

// Each command is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

/** A database file with one partner. */
async function northwind(t: Test) {
  const { db, file } = await freshDatabase(t)
  await setUp(db, NORTHWIND, 'test', MADE_AT)
  return { db, file }
}

t.test('a further partner is added with its first owner, and the list shows both', async (t) => {
  const { db, file } = await northwind(t)
  const place = ['--currency', 'EUR', '--time-zone', 'Europe/Berlin']
  t.same(await runScripWith(`${PASSWORD}\n`, file, 'partner', 'add', ...CONTOSO, ...place), {
    code: 0,
    out: 'Contoso is added. ben@contoso.example can sign in now.\n',
    error: '',
  })
  t.same(await runScrip(file, 'partner', 'list'), {
    code: 0,
    out: [
      'id  name       currency  time zone      members',
      '1   Northwind  USD       UTC            1',
      '2   Contoso    EUR       Europe/Berlin  1',
      '',
    ].join('\n'),
    error: '',
  })
  const events = db.selectFrom('auditEvents').selectAll().where('partnerId', '=', 2)
  t.match(await events.execute(), [
    { action: 'partner.created', subject: 'partner 2', address: 'command line', memberId: null },
  ])
})

t.test('an email that is in use is refused, and no partner is added', async (t) => {
  const { db, file } = await northwind(t)
  const email = ['--email', NORTHWIND.email.toUpperCase()]
  t.same(await runScripWith(PASSWORD, file, 'partner', 'add', ...CONTOSO, ...email), {
    code: 2,
    out: '',
    error: 'scrip: --email: A member of this installation has this email address. Choose another.\n',
  })
  t.equal((await db.selectFrom('partners').selectAll().execute()).length, 1)
})

t.test('everything that is wrong is named in one line', async (t) => {
  const { db, file } = await northwind(t)
  const wrong = ['--currency', 'XYZ', '--time-zone', 'Mars/Base']
  const { code, out, error } = await runScripWith('short', file, 'partner', 'add', ...CONTOSO, ...wrong)
  t.same({ code, out }, { code: 2, out: '' })
  t.match(
    error,
    /^scrip: --currency: .*ISO 4217.* --time-zone: .*IANA.* The password, .*: .*12 characters\.\n$/,
  )
  t.notMatch(error, 'short')
  t.equal((await db.selectFrom('partners').selectAll().execute()).length, 1)
})

t.test('a mistyped name is not taken for an empty database', async (t) => {
  const file = join(t.testdir(), 'mistyped.db')
  const refused = {
    code: 1,
    out: '',
    error: /mistyped\.db cannot be used: there is no such file\. .*DATABASE_FILE names another\.\n$/,
  }
  t.match(await runScripWith(PASSWORD, file, 'partner', 'add', ...CONTOSO), refused)
  t.match(await runScrip(file, 'partner', 'list'), refused)
  t.notOk(existsSync(file))
})

t.test('a command line that is wrong ends with 2, and --help says what there is', async (t) => {
  const file = join(t.testdir(), 'none.db')
  t.match(await runScrip(file, 'partner', 'frobnicate'), { code: 2, error: /^scrip: unknown command/ })
  t.match(await runScrip(file, 'partner', 'add'), { code: 2, error: /'--partner-name <name>' not specified/ })
  t.match(await runScrip(file, 'partner', '--help'), { code: 0, out: /^ +add .*\n(.*\n)*? +list /m })
  t.match(await runScrip(file, 'setup', '--help'), { code: 0, out: 'scrip setup --partner-name Acme' })
})

t.test('two partners of one installation each see only their own', async (t) => {
  const desk = await openDesk(t)
  const contoso = { ...NORTHWIND, partnerName: 'Contoso', name: 'Ben', email: 'ben@contoso.example' }
  await addPartner(desk.db, contoso, 'command line', desk.clock.now)
  const ben = desk.stranger()
  t.match((await ben.signIn(contoso.email, PASSWORD)).body, 'Contoso')

  const addCustomer = async (browser: Browser, name: string) => {
    const form = (await browser.get('/customers/new')).form('Save')
    await form.fill({ 'Account id': '1001', Name: name }).submit()
  }
  await addCustomer(desk.browser, 'Ada’s customer')
  await addCustomer(ben, 'Ben’s customer')
  const names = async (browser: Browser) => (await browser.get('/customers')).rows().map((row) => row.Name)
  t.same(await names(desk.browser), ['Ada’s customer'])
  t.same(await names(ben), ['Ben’s customer'])
  t.same(
    (await ben.get('/members')).rows().map((row) => row.Email),
    [contoso.email],
  )
  t.equal((await ben.get(`/members/${desk.owner.id}`)).status, 404)
})
