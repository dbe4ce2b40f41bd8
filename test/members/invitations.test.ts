import t, { type Test } from 'tap'
import { openBrowser } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import type { Page } from '../support/page.ts'

const desk = await openDesk(t)
const { db, clock, browser, owner } = desk

const DAY = 24 * 60 * 60
const INVALID = 'This link was used, was revoked, is too old, or was never made.'
const NEW_PASSWORD = 'four words to keep'
let invited = 0

/** The path of the link that a page shows. */
function linkOn(page: Page): string {
  const [, path] = /http:\/\/127\.0\.0\.1:3000(\/invitations\/[\w-]{43})(?![\w-])/.exec(page.text) ?? []
  if (!path) throw new Error(`No link in: ${page.text}`)
  return path
}

async function invite(name = `Person ${++invited}`, role = 'Issuer', by = browser): Promise<string> {
  const form = (await by.get('/members/invitations')).form('Make link')
  return linkOn(await form.fill({ 'Full name': name, Role: role }).submit())
}

async function offerReset(id: number): Promise<string> {
  return linkOn(await (await browser.get(`/members/${id}/password-reset`)).form('Make link').submit())
}

/** Holds that a link opens nothing and does not say why. */
async function isInvalid(t: Test, path: string) {
  const page = await desk.stranger().get(path)
  t.equal(page.status, 404)
  t.match(page.text, INVALID)
}

const eventsOf = (subject: string) =>
  db
    .selectFrom('auditEvents')
    .select(['action', 'memberId', 'before', 'after'])
    .where('subject', '=', subject)
    .where('action', 'not like', 'session.%')
    .orderBy('id')
    .execute()

t.test('an invitation makes a member of the role it was made for, signed in at once', async (t) => {
  const form = (await (await browser.get('/members')).follow('Invite member')).form('Make link')
  const made = await form.fill({ 'Full name': 'Ben', Role: 'Issuer' }).submit()
  t.equal(made.status, 201)
  t.equal(made.title, 'Invitation for Ben')
  t.match(made.text, 'becomes a member, with the role Issuer.')
  t.match(made.text, 'It works once, until 30 Nov 2026, 09:00 (UTC). Scrip sends no mail')
  t.match((await browser.get('/members')).rows('Open invitations'), [
    { For: 'Ben', Role: 'Issuer', 'Made by': 'Ada', 'Works until': '30 Nov 2026, 09:00' },
  ])

  const guest = desk.stranger()
  const page = await guest.get(linkOn(made))
  t.equal(page.title, 'Join Northwind')
  t.equal(page.answers()['Your role'], 'Issuer')
  t.equal(page.form('Join').value('Your name'), 'Ben')
  const home = await page
    .form('Join')
    .fill({ Email: 'Ben@Northwind.example', Password: NEW_PASSWORD })
    .submit()
  t.match(home.flash, 'You are a member of Northwind now.')
  t.equal((await guest.get('/customers/new')).status, 200)
  t.equal((await guest.get('/members')).status, 403)
  t.equal((await desk.stranger().signIn('ben@northwind.example', NEW_PASSWORD)).status, 200)
  t.same((await browser.get('/members')).rows('Open invitations'), [])
})

t.test('inviting and joining are in the audit log, and the token is nowhere', async (t) => {
  const path = await invite('Cleo', 'Viewer')
  const { id } = await db
    .selectFrom('invitations')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  const form = (await desk.stranger().get(path)).form('Join')
  await form.fill({ Email: 'cleo@northwind.example', Password: NEW_PASSWORD }).submit()
  t.match(await eventsOf(`invitation ${id}`), [
    { action: 'invitation.made', memberId: owner.id, after: /"name":"Cleo","role":"viewer"/ },
  ])
  const cleo = await db
    .selectFrom('members')
    .selectAll()
    .where('email', '=', 'cleo@northwind.example')
    .executeTakeFirstOrThrow()
  t.match(await eventsOf(`member ${cleo.id}`), [{ action: 'member.joined', memberId: cleo.id }])
  const rows = await db.selectFrom('invitations').selectAll().where('id', '=', id).execute()
  t.match(rows, [{ kind: 'invitation', tokenHash: /^[0-9a-f]{64}$/, memberId: cleo.id, usedAt: clock.now }])
  const everything = [rows, await db.selectFrom('auditEvents').selectAll().execute(), cleo]
  t.notMatch(JSON.stringify(everything), path.split('/').at(-1))
  t.notMatch(JSON.stringify(everything), NEW_PASSWORD)
})

t.test('a link that was used, revoked, is too old or was never made answers alike', async (t) => {
  const used = await invite()
  const form = (await desk.stranger().get(used)).form('Join')
  await form.fill({ Email: 'used@northwind.example', Password: NEW_PASSWORD }).submit()
  await isInvalid(t, used)

  const revoked = await invite('To be revoked')
  const asked = await (await browser.get('/members')).follow('Revoke')
  t.equal(asked.title, 'Revoke the invitation for To be revoked')
  t.match((await asked.form('Confirm').submit()).flash, 'can no longer be used')
  await isInvalid(t, revoked)
  t.equal((await asked.form('Confirm').submit()).status, 200, 'the second click')
  const revocations = db.selectFrom('auditEvents').select('id').where('action', '=', 'invitation.revoked')
  t.equal((await revocations.execute()).length, 1)

  await isInvalid(t, `/invitations/${'x'.repeat(43)}`)
  await isInvalid(t, '/invitations/undefined')
})

