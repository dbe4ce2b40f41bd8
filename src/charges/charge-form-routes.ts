import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import type { FieldError } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import type { Currency } from '../money/currency.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { listProductChoices } from '../templates/template-queries.ts'
import { labelOf } from '../templates/template-words.ts'
import { confirmAndSay } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { type Format, formatFor } from '../web/format.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { CHARGE_LABELS, handMadeId, readChargeForm } from './charge-form.ts'
import { CHARGE_MODE_OPTIONS } from './charge-words.ts'
import { postCharge, previewCharge } from './post-charge.ts'
import type { FoundCharge } from './read-charge.ts'
import { postedInWords, resultInWords } from './result-in-words.ts'

/** What a draft keeps: the form as it was typed, read and checked anew at each step. */
interface ChargeDraft {
  form: Record<string, unknown>
}

interface ById {
  Params: { id: string }
  Querystring: { draft?: string }
}

const BY_HAND = { source: 'hand', tokenId: null, billId: null, exactAmount: null } as const

/** Recording a charge by hand: form, preview, confirm. And trying one, which writes nothing. */
export function chargeFormRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>('/charges/new', { config: { needs: 'issue' } }, async (request, reply) => {
    const { draft } = request.query
    const typed = draft
      ? (await findDraft<ChargeDraft>(db, chargeOf(signedIn(request)), draft)).content.form
      : { payment_mode: 'postpaid' }
    return showForm(db, request, reply, 'charges/form', typed)
  })

  app.post('/charges/drafts', { config: { needs: 'issue' } }, (request, reply) => {
    const who = signedIn(request)
    const typed = fieldsOf(request.body, CHARGE_LABELS)
    return orAgain<unknown>(
      async () => {
        const draft = { form: { ...typed, charge_id: typed.charge_id || handMadeId('charge') } }
        await previewCharge(db, who.act, await readChargeForm(db, who.partner, draft.form, who.act.at))
        return redirect(reply, paths.chargeDraft(await keepDraft(db, chargeOf(who), draft, who.act.at)))
      },
      (errors) => showForm(db, request, reply.code(422), 'charges/form', typed, errors),
    )
  })

  app.get<ById>('/charges/drafts/:id', { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { content, resultPath } = await findDraft<ChargeDraft>(db, chargeOf(who), request.params.id)
    if (resultPath !== null) return redirect(reply, resultPath)
    const input = await readChargeForm(db, who.partner, content.form, who.act.at)
    return page(reply, 'charges/check', {
      ...(await preview(db, request, input)),
      change: paths.newCharge(request.params.id),
      confirmation: paths.chargeConfirmation(request.params.id),
    })
  })

  app.post<ById>('/charges/drafts/:id/confirmation', { config: { needs: 'issue' } }, (request, reply) => {
    const who = signedIn(request)
    return confirmAndSay<ChargeDraft>(db, reply, chargeOf(who), request.params.id, async (trx, draft) => {
      const input = await readChargeForm(trx, who.partner, draft.form, who.act.at)
      const { result } = await postCharge(trx, who.act, input, BY_HAND)
      return postedInWords(result, formatIn(input.currency, request))
    })
  })

  app.get('/charges/trial', { config: { needs: 'read' } }, (request, reply) => {
    const who = signedIn(request)
    const given = request.query as Record<string, unknown>
    const typed = fieldsOf(given, CHARGE_LABELS)
    const asked = given.amount !== undefined
    return orAgain<unknown>(
      async () => {
        if (!asked)
          return showForm(db, request, reply, 'charges/trial', { payment_mode: 'postpaid', ...given })
        const tried = { ...typed, charge_id: handMadeId('charge') }
        const input = await readChargeForm(db, who.partner, tried, who.act.at)
        const shown = await preview(db, request, input)
        return showForm(db, request, reply, 'charges/trial', typed, [], shown)
      },
      (errors) => showForm(db, request, reply.code(422), 'charges/trial', typed, errors),
    )
  })
}

function chargeOf({ member }: SignedIn) {
  return { memberId: member.id, kind: 'charge' }
}

/** How amounts are shown that were read just now: in the currency of then, if the partner's has changed meanwhile. */
function formatIn(currency: Currency, request: FastifyRequest): Format {
  return formatFor({ ...signedIn(request).partner, currency }, request.language)
}

async function preview(db: Db, request: FastifyRequest, input: FoundCharge) {
  const result = await previewCharge(db, signedIn(request).act, input)
  const format = formatIn(input.currency, request)
  const { t } = format
  const customer = `${input.customer.name} (${input.customer.accountId})`
  const product = `${input.product.name} (${input.product.code})`
  const answers: [field: string, label: Sentence, value: string][] = [
    ['customer', 'Customer', customer],
    ['product', 'Product', product],
    ['payment_mode', 'Payment mode', t(labelOf(CHARGE_MODE_OPTIONS, input.paymentMode))],
    ['amount', 'Amount', format.money(input.amountMinor)],
    ['occurred_on', 'Fee of', input.occurredAt === null ? t('Now') : format.at(input.occurredAt)],
    ['description', 'Description', input.description || t('None')],
    ['charge_id', 'Charge ID', input.chargeId],
  ]
  return {
    ...resultInWords(result, { customer, product }, format),
    currency: input.currency.code,
    answers: answers.map(([field, label, value]) => ({ field, label: t(label), value })),
  }
}

async function showForm(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  view: 'charges/form' | 'charges/trial',
  typed: Record<string, unknown>,
  errors: FieldError[] = [],
  result: object | null = null,
) {
  const { partner, format } = signedIn(request)
  const products = await listProductChoices(db, partner.id)
  return page(reply, view, {
    form: form(CHARGE_LABELS, typed, errors),
    currency: partner.currency.code,
    modes: CHARGE_MODE_OPTIONS.map(([value, label]) => [value, format.t(label)]),
    products: [
      ['', format.t('Choose a product')],
      ...products.map(({ code, name }) => [code, `${name} (${code})`]),
    ],
    result,
  })
}
