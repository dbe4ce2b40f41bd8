import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { resetPassword } from '../../src/members/invitation-use.ts'
import { offerReset } from '../../src/members/invitations.ts'
import { changePassword } from '../../src/members/members.ts'
import { authenticate, signIn } from '../../src/sign-in/sign-in.ts'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import { actOf } from '../support/stock.ts'

const RESET = 'the reset password of hers'
const THIEFS = 'the password of the thief'

/** A member whose password somebody else has shown, and who then chose another by a link. */
async function resetAfterShown(desk: Desk, email: string) {
  const { db, clock } = desk
  const known = await authenticate(db, { email, password: PASSWORD }, 'test', clock.now)
  if (!known) throw new Error(`${email} has another password`)
  const { token } = await offerReset(db, actOf(desk), known.id)
  await resetPassword(db, token, RESET, 'test', clock.now)
  return known
}

async function hasResetPasswordAlone(t: Test, desk: Desk, email: string) {
  for (const password of [PASSWORD, THIEFS]) {
    t.equal((await desk.stranger().signIn(email, password)).status, 422, password)
  }
  t.equal((await desk.stranger().signIn(email, RESET)).path, '/')
}

t.test('a reset is not undone by a change of password that was under way', async (t) => {
  const desk = await openDesk(t)
  const { id, email } = await desk.addMember('owner')
  const known = await resetAfterShown(desk, email)
  const act = { ...actOf(desk), memberId: id }
  t.equal(await changePassword(desk.db, act, known, THIEFS, 'a session'), false)
  await hasResetPasswordAlone(t, desk, email)
})

t.test('a sign-in that was under way opens no session after a reset', async (t) => {
  let late = 'nobody@members.example'
  const routes = (app: FastifyInstance) => {
    app.get('/late', { config: { needs: 'nobody' } }, async (request) => {
      const known = await resetAfterShown(desk, late)
      return { isIn: await signIn(desk.db, request, known, 'password', desk.clock.now) }
    })
  }
  const desk: Desk = await openDesk(t, { routes })
  const { id, email } = await desk.addMember('owner')
  late = email
  const thief = desk.stranger()
  t.same(JSON.parse((await thief.get('/late')).body), { isIn: false })
  t.equal((await thief.get('/customers')).title, 'Sign in')
  t.same(await desk.db.selectFrom('sessions').selectAll().where('memberId', '=', id).execute(), [])
  await hasResetPasswordAlone(t, desk, email)
})

t.test('who chose a new password by a link need not wait for what was mistyped before', async (t) => {
  const desk = await openDesk(t)
  const { email, id } = await desk.addMember('viewer')
  const signIn = (password: string) => desk.stranger('192.0.2.9').signIn(email, password)
  for (let attempt = 1; attempt <= 5; attempt++) await signIn('forgotten')
  t.equal((await signIn(PASSWORD)).status, 429)
  const { token } = await offerReset(desk.db, actOf(desk), id)
  const link = await desk.stranger().get(`/invitations/${token}`)
  await link.form('Save password').fill({ 'New password': RESET }).submit()
  t.equal((await signIn(RESET)).path, '/')
})
