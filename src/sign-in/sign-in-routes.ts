import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { changePassword } from '../members/members.ts'
import { signedIn } from '../partners/signed-in.ts'
import type { At } from '../time/instant.ts'
import { field, parse, secret } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { ownPath, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { newPassword } from './password.ts'
import { authenticate, signInWithPassword, signOut } from './sign-in.ts'
import { asText, filledIn, nextOf, orSlowDown, wrong } from './sign-in-form.ts'

const SIGN_IN_LABELS = { email: 'Email', password: 'Password' } as const
const PASSWORD_LABELS = { current: 'Current password', password: 'New password' } as const

const signInForm = z.object({
  email: field((text) => (text === '' ? phrase('Fill this in.') : text.slice(0, 300).toLowerCase())),
  password: secret(filledIn),
})
const passwordForm = z.object({ current: secret(filledIn), password: secret(newPassword) })

interface WithNext {
  Body: { next?: string; email?: string }
}

/** Signing in and out, and changing one's password. */
export function signInRoutes(app: FastifyInstance, db: Db, now: () => At): void {
  app.get('/sign-in', { config: { needs: 'nobody' } }, (request, reply) => {
    const next = nextOf(request)
    if (request.signedIn) return redirect(reply, next)
    return page(reply, 'sign-in/sign-in', { form: form(SIGN_IN_LABELS, { next }) })
  })

  app.post<WithNext>('/sign-in', { config: { needs: 'nobody' } }, (request, reply) => {
    const again = (errors: FieldError[]) => signInAgain(reply, request.body, errors)
    return orAgain<unknown>(async () => {
      const input = parse(signInForm, request.body)
      const done = await orSlowDown(reply, 'email', () => signInWithPassword(db, request, input, now()))
      if (done === undefined) {
        request.log.info('sign-in refused')
        throw wrong('email', 'The email or the password is wrong.')
      }
      const next = ownPath(asText(request.body?.next))
      return redirect(reply, done === 'signed in' ? next : paths.signInCode(next))
    }, again)
  })

  app.post('/sign-out', { config: { needs: 'read', beforeTwoStep: true } }, async (request, reply) => {
    await signOut(db, request, signedIn(request))
    // A browser keeps forms in error, to go back to.
    return redirect(reply.header('clear-site-data', '"cache"'), paths.signIn())
  })

  app.get('/password', { config: { needs: 'read' } }, (_request, reply) =>
    page(reply, 'sign-in/password', { form: form(PASSWORD_LABELS, {}) }),
  )

  app.post('/password', { config: { needs: 'read' } }, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const { member, act } = signedIn(request)
        const input = parse(passwordForm, request.body)
        const current = { email: member.email, password: input.current }
        const known = await orSlowDown(reply, 'current', () => authenticate(db, current, request.ip, now()))
        const isDone =
          known && (await changePassword(db, act, known, input.password, request.session.sessionId))
        if (!isDone) throw wrong('current', 'This is not your current password.')
        leaveFlash(reply, phrase('Your password is changed. Every other session of yours has ended.'))
        return redirect(reply, paths.home())
      },
      (errors) => {
        if (reply.statusCode === 200) reply.code(422)
        return page(reply, 'sign-in/password', { form: form(PASSWORD_LABELS, {}, errors) })
      },
    ),
  )
}

function signInAgain(reply: FastifyReply, body: WithNext['Body'] | undefined, errors: FieldError[]) {
  if (reply.statusCode === 200) reply.code(422)
  const values = { email: asText(body?.email), next: ownPath(asText(body?.next)) }
  return page(reply, 'sign-in/sign-in', { form: form(SIGN_IN_LABELS, values, errors) })
}
