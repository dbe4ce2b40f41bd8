import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { idOf, paths } from '../web/paths.ts'
import { requireSeen } from '../web/seen.ts'
import { redirect } from '../web/views.ts'
import { approveIssuance } from './approve-issuance.ts'
import { findReviewable, writeDecision } from './decide-issuance.ts'
import { orOnItsPage } from './issuance-page.ts'
import { listFirstLines } from './issuance-queries.ts'
import { checkReview, type Review } from './review-check.ts'
import { approvalForm, rejectionForm, whatIsDecided } from './review-page.ts'

interface ById {
  Params: { id: string }
}

/** A decision, with the transaction that makes it. */
type Decide = (trx: Db, who: SignedIn, review: Review) => Promise<void>

/** Deciding on what waits for a review. */
export function reviewRoutes(app: FastifyInstance, db: Db): void {
  app.post<ById>('/issuances/:id/approval', { config: { needs: 'review' } }, (request, reply) =>
    decide(db, request, reply, 'issued', async (trx, { act, partner }, review) => {
      const { approvalReason } = parse(approvalForm, request.body)
      await approveIssuance(trx, act, partner.timeZone, review, approvalReason, randomBytes)
    }),
  )

  app.post<ById>('/issuances/:id/rejection', { config: { needs: 'review' } }, (request, reply) =>
    decide(db, request, reply, 'rejected', async (trx, { act }, { issuance }) => {
      const { rejectionReason } = parse(rejectionForm, request.body)
      await writeDecision(trx, act, issuance, 'rejected', rejectionReason)
    }),
  )
}

const DONE = {
  issued: 'Issuance {id} is approved, and its vouchers are issued.',
  rejected: 'Issuance {id} is rejected. No voucher was issued.',
} as const

/** Decides in one transaction: who comes second finds it decided, and whoever decides again is led to the result. */
function decide(
  db: Db,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
  decision: keyof typeof DONE,
  change: Decide,
) {
  const who = signedIn(request)
  const id = idOf(request.params.id)
  return orOnItsPage<unknown>(db, request, reply, id, async () => {
    await db.transaction().execute(async (trx) => {
      const issuance = await findReviewable(trx, who.act, id, decision)
      if (issuance === null) return
      const review = await checkReview(trx, who.partner, issuance, who.act.at)
      const lines = await listFirstLines(trx, issuance)
      requireSeen(request.body, whatIsDecided(who, review, lines))
      await change(trx, who, review)
    })
    leaveFlash(reply, phrase(DONE[decision], { id }))
    return redirect(reply, paths.issuance(id))
  })
}
