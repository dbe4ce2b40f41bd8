import t from 'tap'
import { openBrowser } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { DAY, eventsOf, isInvalid, linkOn, NEW_PASSWORD } from './made-links.ts'

const desk = await openDesk(t)
const { db, clock, browser, owner } = desk

let invited = 0

async function invite(name = `Person ${++invited}`, role = 'Issuer', by = browser): Promise<string> {
  const form = (await by.get('/members/invitations')).form('Make link')
  return linkOn(await form.fill({ 'Full name': name, Role: role }).submit())
}

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
  t.match(await eventsOf(desk, `invitation ${id}`), [
    { action: 'invitation.made', memberId: owner.id, after: /"name":"Cleo","role":"viewer"/ },
  ])
  const cleo = await db
    .selectFrom('members')
    .selectAll()
    .where('email', '=', 'cleo@northwind.example')
    .executeTakeFirstOrThrow()
  t.match(await eventsOf(desk, `member ${cleo.id}`), [{ action: 'member.joined', memberId: cleo.id }])
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
  await isInvalid(t, desk, used)

  const revoked = await invite('To be revoked')
  const asked = await (await browser.get('/members')).follow('Revoke')
  t.equal(asked.title, 'Revoke the invitation for To be revoked')
  t.match((await asked.form('Confirm').submit()).flash, 'can no longer be used')
  await isInvalid(t, desk, revoked)
  t.equal((await asked.form('Confirm').submit()).status, 200, 'the second click')
  const revocations = db.selectFrom('auditEvents').select('id').where('action', '=', 'invitation.revoked')
  t.equal((await revocations.execute()).length, 1)

  await isInvalid(t, desk, `/invitations/${'x'.repeat(43)}`)
  await isInvalid(t, desk, '/invitations/undefined')
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
  await isInvalid(t, desk, first)
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
  await isInvalid(t, desk, byDemoted)
  const third = await desk.addMember('owner')
  const byDeactivated = await invite('Another way', 'Owner', third.browser)
  await (await browser.get(`/members/${third.id}/deactivation`)).form('Confirm').submit()
  await isInvalid(t, desk, byDeactivated)
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

t.test('the form of a link without its token is refused', async (t) => {
  const path = await invite()
  const guest = desk.stranger()
  await guest.get(path)
  const fields = { name: 'X', email: 'x@northwind.example', password: NEW_PASSWORD }
  t.equal((await guest.post(path, fields, { token: false })).status, 403)
  t.equal((await db.selectFrom('members').select('id').where('email', '=', fields.email).execute()).length, 0)
})
