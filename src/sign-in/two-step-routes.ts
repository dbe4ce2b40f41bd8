import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { findSettings } from '../partners/settings.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { parse, secret } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { authenticate } from './sign-in.ts'
import { filledIn, orSlowDown, wrong } from './sign-in-form.ts'
import { groups, otpauthLink } from './two-step-code.ts'
import { CODE_LABELS, codeForm } from './two-step-form.ts'
import { qrCode } from './two-step-qr.ts'
import { countRecoveryCodes, findSecret } from './two-step-queries.ts'
import { showRecoveryCodes } from './two-step-shown-codes.ts'
import { findOffer, offerSecret, turnOn } from './two-step-turn-on.ts'

const CURRENT_LABELS = { current: 'Current password' } as const
const currentForm = z.object({ current: secret(filledIn) })

interface ById {
  Params: { id: string }
}

/** All of these are open to a member who must turn it on first. */
const OPEN = { config: { needs: 'read', beforeTwoStep: true } } as const

/** A member's own two-step sign-in: whether it is on, and turning it on. */
export function twoStepRoutes(app: FastifyInstance, db: Db): void {
  app.get('/two-step', OPEN, async (request, reply) => {
    const { member, partner, format } = signedIn(request)
    if ((await findSecret(db, member.id)) === null) return showOff(db, signedIn(request), reply)
    const { twoStepRequired } = await findSettings(db, partner.id)
    return page(reply, 'two-step/on', {
      left: format.count(await countRecoveryCodes(db, member.id)),
      partner: partner.name,
      isRequired: twoStepRequired === 1,
    })
  })

  // It asks for the password: whoever found a browser open must not lock its owner out with a phone of their own.
  app.post('/two-step/drafts', OPEN, async (request, reply) => {
    const { member, act } = signedIn(request)
    if ((await findSecret(db, act.memberId)) !== null) return redirect(reply, paths.twoStep())
    return orAgain<unknown>(
      async () => {
        const { current } = parse(currentForm, request.body)
        const shown = { email: member.email, password: current }
        const known = await orSlowDown(reply, 'current', () => authenticate(db, shown, act.address, act.at))
        if (known?.id !== member.id) throw wrong('current', 'This is not your current password.')
        return redirect(reply, paths.twoStepDraft(await offerSecret(db, act, null)))
      },
      (errors) => {
        if (reply.statusCode === 200) reply.code(422)
        return showOff(db, signedIn(request), reply, errors)
      },
    )
  })

  app.get<ById>('/two-step/drafts/:id', OPEN, (request, reply) =>
    showSecret(db, signedIn(request), reply, request.params.id),
  )

  app.post<ById>('/two-step/drafts/:id/confirmation', OPEN, (request, reply) => {
    const who = signedIn(request)
    const { id } = request.params
    return orAgain<unknown>(
      async () => {
        const { code } = parse(codeForm, request.body)
        const codes = await turnOn(db, who.act, id, code, request.session.sessionId)
        if (codes)
          return showRecoveryCodes(
            reply,
            who,
            codes,
            'Two-step sign-in is on, and every other session of yours has ended.',
          )
        leaveFlash(reply, phrase('This was done before. If you have no recovery codes, make new ones.'))
        return redirect(reply, paths.twoStep())
      },
      (errors) => showSecret(db, who, reply.code(422), id, errors),
    )
  })
}

/** Shows what two-step sign-in is to a member who has it off. */
async function showOff(db: Db, { partner }: SignedIn, reply: FastifyReply, errors: FieldError[] = []) {
  const { twoStepRequired } = await findSettings(db, partner.id)
  return page(reply, 'two-step/off', {
    form: form(CURRENT_LABELS, {}, errors),
    partner: partner.name,
    isRequired: twoStepRequired === 1,
  })
}

/** Shows the secret that an app is to learn. */
async function showSecret(
  db: Db,
  { act, member }: SignedIn,
  reply: FastifyReply,
  draftId: string,
  errors: FieldError[] = [],
) {
  const { content, resultPath } = await findOffer(db, act, draftId)
  if (resultPath !== null) return redirect(reply, resultPath)
  const link = otpauthLink(content.secret, member.email)
  const shown = await page(reply, 'two-step/turn-on', {
    form: form(CODE_LABELS, reply.request.body, errors),
    qr: qrCode(link),
    link,
    key: groups(content.secret, 4).join(' '),
    confirmation: paths.twoStepConfirmation(draftId),
  })
  // Not even an answer with an error, which a browser may keep otherwise: the secret is on it.
  reply.header('cache-control', 'no-store')
  return shown
}
