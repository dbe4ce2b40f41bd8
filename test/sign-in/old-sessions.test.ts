import t from 'tap'
import { changeRole, deactivateMember, removeTwoStep } from '../../src/members/member-changes.ts'
import { rescueMember } from '../../src/members/rescue-member.ts'
import type { Browser } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { actOf } from '../support/stock.ts'
import { turnOn } from '../support/two-step.ts'

const desk = await openDesk(t)
const NEW = 'another long password'

/** A member who is signed in at two places. */
interface Twice {
  id: number
  email: string
  here: Browser
  elsewhere: Browser
}

/** What ends the session that is left open elsewhere. */
const ENDS: Record<string, (member: Twice) => Promise<unknown>> = {
  'changes the password': async ({ here }) => {
    const form = (await here.get('/password')).form('Change password')
    return form.fill({ 'Current password': PASSWORD, 'New password': NEW }).submit()
  },
  'chooses a new password by the link of an owner': async ({ id }) => {
    const made = await (await desk.browser.get(`/members/${id}/password-reset`)).form('Make link').submit()
    const reset = await desk.stranger().get(/\/invitations\/[\w-]+/.exec(made.text)?.[0] ?? '')
    return reset.form('Save password').fill({ 'New password': NEW }).submit()
  },
  'gets another role': ({ id }) => changeRole(desk.db, actOf(desk), id, 'viewer'),
  'is deactivated': ({ id }) => deactivateMember(desk.db, actOf(desk), id),
  'turns two-step sign-in on': ({ here }) => turnOn(desk, here),
  'has the second step removed by an owner': async (member) => {
    await turnOn(desk, member.here)
    member.elsewhere = member.here
    await removeTwoStep(desk.db, actOf(desk), member.id)
  },
  'is let in again on the command line': ({ email }) => rescueMember(desk.db, email, desk.clock.now),
  'ends all others under Sessions': async ({ here }) => {
    await here.get('/sessions')
    return here.post('/sessions/others/end', {})
  },
  'signs out there': async ({ elsewhere }) => {
    await elsewhere.get('/password')
    const kept = new Map(elsewhere.cookies)
    await elsewhere.post('/sign-out', {})
    for (const [name, value] of kept) elsewhere.cookies.set(name, value)
  },
}

for (const [what, act] of Object.entries(ENDS)) {
  t.test(
    `when a member ${what}, the session elsewhere opens and changes nothing at its next request`,
    async (t) => {
      const member = await signedInTwice('issuer')
      const form = (await member.elsewhere.get('/customers/new')).form('Save')
      await act(member)
      t.match((await member.elsewhere.get('/customers')).path, /^\/sign-in/)
      const sent = await form.fill({ 'Account id': `of ${member.id}`, Name: 'Contoso' }).submit()
      t.not(sent.title, 'Customers')
      const customers = desk.db.selectFrom('customers').selectAll().where('accountId', '=', `of ${member.id}`)
      t.same(await customers.execute(), [])
    },
  )
}

t.test('a member may be signed in at many places, each with a session of its own', async (t) => {
  const { here, elsewhere } = await signedInTwice('viewer')
  t.not(here.cookies.get('scrip_session'), elsewhere.cookies.get('scrip_session'))
  t.equal((await here.get('/customers')).title, 'Customers')
  t.equal((await elsewhere.get('/customers')).title, 'Customers')
})

t.test(
  'the id of a session is another one at every sign-in, and never one that was brought along',
  async (t) => {
    const { here, email } = await signedInTwice('viewer')
    const planted = here.cookies.get('scrip_session') ?? ''
    const victim = desk.stranger()
    victim.cookies.set('scrip_session', planted)
    await victim.get('/password')
    await victim.post('/sign-in', { email, password: PASSWORD })
    t.not(victim.cookies.get('scrip_session'), planted)
    t.match((await here.get('/customers')).path, /^\/sign-in/, 'who planted it is signed out, and not in')
  },
)

async function signedInTwice(role: 'issuer' | 'viewer'): Promise<Twice> {
  const { id, email, browser: here } = await desk.addMember(role)
  const elsewhere = desk.stranger()
  await elsewhere.signIn(email, PASSWORD)
  return { id, email, here, elsewhere }
}
