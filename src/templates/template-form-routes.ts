import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { confirmAndSay } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { field, parse } from '../web/fields.ts'
import type { Option } from '../web/filters.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { idOf, paths } from '../web/paths.ts'
import { fingerprint, requireSeen, requireUnchanged } from '../web/seen.ts'
import { page, redirect } from '../web/views.ts'
import { completeTerms, findEditable, saveTemplate } from './save-template.ts'
import {
  NEW_TEMPLATE_VALUES,
  readTemplateForm,
  TEMPLATE_LABELS,
  templateFormValues,
} from './template-form.ts'
import { findTemplate, listProductChoices, type Template } from './template-queries.ts'
import {
  FUNDING_OPTIONS,
  PAYMENT_MODE_OPTIONS,
  SCOPE_OPTIONS,
  termsInWords,
  USAGE_OPTIONS,
  VALIDITY_OPTIONS,
} from './template-words.ts'
import { termsSentence } from './terms-sentence.ts'

/** What a draft keeps: the form as it was typed, read and checked anew at each step. */
interface TemplateDraft {
  /** The template that is edited; `null` for a new one. */
  templateId: number | null
  form: Record<string, unknown>
}

interface ById {
  Params: { id: string }
}

/** What a form begins with: a draft, or a copy of a template. Neither: a new one. */
const source = z.object({ draft: field((text) => text), copy: field((text) => text) })

/** A tick for each of thousands of products. */
const LONGEST_FORM_BYTES = 1024 * 1024

/** Creating, editing and copying a template: form, check, confirm. */
export function templateFormRoutes(app: FastifyInstance, db: Db): void {
  const formPage = (
    request: FastifyRequest,
    reply: FastifyReply,
    draft: TemplateDraft,
    errors?: FieldError[],
  ) => showForm(db, request, reply, draft, errors)

  app.get<ById>('/templates/new', { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { draft, copy } = parse(source, request.query)
    if (draft)
      return formPage(request, reply, (await findDraft<TemplateDraft>(db, owned(who), draft)).content)
    const values = copy ? await copyOf(db, who, idOf(copy)) : NEW_TEMPLATE_VALUES
    return formPage(request, reply, { templateId: null, form: values })
  })

  app.get<ById>('/templates/:id/edit', { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const template = await findEditable(db, who.partner.id, idOf(request.params.id))
    const { draft } = parse(source, request.query)
    if (draft)
      return formPage(request, reply, (await findDraft<TemplateDraft>(db, owned(who), draft)).content)
    const values = templateFormValues(template, who.partner.currency)
    return formPage(request, reply, { templateId: template.id, form: values })
  })

  const options = { config: { needs: 'issue' }, bodyLimit: LONGEST_FORM_BYTES } as const
  app.post('/templates/drafts', options, (request, reply) => check(db, request, reply, null))

  app.post<ById>('/templates/:id/drafts', options, async (request, reply) => {
    const { partner } = signedIn(request)
    const template = await findEditable(db, partner.id, idOf(request.params.id))
    return check(db, request, reply, template)
  })

  app.get<ById>('/templates/drafts/:id', { config: { needs: 'issue' } }, (request, reply) =>
    showCheckPage(db, request, reply, request.params.id, []),
  )

  app.post<ById>('/templates/drafts/:id/confirmation', { config: { needs: 'issue' } }, (request, reply) => {
    const who = signedIn(request)
    const draftId = request.params.id
    return orAgain<unknown>(
      () =>
        confirmAndSay<TemplateDraft>(db, reply, owned(who), draftId, async (trx, draft) => {
          if (draft.templateId !== null) {
            requireUnchanged(draft.form, await findEditable(trx, who.partner.id, draft.templateId))
          }
          const typed = readTemplateForm(draft.form, who.partner.currency)
          const { terms } = await completeTerms(trx, who.partner, typed, who.act.at)
          requireSeen(request.body, termsInWords(terms, who.format))
          const id = await saveTemplate(trx, who.act, who.partner, draft.templateId, terms)
          const { name, amountMinor } = terms
          return {
            path: paths.template(id),
            said: phrase('Template “{name}” is saved. Vouchers of {amount} can be issued from it now.', {
              name,
              amount: who.format.money(amountMinor),
            }),
            link: { href: paths.newIssuance(id), label: phrase('Issue vouchers') },
          }
        }),
      (errors) => showCheckPage(db, request, reply, draftId, errors),
    )
  })
}