t.test('a link works for seven days, for the page and for what it sends', async (t) => {
  const desk = await openDesk(t)
  const path = await invite('Late', 'Viewer', desk.browser)
  const guest = desk.stranger()
  desk.clock.pass(7 * DAY - 1)
  const form = (await guest.get(path)).form('Join')
  form.fill({ Email: 'late@northwind.example', Password: NEW_PASSWORD })
  desk.clock.pass(1)
  t.equal((await form.submit()).status, 404)
  t.equal((await guest.get(path)).status, 404)
  await desk.browser.signIn(desk.owner.email, PASSWORD)
  t.match((await desk.browser.get('/members')).text, 'Nobody is invited at the moment.')
})

t.test('bad input is 422 with everything typed kept but the password; the link stays good', async (t) => {
  const path = await invite()
  const page = await (await desk.stranger().get(path))
    .form('Join')
    .fill({ 'Your name': ' ', Email: 'ben', Password: 'short' })
    .submit()
  t.equal(page.status, 422)
  t.same(page.errors(), {
    'Your name': 'Fill this in.',
    Email: 'Write an email address, such as name@example.com.',
    Password: 'Choose a password of at least 12 characters.',
  })
  t.equal(page.form('Join').value('Email'), 'ben')
  t.equal(page.form('Join').value('Password'), '')
  t.equal((await desk.stranger().get(path)).status, 200)

  const form = (await browser.get('/members/invitations'))
    .form('Make link')
    .fill({ 'Full name': 'Only a name' })
  const again = await form.submit()
  t.equal(again.status, 422)
  t.same(again.errors(), { Role: 'Choose one of the options.' })
  t.equal(again.form('Make link').value('Full name'), 'Only a name')
})

t.test('an email that somebody has, at whatever partner, is refused without saying who', async (t) => {
  const other = await desk.addPartner()
  const path = await invite()
  for (const email of [owner.email, other.email.toUpperCase()]) {
    const form = (await desk.stranger().get(path)).form('Join')
    const page = await form.fill({ Email: email, Password: NEW_PASSWORD }).submit()
    t.equal(page.status, 422)
    t.same(page.errors(), { Email: 'This email address cannot be used. Choose another.' })
  }
  t.equal((await desk.stranger().get(path)).status, 200, 'the link stays good')
})

t.test('of many people who use a link at once, one becomes a member', async (t) => {
  const path = await invite('Everyone')
  const forms = await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      const form = (await openBrowser(desk.app).get(path)).form('Join')
      return form.fill({ Email: `race${index}@northwind.example`, Password: NEW_PASSWORD })
    }),
  )
  const pages = await Promise.all(forms.map((form) => form.submit()))
  t.equal(pages.filter((page) => page.status === 200).length, 1)
  t.equal(pages.filter((page) => page.status === 404).length, 5)
  const members = db.selectFrom('members').select('id').where('email', 'like', 'race%')
  t.equal((await members.execute()).length, 1)
})

t.test('a second invitation for the same name is the one that works', async (t) => {
  const form = (await browser.get('/members/invitations')).form('Make link')
  form.fill({ 'Full name': 'Twice', Role: 'Viewer' })
  const first = linkOn(await form.submit())
  const second = linkOn(await form.submit())
  await isInvalid(t, first)
  t.equal((await desk.stranger().get(second)).status, 200)
  const rows = (await browser.get('/members')).rows('Open invitations')
  t.equal(rows.filter((row) => row.For === 'Twice').length, 1)
})

t.test('who is signed in becomes the new member by joining, not by looking', async (t) => {
  const path = await invite('Second account', 'Viewer')
  const member = await desk.addMember('issuer')
  const before = member.browser.cookies.get('scrip_session')
  const page = await member.browser.get(path)
  t.match(page.text, /You are signed in as issuer \d+\. Once you have joined/)
  t.equal((await member.browser.get('/customers/new')).status, 200, 'still themselves')
  const form = page.form('Join').fill({ Email: 'second@northwind.example', Password: NEW_PASSWORD })
  await form.submit()
  t.equal((await member.browser.get('/customers/new')).status, 403, 'now a viewer')
  t.not(member.browser.cookies.get('scrip_session'), before)
})

t.test('links that an owner made stop working with their power to make them', async (t) => {
  const second = await desk.addMember('owner')
  const byDemoted = await invite('Way back in', 'Owner', second.browser)
  await (await browser.get(`/members/${second.id}`)).form('Save role').fill({ Role: 'Issuer' }).submit()
  await isInvalid(t, byDemoted)
  const third = await desk.addMember('owner')
  const byDeactivated = await invite('Another way', 'Owner', third.browser)
  await (await browser.get(`/members/${third.id}/deactivation`)).form('Confirm').submit()
  await isInvalid(t, byDeactivated)
})

