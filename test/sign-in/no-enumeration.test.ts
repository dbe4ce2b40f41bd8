import { createHook } from 'node:async_hooks'
import t from 'tap'
import { deactivateMember } from '../../src/members/member-changes.ts'
import { openDesk } from '../support/desk.ts'
import { actOf } from '../support/stock.ts'
import { addTwoStepMember } from '../support/two-step.ts'

const desk = await openDesk(t)

/** The accounts that a stranger may try: what they are must not show. */
const ACCOUNTS: Record<string, () => Promise<string>> = {
  'of a member': async () => (await desk.addMember('viewer')).email,
  'of a member with a second step': async () => (await addTwoStepMember(desk)).email,
  'of a member who was deactivated': async () => {
    const { id, email } = await desk.addMember('viewer')
    await deactivateMember(desk.db, actOf(desk), id)
    return email
  },
  'that nobody has': async () => 'nobody@members.example',
}

/** How often a password is hashed while something is done: it takes far longer than all the rest of a sign-in. */
async function hashesDuring(act: () => Promise<unknown>): Promise<number> {
  let hashes = 0
  const hook = createHook({
    init(_id, type) {
      if (/argon2/i.test(type)) hashes++
    },
  }).enable()
  await act()
  hook.disable()
  return hashes
}

t.test('a wrong password is answered alike and after the same work, whatever the account is', async (t) => {
  for (const [what, account] of Object.entries(ACCOUNTS)) {
    const email = await account()
    const page = await desk.stranger().signIn(email, 'not this one at all')
    t.equal(page.status, 422, what)
    t.same(page.errors(), { Email: 'The email or the password is wrong.' }, what)
    const signIn = () => desk.stranger().signIn(email, 'not this one at all')
    t.equal(await hashesDuring(signIn), 1, `one password is hashed for an account ${what}`)
  }
})

t.test('so is the answer that asks to wait', async (t) => {
  for (const [what, account] of Object.entries(ACCOUNTS)) {
    const email = await account()
    // The account that nobody has was tried before; a day later that is forgotten.
    desk.clock.pass(25 * 60 * 60)
    for (let tried = 0; tried < 5; tried++) await desk.stranger('10.0.0.9').signIn(email, 'wrong')
    const slowed = await desk.stranger('10.0.0.9').signIn(email, 'wrong')
    t.equal(slowed.status, 429, what)
    t.same(slowed.errors(), { Email: 'Too many attempts. Wait 5 seconds, then try again.' }, what)
  }
})

t.test('nobody can ask for a reset of a password, so nobody learns from it', async (t) => {
  const open = desk.app.access.filter(({ needs }) => needs === 'nobody').map(({ url }) => url)
  t.same(
    open.filter((url) => /reset|forgot|register|sign-up/.test(url)),
    [],
  )
})
