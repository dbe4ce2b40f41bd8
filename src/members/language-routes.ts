import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { LANGUAGES } from '../languages/languages.ts'
import { signedIn } from '../partners/signed-in.ts'
import { choice, parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { chooseLanguage } from './choose-language.ts'

const LABELS = { language: 'Language of the pages' } as const
const AS_THE_BROWSER_ASKS = 'browser'

const languageForm = z.object({
  language: choice([AS_THE_BROWSER_ASKS, ...LANGUAGES.map(({ tag }) => tag)]),
})

/** A member's choice of the language that Scrip speaks to them. */
export function languageRoutes(app: FastifyInstance, db: Db): void {
  app.get(paths.language(), { config: { needs: 'read' } }, (request, reply) =>
    showForm(reply, signedIn(request).member.language ?? AS_THE_BROWSER_ASKS),
  )

  app.post(paths.language(), { config: { needs: 'read' } }, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const { language } = parse(languageForm, request.body)
        await chooseLanguage(db, signedIn(request).act, language === AS_THE_BROWSER_ASKS ? null : language)
        leaveFlash(reply, phrase('The language is saved.'))
        return redirect(reply, paths.language())
      },
      (errors) => showForm(reply.code(422), undefined, errors),
    ),
  )
}

function showForm(reply: FastifyReply, language: string | undefined, errors: FieldError[] = []) {
  return page(reply, 'members/language', {
    form: form(LABELS, { language }, errors),
    languages: LANGUAGES.map(({ tag, name }) => [tag, name]),
    asBrowser: AS_THE_BROWSER_ASKS,
  })
}
