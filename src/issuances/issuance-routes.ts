import type { FastifyInstance } from 'fastify'
import { partsInSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { decimal } from '../money/format-amount.ts'
import { signedIn } from '../partners/signed-in.ts'
import { sendCsv } from '../web/csv-export.ts'
import { leaveFlash } from '../web/flash.ts'
import { allPages } from '../web/paging.ts'
import { idOf, paths } from '../web/paths.ts'
import { redirect } from '../web/views.ts'
import { cancelIssuance } from './cancel-issuance.ts'
import { orOnItsPage, showIssuance } from './issuance-page.ts'
import { findIssuance, listLines } from './issuance-queries.ts'

/** Rows that a download reads at a time, between which others get their turn. */
const EXPORT_ROWS = 1000

interface ById {
  Params: { id: string }
}

/** The page of one issuance, all of its lines, and taking it back while it waits for review. */
export function issuanceRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>('/issuances/:id', { config: { needs: 'read' } }, (request, reply) =>
    showIssuance(db, request, reply, idOf(request.params.id)),
  )

  // The form of issuing reads the same columns.
  app.get<ById>('/issuances/:id/lines.csv', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner } = signedIn(request)
    // One that is not there is told before the first byte.
    const { id } = await findIssuance(db, partner.id, idOf(request.params.id))
    const pages = partsInSnapshot(db, async function* (snapshot) {
      const issuance = await findIssuance(snapshot, partner.id, id)
      yield* allPages((position) => listLines(snapshot, issuance, position, EXPORT_ROWS))
    })
    const columns = ['account_id', 'name', 'amount']
    return sendCsv(reply, `issuance-${id}`, columns, pages, (line) => [
      line.accountId,
      line.customerName,
      decimal(line.amountMinor, partner.currency),
    ])
  })

  app.post<ById>('/issuances/:id/cancellation', { config: { needs: 'issue' } }, (request, reply) => {
    const id = idOf(request.params.id)
    return orOnItsPage<unknown>(db, request, reply, id, async () => {
      await cancelIssuance(db, signedIn(request).act, id)
      leaveFlash(reply, phrase('Issuance {id} is cancelled. No voucher was issued.', { id }))
      return redirect(reply, paths.issuance(id))
    })
  })
}
