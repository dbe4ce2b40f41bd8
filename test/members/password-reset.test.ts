import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { DAY, eventsOf, isInvalid, linkOn, NEW_PASSWORD } from './made-links.ts'

const desk = await openDesk(t)
const { db, browser, owner } = desk

async function offerReset(id: number): Promise<string> {
  return linkOn(await (await browser.get(`/members/${id}/password-reset`)).form('Make link').submit())
}

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
  await isInvalid(t, desk, linkOn(made))
  t.match(await eventsOf(desk, `member ${member.id}`), [
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
  await isInvalid(t, desk, first)
  const form = (await member.browser.get('/password')).form('Change password')
  await form.fill({ 'Current password': PASSWORD, 'New password': NEW_PASSWORD }).submit()
  await isInvalid(t, desk, second)

  const third = await offerReset(member.id)
  await (await browser.get(`/members/${member.id}/deactivation`)).form('Confirm').submit()
  await isInvalid(t, desk, third)
  t.equal((await browser.get(`/members/${member.id}`)).link('Reset password'), undefined)
  const refused = await browser.post(`/members/${member.id}/password-reset`, {})
  t.equal(refused.status, 422)
  t.match(refused.text, 'This member is deactivated. Activate them first.')
})

t.test('a reset link that was kept past the deactivation opens nothing', async (t) => {
  const member = await desk.addMember('issuer')
  const path = await offerReset(member.id)
  await db.updateTable('members').set({ active: 0 }).where('id', '=', member.id).execute()
  await isInvalid(t, desk, path)
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
