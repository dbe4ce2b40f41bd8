import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { turnOn } from '../support/two-step.ts'

const OWN = 'This is your own account.'

t.test('an owner turns off the own second step with a code alone', async (t) => {
  const desk = await openDesk(t)
  const { browser, owner } = desk
  await turnOn(desk, browser)
  const page = await browser.get(`/members/${owner.id}`)
  await t.rejects(() => page.follow('Turn off two-step sign-in'))
  const refused = await browser.post(`/members/${owner.id}/two-step-removal`, {})
  t.equal(refused.status, 409)
  t.match(refused.text, OWN)
  t.equal((await desk.stranger().signIn(owner.email, PASSWORD)).title, 'Enter your code')
})

t.test('an owner makes no link to reset the own password', async (t) => {
  const { browser, db, owner } = await openDesk(t)
  await browser.get(`/members/${owner.id}`)
  const refused = await browser.post(`/members/${owner.id}/password-reset`, {})
  t.equal(refused.status, 409)
  t.match(refused.text, OWN)
  t.same(await db.selectFrom('invitations').selectAll().execute(), [])
})
