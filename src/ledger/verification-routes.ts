import type { FastifyInstance } from 'fastify'
import { inSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import type { Phrase } from '../errors.ts'
import { say } from '../languages/words.ts'
import { signedIn } from '../partners/signed-in.ts'
import { page } from '../web/views.ts'
import { verifyPartner } from './verify.ts'

/** How many disagreements the page shows; the command line shows all. */
const MOST_SHOWN = 200

/** Recomputing the books from the ledger, for owners. It writes nothing. */
export function verificationRoutes(app: FastifyInstance, db: Db): void {
  app.get('/verification', { config: { needs: 'own' } }, (_request, reply) =>
    page(reply, 'ledger/verification', { outcome: null }),
  )

  app.post('/verification', { config: { needs: 'own' } }, async (request, reply) => {
    const { partner, format, act } = signedIn(request)
    const { t } = format
    const books = { id: partner.id, currency: partner.currency.code }
    const shown: Phrase[] = []
    let found = 0
    const checked = await inSnapshot(db, (snapshot) =>
      verifyPartner(snapshot, books, (disagreement) => {
        found++
        if (found <= MOST_SHOWN) shown.push(disagreement)
      }),
    )
    return page(reply, 'ledger/verification', {
      outcome: {
        at: format.at(act.at),
        agrees: found === 0,
        found: format.count(found),
        more: found > MOST_SHOWN ? format.count(found - MOST_SHOWN) : '',
        disagreements: shown.map((disagreement) => say(t, disagreement)),
        checked: checked.map(({ records, count }) => ({ records: t(records), count: format.count(count) })),
      },
    })
  })
}
