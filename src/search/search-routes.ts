import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { signedIn } from '../partners/signed-in.ts'
import { readFilters, textFilter } from '../web/filters.ts'
import { form } from '../web/forms.ts'
import { page, redirect } from '../web/views.ts'
import { foundInWords } from './found-in-words.ts'
import { findExactly, findSome } from './search.ts'

const searchFilters = { q: textFilter('Voucher, customer or template') }

/** The search that every page offers. */
export function searchRoutes(app: FastifyInstance, db: Db): void {
  app.get('/search', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const { values, given, errors } = readFilters(searchFilters, request.query)
    const text = values?.q ?? null
    const searcher = { partner: who.partner, at: who.act.at }
    const exact = text === null ? [] : await findExactly(db, searcher, text)
    // Where two are called so, such as a customer and a template, both are shown.
    if (exact.length === 1 && exact[0]) return redirect(reply, exact[0])
    return page(errors.length > 0 ? reply.code(422) : reply, 'search/results', {
      form: form({ q: searchFilters.q.label }, given, errors),
      sought: given.q,
      currency: who.partner.currency.code,
      found: text === null ? null : foundInWords(await findSome(db, searcher, text), text, who),
    })
  })
}
