import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { type FieldError, type Phrase, phrase } from '../errors.ts'
import type { At } from '../time/instant.ts'
import { parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { nextOf, orSlowDown } from './sign-in-form.ts'
import { CODE_LABELS, codeForm } from './two-step-form.ts'
import { findHalfSignedIn, type HalfSignedIn, signInWithCode } from './two-step-sign-in.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose code is awaited, on the page that asks for it. */
    halfSignedIn: HalfSignedIn | null
  }
}

/** The second step of signing in, after the right password. */
export function twoStepSignInRoutes(app: FastifyInstance, db: Db, now: () => At): void {
  app.decorateRequest('halfSignedIn', null)
  // Before the form's token is looked at: it ended with the session, and that is no reason to blame the form.
  const awaitsCode = {
    config: { needs: 'nobody' as const },
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      const next = nextOf(request)
      if (request.signedIn) return redirect(reply, next)
      request.halfSignedIn = (await findHalfSignedIn(db, request)) ?? null
      if (!request.halfSignedIn) return redirect(reply, paths.signIn(next))
    },
  }

  app.get('/sign-in/code', awaitsCode, (request, reply) => askForCode(request, reply))

  app.post('/sign-in/code', awaitsCode, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const { code } = parse(codeForm, request.body)
        const member = halfSignedIn(request)
        const left = await orSlowDown(reply, 'code', () => signInWithCode(db, request, member, code, now()))
        if (left !== undefined) leaveFlash(reply, usedUp(left))
        return redirect(reply, nextOf(request))
      },
      (errors) => {
        if (reply.statusCode === 200) {
          request.log.info('code refused')
          reply.code(422)
        }
        return askForCode(request, reply, errors)
      },
    ),
  )
}

function askForCode(request: FastifyRequest, reply: FastifyReply, errors: FieldError[] = []) {
  return page(reply, 'sign-in/sign-in-code', {
    form: form(CODE_LABELS, request.body, errors),
    next: nextOf(request),
  })
}

function halfSignedIn(request: FastifyRequest): HalfSignedIn {
  if (!request.halfSignedIn)
    throw new Error(`${request.routeOptions.url} is open to others than those who gave their password`)
  return request.halfSignedIn
}

function usedUp(left: number): Phrase {
  if (left === 0) return phrase('That was your last recovery code. Make new ones under Two-step sign-in.')
  if (left === 1) return phrase('You have used a recovery code. One is left.')
  return phrase('You have used a recovery code. {left} are left.', { left })
}
