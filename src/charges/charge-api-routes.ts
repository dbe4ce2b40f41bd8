import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { asking } from '../partners/signed-in.ts'
import { amount, field, line, parse } from '../web/fields.ts'
import { findCharge } from './charge-queries.ts'
import { resultInJson } from './charge-result.ts'
import { postCharge, previewCharge } from './post-charge.ts'
import { postRefund, refundInJson } from './post-refund.ts'
import { readCharge } from './read-charge.ts'

interface ByChargeId {
  Params: { chargeId: string }
}

const BY_MACHINE = { needs: 'token', scope: 'charges:write', answers: 'json' } as const

/** Charges and refunds as a billing system posts them: with a token, as a form or as JSON, answered in JSON. */
export function chargeApiRoutes(app: FastifyInstance, db: Db): void {
  app.post('/charges', { config: BY_MACHINE }, async (request, reply) => {
    const { partner, act, tokenId } = asking(request)
    const source = { source: 'api', tokenId, billId: null, exactAmount: null } as const
    const answer = await db.transaction().execute(async (trx) => {
      const input = await readCharge(trx, partner, request.body, act.at)
      const { result, repeated } = await postCharge(trx, act, input, source)
      return { repeated, body: resultInJson(result, input.currency) }
    })
    return reply.code(answer.repeated ? 200 : 201).send(answer.body)
  })

  app.post('/charges/preview', { config: BY_MACHINE }, async (request) => {
    const { partner, act } = asking(request)
    const input = await readCharge(db, partner, request.body, act.at)
    return resultInJson(await previewCharge(db, act, input), input.currency)
  })

  app.post<ByChargeId>('/charges/:chargeId/refunds', { config: BY_MACHINE }, async (request, reply) => {
    const { partner, act, tokenId } = asking(request)
    const { refund_id: refundId, amount: amountMinor } = parse(
      z.object({ refund_id: line(200), amount: field(amount(partner.currency, 1)) }),
      request.body,
    )
    const { result, repeated } = await db.transaction().execute(async (trx) => {
      const charge = await findCharge(trx, partner.id, request.params.chargeId)
      return postRefund(trx, act, { refundId, charge, amountMinor }, partner.currency, tokenId)
    })
    return reply.code(repeated ? 200 : 201).send(refundInJson(result, partner.currency))
  })
}
