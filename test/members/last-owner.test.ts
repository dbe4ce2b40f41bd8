import t, { type Test } from 'tap'
import { invite, offerReset } from '../../src/members/invitations.ts'
import { activateMember, deactivateMember } from '../../src/members/member-changes.ts'
import type { Browser } from '../support/browser.ts'
import { openDesk } from '../support/desk.ts'

const REFUSAL = 'This is the last owner who can sign in. Make another member an owner first.'

t.test('the last owner can neither be demoted nor deactivated', async (t) => {
  const { db, browser, owner } = await openDesk(t)
  const page = await browser.get(`/members/${owner.id}`)
  const demoted = await page.form('Save role').fill({ Role: 'Viewer' }).submit()
  t.equal(demoted.status, 409)
  t.match(demoted.text, REFUSAL)
  t.equal(demoted.link('Go to the team'), '/members')
  const deactivated = await (await page.follow('Deactivate')).form('Confirm').submit()
  t.equal(deactivated.status, 409)
  t.match(deactivated.text, REFUSAL)
  t.equal((await browser.get('/members')).status, 200, 'and is still signed in')
  const events = db.selectFrom('auditEvents').select('action').where('action', 'like', 'member.%')
  t.same(await events.execute(), [])
})

t.test('a deactivated owner does not count, nor one of another partner', async (t) => {
  const desk = await openDesk(t)
  const second = await desk.addMember('owner')
  await desk.addPartner()
  await (await desk.browser.get(`/members/${second.id}/deactivation`)).form('Confirm').submit()
  const page = await desk.browser.get(`/members/${desk.owner.id}`)
  t.equal((await page.form('Save role').fill({ Role: 'Viewer' }).submit()).status, 409)
})

t.test('an owner may step down where there is another, and is signed out', async (t) => {
  const desk = await openDesk(t)
  const second = await desk.addMember('owner')
  const page = await desk.browser.get(`/members/${desk.owner.id}`)
  const after = await page.form('Save role').fill({ Role: 'Viewer' }).submit()
  t.equal(after.title, 'Sign in')
  t.match(after.flash, 'The role of Ada is saved.')
  t.equal((await second.browser.get(`/members/${desk.owner.id}`)).answers().Role, 'Viewer')
})

/** What each of two owners does to whom at the same time; what they were answered, and who is an owner after it. */
async function atOnce(t: Test, button: 'Save role' | 'Confirm', whom: 'themselves' | 'each other') {
  const desk = await openDesk(t)
  const second = await desk.addMember('owner')
  const against = async (browser: Browser, id: number) => {
    const path = button === 'Confirm' ? `/members/${id}/deactivation` : `/members/${id}`
    const form = (await browser.get(path)).form(button)
    return button === 'Confirm' ? form : form.fill({ Role: 'Issuer' })
  }
  const ids = [desk.owner.id, second.id] as const
  const [one, other] = whom === 'themselves' ? ids : ([ids[1], ids[0]] as const)
  const forms = [await against(desk.browser, one), await against(second.browser, other)]
  const pages = await Promise.all(forms.map((form) => form.submit()))
  const owners = await desk.db
    .selectFrom('members')
    .select('id')
    .where('role', '=', 'owner')
    .where('active', '=', 1)
    .execute()
  return { statuses: pages.map((page) => page.status).sort(), owners: owners.length }
}

t.test('two owners who step down at the same time: one of them stays', async (t) => {
  for (const button of ['Save role', 'Confirm'] as const) {
    t.same(await atOnce(t, button, 'themselves'), { statuses: [200, 409], owners: 1 }, button)
  }
})

t.test('two owners who turn on each other at the same time: the later one has no power left', async (t) => {
  for (const button of ['Save role', 'Confirm'] as const) {
    t.same(await atOnce(t, button, 'each other'), { statuses: [200, 403], owners: 1 }, button)
  }
})

t.test('an owner who was let in before they lost their power changes nothing after it', async (t) => {
  const { db, partnerId, addMember, clock, owner } = await openDesk(t)
  const second = await addMember('owner')
  const act = { partnerId, memberId: second.id, address: 'test', at: clock.now }
  await deactivateMember(db, { ...act, memberId: owner.id }, second.id)
  const refusal = { code: 'NOT_ALLOWED' }
  await t.rejects(activateMember(db, act, second.id), refusal)
  await t.rejects(invite(db, act, { name: 'Way back in', role: 'owner' }), refusal)
  await t.rejects(offerReset(db, act, owner.id), refusal)
})

t.test('the database itself keeps an owner, whoever asks', async (t) => {
  const { db, owner } = await openDesk(t)
  for (const change of [{ role: 'viewer' }, { active: 0 }] as const) {
    await t.rejects(db.updateTable('members').set(change).where('id', '=', owner.id).execute(), {
      message: 'a partner keeps at least one owner who can sign in',
    })
  }
})
