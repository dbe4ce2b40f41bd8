import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { findMember } from '../members/members.ts'
import { slowingGuesses } from '../sign-in/guesses.ts'
import { signIn } from '../sign-in/sign-in.ts'
import type { At } from '../time/instant.ts'
import { parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { requireSetUpToken, setUp } from './set-up.ts'
import { SET_UP_LABELS, setUpChoices, setUpForm } from './set-up-form.ts'

interface ByToken {
  Params: { token: string }
}

/** The page behind the one-time link, where the first owner makes the account. */
export function setUpRoutes(app: FastifyInstance, db: Db, now: () => At): void {
  const requireToken = ({ params, ip }: FastifyRequest<ByToken>) =>
    slowingGuesses(db, { address: ip, at: now() }, () => requireSetUpToken(db, params.token, now()))

  app.get<ByToken>('/set-up/:token', { config: { needs: 'nobody' } }, async (request, reply) => {
    await requireToken(request)
    const suggested = { currency: 'USD', timeZone: Temporal.Now.timeZoneId() }
    return page(reply, 'partners/set-up', {
      form: form(SET_UP_LABELS, suggested),
      ...setUpChoices(request.language.locale),
    })
  })

  app.post<ByToken>('/set-up/:token', { config: { needs: 'nobody' } }, async (request, reply) => {
    await requireToken(request)
    return orAgain<unknown>(
      async () => {
        const id = await setUp(db, parse(setUpForm, request.body), request.ip, now())
        const member = await findMember(db, id)
        if (member) await signIn(db, request, member, 'password', now())
        leaveFlash(
          reply,
          phrase('The account is made. Add your products and customers, then create a template.'),
        )
        return redirect(reply, paths.home())
      },
      (errors) => {
        reply.code(422)
        const again = form(SET_UP_LABELS, request.body, errors)
        return page(reply, 'partners/set-up', { form: again, ...setUpChoices(request.language.locale) })
      },
    )
  })
}
