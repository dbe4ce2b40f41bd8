import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import type { FieldError } from '../errors.ts'
import { isAloneIn } from '../members/member-queries.ts'
import { decimal } from '../money/format-amount.ts'
import { findSettings } from '../partners/settings.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { termsInWords, validInWords } from '../templates/template-words.ts'
import { validityDaysIn, validitySpan } from '../vouchers/validity.ts'
import { confirmAndSay } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { field, optional, parse, wholeNumber } from '../web/fields.ts'
import { form, orAgain } from '../web/forms.ts'
import { idOf, paths } from '../web/paths.ts'
import { fingerprint, requireSeen } from '../web/seen.ts'
import { acceptFiles } from '../web/uploads.ts'
import { page, redirect } from '../web/views.ts'
import { totalMinor } from './issuance.ts'
import { ISSUANCE_LABELS, type IssuanceDraft, readIssuanceForm, typedForm } from './issuance-form.ts'
import { FIRST_LINES, findIssuance, listAsked } from './issuance-queries.ts'
import { issueVouchers } from './issue-vouchers.ts'
import { issuedInWords } from './issued-in-words.ts'
import { findIssuable, type Issuance, readIssuance } from './read-issuance.ts'
import { reviewInWords, usableInWords } from './review-words.ts'

/** Ten thousand lines, typed with long account ids and amounts. */
const LONGEST_FORM_BYTES = 2 * 1024 * 1024

interface ById {
  Params: { id: string }
  Body: { step?: string }
}

/** What the form begins with: a draft, an issuance that is asked for again, or nothing. */
const source = z.object({
  draft: field((text) => text),
  issuance: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
})

/** Issuing from a template: form, check, confirm. */
export function issuanceFormRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>('/templates/:id/issuances/new', { config: { needs: 'issue' } }, async (request, reply) => {
    const typed = await beginning(db, signedIn(request), parse(source, request.query))
    return showForm(db, request, reply, idOf(request.params.id), typed)
  })

  app.register(async (scope) => {
    acceptFiles(scope)
    const options = { config: { needs: 'issue' }, bodyLimit: LONGEST_FORM_BYTES } as const
    scope.post<ById>('/templates/:id/issuances/drafts', options, (request, reply) =>
      check(db, request, reply),
    )
  })

  app.get<ById>('/issuances/drafts/:id', { config: { needs: 'issue' } }, (request, reply) =>
    showCheckPage(db, request, reply, request.params.id),
  )

  app.post<ById>(
    '/issuances/drafts/:id/confirmation',
    { config: { needs: 'issue' } },
    async (request, reply) => {
      const who = signedIn(request)
      const { partner, act } = who
      // What no longer holds is said on the check page, which reads the draft anew.
      return orAgain<unknown>(
        () =>
          confirmAndSay<IssuanceDraft>(db, reply, issuanceOf(who), request.params.id, async (trx, draft) => {
            const issuance = await readIssuance(trx, partner, draft, act.at)
            requireSeen(request.body, shownOf(who, issuance))
            const id = await issueVouchers(trx, act, partner.timeZone, issuance, randomBytes)
            return issuedInWords(id, issuance, who.format)
          }),
        (errors) => showCheckPage(db, request, reply, request.params.id, errors),
      )
    },
  )
}

/** Whose draft: each member's own. */
export function issuanceOf({ member }: SignedIn) {
  return { memberId: member.id, kind: 'issuance' }
}

/** What stands in the form when it is opened. */
async function beginning(
  db: Db,
  who: SignedIn,
  { draft, issuance }: z.infer<typeof source>,
): Promise<IssuanceDraft['form']> {
  if (draft) return (await findDraft<IssuanceDraft>(db, issuanceOf(who), draft)).content.form
  if (issuance === null) return typedForm({})
  const { id, reason } = await findIssuance(db, who.partner.id, issuance)
  const lines = await listAsked(db, id)
  const typed = lines.map((line) => `${line.accountId} ${decimal(line.amountMinor, who.partner.currency)}`)
  return { customers: typed.join('\n'), reason }
}

