import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, phrase } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { decimal } from '../money/format-amount.ts'
import { findSettings } from '../partners/settings.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { confirmAndSay } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { amount, field, line, parse } from '../web/fields.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { fingerprint, requireSeen } from '../web/seen.ts'
import { page, redirect } from '../web/views.ts'
import { handMadeId } from './charge-form.ts'
import { findCharge } from './charge-queries.ts'
import { planRefund, vouchersPart } from './plan-refund.ts'
import { listPaid, notCovered, postRefund, type RefundInput } from './post-refund.ts'

const LABELS = { amount: 'Amount', refund_id: 'Refund ID' } as const

interface RefundDraft {
  chargeId: string
  form: Record<string, unknown>
}

interface ByChargeId {
  Params: { chargeId: string }
  Querystring: { draft?: string }
}

interface ById {
  Params: { id: string }
}

/** Refunding what vouchers covered of a charge: form, check, confirm. */
export function refundRoutes(app: FastifyInstance, db: Db): void {
  app.get<ByChargeId>(
    '/charges/:chargeId/refunds/new',
    { config: { needs: 'issue' } },
    async (request, reply) => {
      const who = signedIn(request)
      const charge = await findCharge(db, who.partner.id, request.params.chargeId)
      const { draft } = request.query
      const typed = draft
        ? (await findDraft<RefundDraft>(db, refundOf(who), draft)).content.form
        : { amount: decimal(charge.returnableMinor, who.partner.currency) }
      return showForm(db, request, reply, charge.chargeId, typed)
    },
  )

  app.post<ByChargeId>(
    '/charges/:chargeId/refunds/drafts',
    { config: { needs: 'issue' } },
    (request, reply) => {
      const who = signedIn(request)
      const { chargeId } = request.params
      const typed = fieldsOf(request.body, LABELS)
      return orAgain<unknown>(
        async () => {
          const draft = { chargeId, form: { ...typed, refund_id: typed.refund_id || handMadeId('refund') } }
          await readRefund(db, who.partner, draft)
          return redirect(reply, paths.refundDraft(await keepDraft(db, refundOf(who), draft, who.act.at)))
        },
        (errors) => showForm(db, request, reply.code(422), chargeId, typed, errors),
      )
    },
  )

  app.get<ById>('/refunds/drafts/:id', { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { partner, format } = who
    const { content, resultPath } = await findDraft<RefundDraft>(db, refundOf(who), request.params.id)
    if (resultPath !== null) return redirect(reply, resultPath)
    return orAgain<unknown>(
      async () => {
        const { charge, amountMinor } = await readRefund(db, partner, content)
        const foreseen = await foreseeRefund(db, partner.id, charge, amountMinor)
        const { refundsReturn, back } = foreseen
        return page(reply, 'charges/refund-check', {
          returns: refundsReturn === 1,
          seen: fingerprint(foreseen),
          chargeId: charge.chargeId,
          currency: partner.currency.code,
          amount: format.money(amountMinor),
          back: back.map((one) => ({ number: one.number, amount: format.amount(one.amountMinor) })),
          change: `${paths.newRefund(charge.chargeId)}?draft=${request.params.id}`,
          confirmation: paths.refundConfirmation(request.params.id),
        })
      },
      (errors) => showForm(db, request, reply.code(422), content.chargeId, content.form, errors),
    )
  })

  app.post<ById>('/refunds/drafts/:id/confirmation', { config: { needs: 'issue' } }, (request, reply) => {
    const who = signedIn(request)
    const { partner, act, format } = who
    return orAgain<unknown>(
      () =>
        confirmAndSay<RefundDraft>(db, reply, refundOf(who), request.params.id, async (trx, draft) => {
          const input = await readRefund(trx, partner, draft)
          const { chargeId } = input.charge
          requireSeen(request.body, await foreseeRefund(trx, partner.id, input.charge, input.amountMinor))
          await postRefund(trx, act, input, partner.currency, null)
          return {
            path: paths.charge(chargeId),
            said: phrase('{amount} of charge {charge} is refunded. What became of it stands below.', {
              amount: format.money(input.amountMinor),
              charge: chargeId,
            }),
          }
        }),
      async (errors) => {
        const { content } = await findDraft<RefundDraft>(db, refundOf(who), request.params.id)
        return showForm(db, request, reply.code(422), content.chargeId, content.form, errors)
      },
    )
  })
}

/** What a refund would do as things are: which vouchers get how much, in the order of posting. */
async function foreseeRefund(
  db: Db,
  partnerId: number,
  charge: { id: number; returnableMinor: number },
  amountMinor: number,
) {
  const { refundsReturn } = await findSettings(db, partnerId)
  const { returnedMinor } = vouchersPart(amountMinor, charge.returnableMinor, refundsReturn)
  return { refundsReturn, back: planRefund(returnedMinor, await listPaid(db, charge.id)) }
}

function refundOf({ member }: SignedIn) {
  return { memberId: member.id, kind: 'refund' }
}

/** @throws InvalidInput for an amount that is none, or more than vouchers cover */
async function readRefund(
  db: Db,
  partner: { id: number; currency: Currency },
  { chargeId, form }: RefundDraft,
): Promise<RefundInput> {
  const schema = z.object({ refund_id: line(200), amount: field(amount(partner.currency, 1)) })
  const read = parse(schema, form)
  const charge = await findCharge(db, partner.id, chargeId)
  if (read.amount > charge.returnableMinor)
    throw new InvalidInput([notCovered(charge.returnableMinor, partner.currency)])
  return { refundId: read.refund_id, charge, amountMinor: read.amount }
}

async function showForm(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  chargeId: string,
  typed: Record<string, unknown>,
  errors: FieldError[] = [],
) {
  const { partner, format } = signedIn(request)
  const charge = await findCharge(db, partner.id, chargeId)
  const { refundsReturn } = await findSettings(db, partner.id)
  return page(reply, 'charges/refund', {
    form: form(LABELS, typed, errors),
    chargeId,
    currency: partner.currency.code,
    covered: format.money(charge.returnableMinor),
    returns: refundsReturn === 1,
  })
}
