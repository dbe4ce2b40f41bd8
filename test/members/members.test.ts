import t from 'tap'
import { changeRole } from '../../src/members/member-changes.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const { db, browser, owner, partnerId } = desk

const memberPage = (id: number) => browser.get(`/members/${id}`)
const isIn = async (who: typeof browser) => (await who.get('/customers')).title === 'Customers'
const eventsOf = async (id: number) => {
  const events = await db
    .selectFrom('auditEvents')
    .select(['action', 'before', 'after'])
    .where('subject', '=', `member ${id}`)
    .where('action', 'not like', 'session.%')
    .orderBy('id')
    .execute()
  return events.map(({ action, before, after }) => [action, before, after])
}
const confirm = async (id: number, noun: string) =>
  (await browser.get(`/members/${id}/${noun}`)).form('Confirm').submit()

/** Gives a member a second step and a recovery code, as if they had set it up. */
async function giveTwoStep(id: number) {
  await db
    .updateTable('members')
    .set({ twoStepSecret: 'JBSWY3DPEHPK3PXP', twoStepCounter: 1 })
    .where('id', '=', id)
    .execute()
  await db
    .insertInto('recoveryCodes')
    .values({ memberId: id, codeHash: `hash of ${id}`, usedAt: null })
    .execute()
}

t.test('the team lists who can do what, and when they were last seen', async (t) => {
  const { id, email } = await desk.addMember('reviewer')
  const gone = await desk.addMember('viewer')
  await db.deleteFrom('sessions').where('memberId', '=', gone.id).execute()
  await giveTwoStep(id)
  const page = await browser.get('/members')
  const rows = page.rows()
  t.match(
    rows.find((row) => row.Email === owner.email),
    {
      'Full name': 'Ada (you)',
      Role: 'Owner',
      Status: 'Active',
      'Two-step sign-in': 'Off',
      'Last seen': '23 Nov 2026, 09:00',
      Joined: '23 Nov 2026, 09:00',
    },
  )
  t.match(
    rows.find((row) => row.Email === email),
    { Role: 'Reviewer', 'Two-step sign-in': 'On' },
  )
  t.match(
    rows.find((row) => row.Email === gone.email),
    { 'Last seen': 'Not signed in' },
  )
  t.match(page.text, 'Nobody is invited at the moment.')
})

t.test('another role counts at once: the member signs in anew and may do other things', async (t) => {
  const member = await desk.addMember('viewer')
  t.equal((await member.browser.get('/customers/new')).status, 403)
  const page = await memberPage(member.id)
  t.ok(page.form('Save role').value('Viewer'))
  const saved = await page.form('Save role').fill({ Role: 'Issuer' }).submit()
  t.match(saved.flash, 'The role of viewer')
  t.equal(saved.answers().Role, 'Issuer')
  t.notOk(await isIn(member.browser))
  await member.browser.signIn(member.email, PASSWORD)
  t.equal((await member.browser.get('/customers/new')).status, 200)
  t.same(await eventsOf(member.id), [['member.role_changed', '{"role":"viewer"}', '{"role":"issuer"}']])
})

t.test('saving the role that a member has already changes nothing', async (t) => {
  const member = await desk.addMember('viewer')
  const form = (await memberPage(member.id)).form('Save role').fill({ Role: 'Issuer' })
  await form.submit()
  await member.browser.signIn(member.email, PASSWORD)
  t.equal((await form.submit()).status, 200, 'the second click')
  t.ok(await isIn(member.browser))
  t.equal((await eventsOf(member.id)).length, 1)
})

t.test('no role that there is not: 422, and nothing is changed', async (t) => {
  const member = await desk.addMember('viewer')
  await memberPage(member.id)
  for (const role of ['', 'admin', ['viewer', 'owner']]) {
    const page = await browser.post(`/members/${member.id}/role`, { role })
    t.equal(page.status, 422)
    t.same(Object.keys(page.errors()), ['Role'])
  }
  t.same(await eventsOf(member.id), [])
})

t.test('a deactivated member is signed in nowhere and cannot sign in, as if unknown', async (t) => {
  const member = await desk.addMember('issuer')
  const page = await memberPage(member.id)
  const asked = await page.follow('Deactivate')
  t.match(asked.text, 'signed out everywhere at once')
  t.ok(await isIn(member.browser), 'asking changes nothing')
  const done = await asked.form('Confirm').submit()
  t.match(done.flash, 'is deactivated and signed out everywhere.')
  t.match(done.title, 'Deactivated')
  t.notOk(await isIn(member.browser))
  const refused = await desk.stranger().signIn(member.email, PASSWORD)
  t.equal(refused.status, 422)
  t.same(refused.errors(), { Email: 'The email or the password is wrong.' })
  t.equal((await confirm(member.id, 'deactivation')).status, 200, 'the second click')
  t.same(await eventsOf(member.id), [['member.deactivated', '{"active":true}', '{"active":false}']])
})