t.test('only owners invite; an invitation of another partner is not found', async (t) => {
  const issuer = await desk.addMember('issuer')
  t.equal((await issuer.browser.get('/members/invitations')).status, 403)
  await issuer.browser.get('/password')
  const posted = await issuer.browser.post('/members/invitations', { name: 'X', role: 'owner' })
  t.equal(posted.status, 403)

  const other = await desk.addPartner()
  const path = await invite('Theirs', 'Viewer', other.browser)
  const { id } = await db
    .selectFrom('invitations')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  await browser.get('/members')
  t.equal((await browser.get(`/members/invitations/${id}/revocation`)).status, 404)
  t.equal((await browser.post(`/members/invitations/${id}/revocation`, {})).status, 404)
  t.notMatch((await browser.get('/members')).text, 'Theirs')
  t.equal((await desk.stranger().get(path)).status, 200)
})

t.test('a reset link lets a member choose a new password and ends their sessions', async (t) => {
  const member = await desk.addMember('issuer')
  const asked = await (await browser.get(`/members/${member.id}`)).follow('Reset password')
  const made = await asked.form('Make link').submit()
  t.equal(made.status, 201)
  t.match(made.text, 'It works once, until 24 Nov 2026, 09:00 (UTC).')
  t.equal((await member.browser.get('/customers')).title, 'Customers', 'making it changes nothing')

  const guest = desk.stranger()
  const page = await guest.get(linkOn(made))
  t.equal(page.title, 'Choose a new password')
  t.match(page.text, `It is for ${member.email} at Northwind.`)
  const short = await page.form('Save password').fill({ 'New password': 'short' }).submit()
  t.equal(short.status, 422)
  const done = await short.form('Save password').fill({ 'New password': NEW_PASSWORD }).submit()
  t.equal(done.title, 'Sign in', 'nobody is signed in by it')
  t.match(done.flash, `The password of ${member.email} is changed.`)
  t.equal((await member.browser.get('/customers')).title, 'Sign in')
  t.equal((await desk.stranger().signIn(member.email, PASSWORD)).status, 422)
  t.equal((await desk.stranger().signIn(member.email, NEW_PASSWORD)).status, 200)
  await isInvalid(t, linkOn(made))
  t.match(await eventsOf(`member ${member.id}`), [
    { action: 'password_reset.made', memberId: owner.id },
    { action: 'password.reset', memberId: member.id, before: null, after: null },
  ])
})

t.test('whoever else is signed in where a reset link is used stays who they are', async (t) => {
  const member = await desk.addMember('issuer')
  const path = await offerReset(member.id)
  const form = (await browser.get(path)).form('Save password').fill({ 'New password': NEW_PASSWORD })
  const page = await form.submit()
  t.match(page.flash, `The password of ${member.email} is changed.`)
  t.equal((await browser.get('/members')).status, 200, 'the owner')
})

t.test('a reset link works for a day, until a newer one, a new password or the deactivation', async (t) => {
  const member = await desk.addMember('issuer')
  const first = await offerReset(member.id)
  const second = await offerReset(member.id)
  await isInvalid(t, first)
  const form = (await member.browser.get('/password')).form('Change password')
  await form.fill({ 'Current password': PASSWORD, 'New password': NEW_PASSWORD }).submit()
  await isInvalid(t, second)

  const third = await offerReset(member.id)
  await (await browser.get(`/members/${member.id}/deactivation`)).form('Confirm').submit()
  await isInvalid(t, third)
  t.equal((await browser.get(`/members/${member.id}`)).link('Reset password'), undefined)
  const refused = await browser.post(`/members/${member.id}/password-reset`, {})
  t.equal(refused.status, 422)
  t.match(refused.text, 'This member is deactivated. Activate them first.')
})

t.test('a reset link that was kept past the deactivation opens nothing', async (t) => {
  const member = await desk.addMember('issuer')
  const path = await offerReset(member.id)
  await db.updateTable('members').set({ active: 0 }).where('id', '=', member.id).execute()
  await isInvalid(t, path)
})

t.test('after a day a reset link opens nothing', async (t) => {
  const desk = await openDesk(t)
  const { id } = await desk.addMember('issuer')
  const asked = await desk.browser.get(`/members/${id}/password-reset`)
  const path = linkOn(await asked.form('Make link').submit())
  desk.clock.pass(DAY - 1)
  t.equal((await desk.stranger().get(path)).status, 200)
  desk.clock.pass(1)
  t.equal((await desk.stranger().get(path)).status, 404)
})

t.test('a form of either kind without its token is refused', async (t) => {
  const path = await invite()
  const guest = desk.stranger()
  await guest.get(path)
  const fields = { name: 'X', email: 'x@northwind.example', password: NEW_PASSWORD }
  t.equal((await guest.post(path, fields, { token: false })).status, 403)
  t.equal((await db.selectFrom('members').select('id').where('email', '=', fields.email).execute()).length, 0)
})
