import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, Problem, phrase } from '../errors.ts'
import type { At } from '../time/instant.ts'
import { field, parse, secret } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { ownPath, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { changePassword } from './members.ts'
import { newPassword } from './password.ts'
import { authenticate, startSession } from './sign-in.ts'
import { signedIn } from './signed-in.ts'

const SIGN_IN_LABELS = { email: 'Email', password: 'Password' } as const
const PASSWORD_LABELS = { current: 'Current password', password: 'New password' } as const

const filledIn = (text: string) => (text === '' ? phrase('Fill this in.') : text)
const signInForm = z.object({
  email: field((text) => (text === '' ? phrase('Fill this in.') : text.slice(0, 300).toLowerCase())),
  password: secret(filledIn),
})
const passwordForm = z.object({ current: secret(filledIn), password: secret(newPassword) })

interface WithNext {
  Querystring: { next?: string }
  Body: { next?: string; email?: string }
}

/** Signing in and out, and changing one's password. */
export function signInRoutes(app: FastifyInstance, db: Db, now: () => At): void {
  app.get<WithNext>('/sign-in', { config: { needs: 'nobody' } }, (request, reply) => {
    const next = ownPath(asText(request.query.next))
    if (request.signedIn) return redirect(reply, next)
    return page(reply, 'partners/sign-in', { form: form(SIGN_IN_LABELS, { next }) })
  })

  app.post<WithNext>('/sign-in', { config: { needs: 'nobody' } }, (request, reply) => {
    const again = (errors: FieldError[]) => signInAgain(reply, request.body, errors)
    return orAgain<unknown>(async () => {
      const input = parse(signInForm, request.body)
      const memberId = await orSlowDown(reply, 'email', () => authenticate(db, input, request.ip, now()))
      if (memberId === undefined) throw wrong('email', 'The email or the password is wrong.')
      await startSession(request, memberId)
      return redirect(reply, ownPath(asText(request.body?.next)))
    }, again)
  })

  app.post('/sign-out', { config: { needs: 'read' } }, async (request, reply) => {
    await request.session.destroy()
    return redirect(reply, paths.signIn())
  })

  app.get('/password', { config: { needs: 'read' } }, (_request, reply) =>
    page(reply, 'partners/password', { form: form(PASSWORD_LABELS, {}) }),
  )

  app.post('/password', { config: { needs: 'read' } }, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const { member, act } = signedIn(request)
        const input = parse(passwordForm, request.body)
        const current = { email: member.email, password: input.current }
        const known = await orSlowDown(reply, 'current', () => authenticate(db, current, request.ip, now()))
        if (known === undefined) throw wrong('current', 'This is not your current password.')
        await changePassword(db, act, input.password, request.session.sessionId)
        leaveFlash(reply, phrase('Your password is changed. Every other session of yours has ended.'))
        return redirect(reply, paths.home())
      },
      (errors) => {
        if (reply.statusCode === 200) reply.code(422)
        return page(reply, 'partners/password', { form: form(PASSWORD_LABELS, {}, errors) })
      },
    ),
  )
}

function signInAgain(reply: FastifyReply, body: WithNext['Body'] | undefined, errors: FieldError[]) {
  if (reply.statusCode === 200) reply.code(422)
  const values = { email: asText(body?.email), next: ownPath(asText(body?.next)) }
  return page(reply, 'partners/sign-in', { form: form(SIGN_IN_LABELS, values, errors) })
}

/** Someone who must wait keeps the form: the answer is 429 and says for how long. */
async function orSlowDown<T>(reply: FastifyReply, field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'SLOW_DOWN') throw error
    reply.code(error.statusCode).header('retry-after', error.phrase.values.seconds)
    throw new InvalidInput([{ field, phrase: error.phrase }])
  }
}

function wrong(field: string, sentence: string): InvalidInput {
  return new InvalidInput([{ field, phrase: phrase(sentence) }])
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