t.test('a session that was kept past the deactivation opens nothing, nor after the activation', async (t) => {
  const member = await desk.addMember('issuer')
  const kept = await db.selectFrom('sessions').selectAll().where('memberId', '=', member.id).execute()
  await confirm(member.id, 'deactivation')
  await db.insertInto('sessions').values(kept).execute()
  t.notOk(await isIn(member.browser))
  const page = await (await memberPage(member.id)).form('Activate').submit()
  t.match(page.title, 'Active')
  t.notOk(await isIn(member.browser))
  t.equal((await desk.stranger().signIn(member.email, PASSWORD)).status, 200)
  await browser.post(`/members/${member.id}/activation`, {})
  t.same(
    (await eventsOf(member.id)).map(([action]) => action),
    ['member.deactivated', 'member.activated'],
    'the second click did nothing',
  )
})

t.test('who has lost the phone is signed out, and the password is enough again', async (t) => {
  const member = await desk.addMember('issuer')
  t.equal((await memberPage(member.id)).link('Turn off two-step sign-in'), undefined)
  await giveTwoStep(member.id)
  const asked = await (await memberPage(member.id)).follow('Turn off two-step sign-in')
  const done = await asked.form('Confirm').submit()
  t.equal(done.answers()['Two-step sign-in'], 'Off')
  t.notOk(await isIn(member.browser))
  t.match(await db.selectFrom('members').selectAll().where('id', '=', member.id).executeTakeFirst(), {
    twoStepSecret: null,
    twoStepCounter: null,
  })
  const codes = db.selectFrom('recoveryCodes').selectAll().where('memberId', '=', member.id)
  t.same(await codes.execute(), [])
  await confirm(member.id, 'two-step-removal')
  t.same(await eventsOf(member.id), [['two_step.turned_off', '{"twoStep":true}', '{"twoStep":false}']])
})

t.test('only owners see the team and change it', async (t) => {
  const { id } = await desk.addMember('viewer')
  for (const role of ['issuer', 'reviewer', 'viewer'] as const) {
    const other = await desk.addMember(role)
    await other.browser.get('/password')
    for (const path of ['/members', `/members/${id}`, `/members/${id}/deactivation`]) {
      t.equal((await other.browser.get(path)).status, 403, `${role} ${path}`)
    }
    for (const noun of ['role', 'deactivation', 'activation', 'two-step-removal', 'password-reset']) {
      const page = await other.browser.post(`/members/${id}/${noun}`, { role: 'owner' })
      t.equal(page.status, 403, `${role} ${noun}`)
    }
  }
  t.same(await eventsOf(id), [])
})

t.test('a member of another partner is not found, and not changed', async (t) => {
  const other = await desk.addPartner()
  await browser.get('/members')
  for (const noun of ['', '/deactivation', '/two-step-removal', '/password-reset']) {
    t.equal((await browser.get(`/members/${other.id}${noun}`)).status, 404, noun)
  }
  for (const noun of ['role', 'deactivation', 'activation', 'two-step-removal', 'password-reset']) {
    const page = await browser.post(`/members/${other.id}/${noun}`, { role: 'viewer' })
    t.equal(page.status, 404, noun)
  }
  t.ok(await isIn(other.browser))
  t.same(await eventsOf(other.id), [])
  t.notMatch((await browser.get('/members')).text, other.email)
})

t.test('the team is whole with two hundred members', async (t) => {
  const members = Array.from({ length: 200 }, (_, index) => ({
    partnerId,
    name: `Member ${index}`,
    email: `many${index}@members.example`,
    passwordHash: '',
    role: 'viewer' as const,
    createdAt: desk.clock.now,
  }))
  await db.insertInto('members').values(members).execute()
  const page = await browser.get('/members')
  t.equal(page.rows().filter((row) => row.Email?.startsWith('many')).length, 200)
})

t.test('every change names who made it, and from where', async (t) => {
  const member = await desk.addMember('viewer')
  const act = { partnerId, memberId: owner.id, address: '192.0.2.7', at: desk.clock.now }
  await changeRole(db, act, member.id, 'issuer')
  const event = await db
    .selectFrom('auditEvents')
    .selectAll()
    .where('subject', '=', `member ${member.id}`)
    .where('action', '=', 'member.role_changed')
    .executeTakeFirst()
  t.match(event, { partnerId, memberId: owner.id, address: '192.0.2.7', at: desk.clock.now })
})