/** Keeps what was typed as a draft: to be checked, or to tick customers in the list first. */
async function check(db: Db, request: FastifyRequest<ById>, reply: FastifyReply) {
  const who = signedIn(request)
  const templateId = idOf(request.params.id)
  await findIssuable(db, who.partner, templateId, who.act.at)
  const again = (errors: FieldError[]) =>
    showForm(db, request, reply.code(422), templateId, typedForm(request.body), errors)
  return orAgain<unknown>(async () => {
    const { form, whereWritten } = await readIssuanceForm(request.body)
    const draft: IssuanceDraft = { templateId, form }
    const keep = () => keepDraft(db, issuanceOf(who), draft, who.act.at)
    if (request.body.step === 'tick') return redirect(reply, paths.issuanceCustomers(await keep()))
    return orAgain<unknown>(
      async () => {
        await readIssuance(db, who.partner, draft, who.act.at)
        return redirect(reply, paths.issuanceDraft(await keep()))
      },
      (errors) => again(whereWritten(errors)),
    )
  }, again)
}

async function showForm(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  templateId: number,
  typed: IssuanceDraft['form'],
  errors: FieldError[] = [],
) {
  const { partner, format, act } = signedIn(request)
  const template = await findIssuable(db, partner, templateId, act.at)
  const { reviewThresholdMinor } = await findSettings(db, partner.id)
  return page(reply, 'issuances/issue', {
    form: form(ISSUANCE_LABELS, typed, errors),
    template: { id: template.id, amount: format.money(template.amountMinor) },
    lead: usableInWords(template, reviewThresholdMinor, format),
    rows: Math.min(20, Math.max(6, typed.customers.split('\n').length + 1)),
  })
}

async function showCheckPage(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  draftId: string,
  confirmErrors: FieldError[] = [],
) {
  const who = signedIn(request)
  const { content, resultPath } = await findDraft<IssuanceDraft>(db, issuanceOf(who), draftId)
  if (resultPath !== null) return redirect(reply, resultPath)
  return orAgain<unknown>(
    async () => {
      const issuance = await readIssuance(db, who.partner, content, who.act.at)
      const shown = shownOf(who, issuance)
      if (confirmErrors.length > 0) reply.code(422)
      return page(reply, 'issuances/issue-check', {
        ...shown,
        form: form(ISSUANCE_LABELS, {}, confirmErrors),
        seen: fingerprint(shown),
        isAlone: issuance.review !== null && (await isAloneIn(db, who.act, 'review')),
        change: paths.newIssuance(content.templateId, draftId),
        confirmation: paths.issuanceConfirmation(draftId),
      })
    },
    (errors) => showForm(db, request, reply.code(422), content.templateId, content.form, errors),
  )
}

/** What the check page shows of an issuance, and whoever confirms it has seen. */
function shownOf(who: SignedIn, issuance: Issuance) {
  const { format, partner } = who
  const { template, lines, reason } = issuance
  const { t } = format
  return {
    lead: leadOf(who, issuance),
    review: reviewInWords(issuance.review, issuance.reviewThresholdMinor, format),
    template: { id: template.id, name: template.name },
    answers: [
      { field: 'customers', label: t('Customers'), value: format.count(lines.length) },
      { field: 'reason', label: t('Reason'), value: reason },
    ],
    terms: termsInWords(template, format),
    currency: partner.currency.code,
    lines: lines.slice(0, FIRST_LINES).map((line) => ({ ...line, amount: format.amount(line.amountMinor) })),
    more: lines.length > FIRST_LINES ? format.count(lines.length - FIRST_LINES) : '',
  }
}

/** The one sentence: how many, worth how much, valid when. What waits for a review has no first day yet. */
function leadOf({ partner, format, act }: SignedIn, { template, lines, review }: Issuance): string {
  const { t } = format
  const days = validityDaysIn(partner.timeZone)(validitySpan(template, act.at, partner.timeZone))
  const values = {
    count: format.count(lines.length),
    total: format.money(totalMinor(lines)),
    validity: validInWords(review === null ? { ...days, validDays: null } : template, format),
  }
  return lines.length === 1
    ? t('You will issue 1 voucher worth {total}, valid {validity}.', values)
    : t('You will issue {count} vouchers worth {total} in all, valid {validity}.', values)
}
