import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { orSlowDown } from './sign-in-form.ts'
import { makeRecoveryCodes, requireMayTurnOff, turnOff } from './two-step.ts'
import { withCode } from './two-step-check.ts'
import { CODE_LABELS, codeForm } from './two-step-form.ts'
import { findSecret } from './two-step-queries.ts'
import { showRecoveryCodes } from './two-step-shown-codes.ts'
import { offerSecret } from './two-step-turn-on.ts'

/** A page that asks for a code before it does something. */
interface CodePage {
  path: string
  title: Sentence
  lead: Sentence
  button: Sentence
  danger?: true
  /** Refuses to ask at all. */
  refuse?(who: SignedIn): Promise<void>
  /** Does it. */
  done(who: SignedIn, code: string, reply: FastifyReply): Promise<unknown>
}

/** What a member with two-step sign-in can do with a code: make recovery codes, change to another app, turn it off. */
export function twoStepCodeRoutes(app: FastifyInstance, db: Db): void {
  for (const codePage of [newCodes(db), replacement(db), removal(db)]) serve(app, db, codePage)
}

function serve(
  app: FastifyInstance,
  db: Db,
  { path, title, lead, button, danger, refuse, done }: CodePage,
): void {
  const show = (reply: FastifyReply, errors: FieldError[] = []) => {
    const { t } = reply.request.language
    return page(reply, 'two-step/code', {
      ...{ path, title: t(title), lead: t(lead), button: t(button), danger },
      form: form(CODE_LABELS, reply.request.body, errors),
    })
  }
  const isOff = async (who: SignedIn) => (await findSecret(db, who.member.id)) === null

  app.get(path, { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    if (await isOff(who)) return redirect(reply, paths.twoStep())
    await refuse?.(who)
    return show(reply)
  })

  app.post(path, { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    if (await isOff(who)) return redirect(reply, paths.twoStep())
    await refuse?.(who)
    return orAgain<unknown>(
      () => {
        const { code } = parse(codeForm, request.body)
        return orSlowDown(reply, 'code', () => done(who, code, reply))
      },
      (errors) => {
        if (reply.statusCode === 200) reply.code(422)
        return show(reply, errors)
      },
    )
  })
}

function newCodes(db: Db): CodePage {
  return {
    path: paths.recoveryCodes(),
    title: 'Make new recovery codes',
    lead: 'You get ten new ones, and those you have open nothing any more.',
    button: 'Make recovery codes',
    async done(who, code, reply) {
      const codes = await makeRecoveryCodes(db, who, code)
      return showRecoveryCodes(
        reply,
        who,
        codes,
        'These are your new recovery codes. The old ones open nothing any more.',
      )
    },
  }
}

function replacement(db: Db): CodePage {
  return {
    path: paths.twoStepReplacement(),
    title: 'Change to another app or phone',
    lead: 'The app you have works until the new one has shown its first code.',
    button: 'Continue',
    async done({ act, member }, code, reply) {
      const secret = await findSecret(db, member.id)
      const draft = await withCode(db, act, member, code, (trx) => offerSecret(trx, act, secret))
      return redirect(reply, paths.twoStepDraft(draft))
    },
  }
}

function removal(db: Db): CodePage {
  return {
    path: paths.twoStepRemoval(),
    title: 'Turn off two-step sign-in',
    lead: 'Your password alone will be enough to sign in. Your recovery codes will be gone.',
    button: 'Turn off',
    danger: true,
    refuse: ({ partner }) => requireMayTurnOff(db, partner),
    async done(who, code, reply) {
      await turnOff(db, who, code)
      leaveFlash(reply, phrase('Two-step sign-in is off. Your password alone is enough to sign in.'))
      return redirect(reply, paths.twoStep())
    },
  }
}
