import { join } from 'node:path'
import t, { type Test } from 'tap'
import { offerReset } from '../../src/members/invitations.ts'
import { rescueMember } from '../../src/members/rescue-member.ts'
import { setUp } from '../../src/partners/set-up.ts'
import { freshDatabase } from '../support/database.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { runScrip } from '../support/scrip.ts'
import { actOf } from '../support/stock.ts'
import { turnOn } from '../support/two-step.ts'
import { scrip } from '../walk/server.ts'

const MADE_AT = '2026-11-23T09:00:00.000Z'
const EMAIL = 'ada@northwind.example'
const NOBODY = 'No active member of this installation has this email address.'
const NEW_PASSWORD = 'four words to keep'

// Each command is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

async function northwind(t: Test) {
  const { db, file } = await freshDatabase(t)
  const place = { partnerName: 'Northwind', currency: 'USD', timeZone: 'UTC' }
  await setUp(db, { ...place, name: 'Ada', email: EMAIL, password: PASSWORD }, 'test', MADE_AT)
  return { db, file }
}

t.test('a link of one use is printed, under the address that people reach the console at', async (t) => {
  const { db, file } = await northwind(t)
  const { code, out, error } = await runScrip(file, 'member', 'reset', '--email', 'Ada@Northwind.example')
  t.equal(code, 0)
  t.match(error, /^scrip: PUBLIC_URL is not set, so the link leads to http:\/\/127\.0\.0\.1:3000\. .*\n$/)
  t.match(out, 'Here Ada can choose a new password, once and within 24 hours:')
  t.match(out, /^ {2}http:\/\/127\.0\.0\.1:3000\/invitations\/[\w-]{43}\n$/m)
  const events = db.selectFrom('auditEvents').selectAll().where('action', '=', 'password_reset.made')
  t.match(await events.execute(), [{ subject: 'member 1', address: 'command line', memberId: null }])
})

t.test('where PUBLIC_URL is set, links lead there, and nothing is warned of', async (t) => {
  const { file } = await northwind(t)
  const env = { DATABASE_FILE: file, PUBLIC_URL: 'https://vouchers.example.com' }
  for (const command of [
    ['reset', '--email', EMAIL],
    ['invite', '--name', 'Ben', '--role', 'issuer'],
  ]) {
    t.match(await scrip(t.testdirName, ['member', ...command], env), {
      code: 0,
      stdout: /^ {2}https:\/\/vouchers\.example\.com\/invitations\//m,
      stderr: '',
    })
    t.match(await scrip(t.testdirName, ['member', ...command.slice(0, 1), '--help']), {
      stdout: /PUBLIC_URL/,
    })
  }
})

t.test('an email that nobody has is refused in a clear sentence', async (t) => {
  const { db, file } = await northwind(t)
  t.same(await runScrip(file, 'member', 'reset', '--email', 'eve@northwind.example'), {
    code: 2,
    out: '',
    error: `scrip: --email: ${NOBODY}\n`,
  })
  t.same(await db.selectFrom('invitations').selectAll().execute(), [])
  t.match(await runScrip(file, 'member', 'reset'), { code: 2, error: /'--email <email>' not specified/ })
})

t.test('somebody is invited by a link of one use, joins, and is kept out again', async (t) => {
  const desk = await openDesk(t)
  const file = join(t.testdirName, 'scrip.db')
  const invited = await runScrip(file, 'member', 'invite', '--name', 'Ben', '--role', 'viewer', '--json')
  const { link } = JSON.parse(invited.out)
  const ben = { email: 'ben@northwind.example', password: NEW_PASSWORD }
  const form = (await desk.stranger().get(new URL(link).pathname)).form('Join')
  await form.fill({ Email: ben.email, Password: ben.password }).submit()
  t.equal((await desk.stranger().signIn(ben.email, ben.password)).path, '/')
  const listed = JSON.parse((await runScrip(file, 'member', 'list', '--json')).out)
  t.match(
    listed.map(({ email, role, active }: Record<string, unknown>) => ({ email, role, active })),
    [
      { email: desk.owner.email, role: 'owner', active: true },
      { email: ben.email, role: 'viewer', active: true },
    ],
  )
  t.match(await runScrip(file, 'member', 'deactivate', '--email', ben.email), {
    code: 0,
    out: 'Ben cannot sign in any more.\n',
  })
  t.not((await desk.stranger().signIn(ben.email, ben.password)).path, '/')
  t.match(await runScrip(file, 'member', 'deactivate', '--email', desk.owner.email), {
    code: 1,
    error: /^scrip: This is the last owner who can sign in\./,
  })
})

t.test('the only owner who lost the password and the phone gets in again', async (t) => {
  const desk = await openDesk(t)
  const { db, browser, owner, clock } = desk
  await turnOn(desk, browser)
  const { token } = await rescueMember(db, owner.email, clock.now)
  t.equal((await browser.get('/customers')).title, 'Sign in', 'the sessions have ended')
  const link = await desk.stranger().get(`/invitations/${token}`)
  await link.form('Save password').fill({ 'New password': NEW_PASSWORD }).submit()
  t.equal((await desk.stranger().signIn(owner.email, NEW_PASSWORD)).path, '/', 'the password alone is enough')
  t.equal((await desk.stranger().get(`/invitations/${token}`)).status, 404, 'it works once')
  const events = db
    .selectFrom('auditEvents')
    .select(['action', 'address'])
    .where('memberId', 'is', null)
    .orderBy('id')
  t.same(await events.execute(), [
    { action: 'two_step.turned_off', address: 'command line' },
    { action: 'password_reset.made', address: 'command line' },
  ])
})

t.test('it works for 24 hours, and the links before it stop working', async (t) => {
  const desk = await openDesk(t)
  const { email, id } = await desk.addMember('viewer')
  const earlier = await offerReset(desk.db, actOf(desk), id)
  const { token } = await rescueMember(desk.db, email, desk.clock.now)
  const statusOf = async (one: string) => (await desk.stranger().get(`/invitations/${one}`)).status
  t.equal(await statusOf(earlier.token), 404)
  desk.clock.pass(24 * 60 * 60 - 1)
  t.equal(await statusOf(token), 200)
  desk.clock.pass(1)
  t.equal(await statusOf(token), 404)
})

t.test('who is deactivated gets no link', async (t) => {
  const desk = await openDesk(t)
  const { email, id } = await desk.addMember('viewer')
  await desk.db.updateTable('members').set({ active: 0 }).where('id', '=', id).execute()
  await t.rejects(rescueMember(desk.db, email, desk.clock.now), { message: `email: ${NOBODY}` })
})
