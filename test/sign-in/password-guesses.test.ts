import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const { clock } = desk

t.test('guesses of the current password are slowed like those at sign-in', async (t) => {
  const guess = async (current: string) =>
    (await desk.browser.get('/password'))
      .form('Change password')
      .fill({ 'Current password': current, 'New password': 'another long password' })
      .submit()
  for (let attempt = 0; attempt < 5; attempt++) t.equal((await guess('not this one')).status, 422)
  const slowed = await guess(PASSWORD)
  t.equal(slowed.status, 429, 'even with the right password')
  t.match(slowed.errors(), { 'Current password': 'Too many attempts.' })
  clock.pass(6)
  t.equal((await guess(PASSWORD)).path, '/')
})

t.test('an office behind one address is not locked out by typing errors in between', async (t) => {
  const colleague = await desk.addMember('viewer')
  for (let turn = 0; turn < 25; turn++) {
    const typo = await desk.stranger('10.1.1.1').signIn(`typo${turn}@members.example`, 'not this one')
    t.equal(typo.status, 422)
    t.equal((await desk.stranger('10.1.1.1').signIn(colleague.email, PASSWORD)).path, '/')
  }
})