function owned({ member }: SignedIn) {
  return { memberId: member.id, kind: 'template' }
}

async function copyOf(db: Db, { partner, format }: SignedIn, id: number): Promise<Record<string, unknown>> {
  const template = await findTemplate(db, partner.id, id)
  const name = format.t('Copy of {name}', { name: template.name }).slice(0, 100)
  return { ...templateFormValues(template, partner.currency), name }
}

/** Keeps what was typed as a draft if it can be stored; shows the form again if not. */
function check(db: Db, request: FastifyRequest, reply: FastifyReply, stored: Template | null) {
  const who = signedIn(request)
  const typed = fieldsOf(request.body, { ...TEMPLATE_LABELS, seen: '' })
  const draft: TemplateDraft = { templateId: stored?.id ?? null, form: typed }
  return orAgain<unknown>(
    async () => {
      if (stored) requireUnchanged(typed, stored)
      await completeTerms(db, who.partner, readTemplateForm(draft.form, who.partner.currency), who.act.at)
      return redirect(reply, paths.templateDraft(await keepDraft(db, owned(who), draft, who.act.at)))
    },
    (errors) => showForm(db, request, reply.code(422), draft, errors),
  )
}

async function showForm(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  { templateId, form: values }: TemplateDraft,
  errors: FieldError[] = [],
) {
  const { partner, format } = signedIn(request)
  const { t } = format
  const chosen = new Set([values.products].flat())
  const options = (list: readonly Option[]) => list.map(([value, label]) => [value, t(label)])
  const products = await listProductChoices(db, partner.id)
  return page(reply, 'templates/form', {
    form: form(TEMPLATE_LABELS, values, errors),
    action: paths.templateDrafts(templateId),
    editing: templateId,
    seen: templateId === null ? '' : fingerprint(await findTemplate(db, partner.id, templateId)),
    currency: partner.currency.code,
    usages: options(USAGE_OPTIONS),
    scopes: options(SCOPE_OPTIONS),
    paymentModes: options(PAYMENT_MODE_OPTIONS),
    validities: options(VALIDITY_OPTIONS),
    fundings: options(FUNDING_OPTIONS),
    products: products.map(({ code, name, eligibleForSpecific }) => ({
      code,
      name,
      eligible: eligibleForSpecific === 1,
      chosen: chosen.has(code),
    })),
    excluded: products
      .filter((product) => product.excludedFromGeneral === 1)
      .map(({ code }) => code)
      .join(', '),
  })
}

async function showCheckPage(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  draftId: string,
  errors: FieldError[],
) {
  const who = signedIn(request)
  const { content, resultPath } = await findDraft<TemplateDraft>(db, owned(who), draftId)
  if (resultPath !== null) return redirect(reply, resultPath)
  if (content.templateId !== null) await findEditable(db, who.partner.id, content.templateId)
  const { partner, format, act } = who
  const { templateId } = content
  const read = readTemplateForm(content.form, partner.currency)
  // What has changed since the form was checked is said on the page; the answers are shown as they were given.
  const { terms } = await orAgain(
    () => completeTerms(db, partner, read, act.at),
    () => ({ terms: read, productIds: [] }),
  )
  const inWords = termsInWords(terms, format)
  if (errors.length > 0) reply.code(422)
  return page(reply, 'templates/check', {
    form: form(TEMPLATE_LABELS, {}, errors),
    terms: inWords,
    seen: fingerprint(inWords),
    editing: templateId,
    change:
      templateId === null ? paths.newTemplate({ draft: draftId }) : paths.editTemplate(templateId, draftId),
    confirmation: paths.templateConfirmation(draftId),
    lead: termsSentence(terms, format),
  })
}
