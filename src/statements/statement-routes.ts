import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { partsInSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import { ENGLISH, type Language } from '../languages/languages.ts'
import { currencyOf } from '../money/currency.ts'
import { slowingGuesses } from '../sign-in/guesses.ts'
import type { At } from '../time/instant.ts'
import { sendCsv } from '../web/csv-export.ts'
import { readFilters } from '../web/filters.ts'
import { type Format, formatFor } from '../web/format.ts'
import { allPages } from '../web/paging.ts'
import { paths } from '../web/paths.ts'
import { barePage } from '../web/views.ts'
import { readStatement, type StatementPage, termsIn } from './read-statement.ts'
import { openStatement, type StatementHolder } from './statement-links.ts'
import { type HeldVoucher, listHeldEntries, termsOfHolder } from './statement-queries.ts'
import { ENTRY_COLUMNS, entryCells, figuresInWords, headingOf, heldInWords } from './statement-words.ts'

/** Rows that the download reads at a time, between which others get their turn. */
const CSV_ROWS = 1000

interface ByToken {
  Params: { token: string }
}

/**
 * What a customer opens without signing in: all vouchers it ever held, with every entry. Nothing that is the
 * partner's own business is on it: no reasons, notes, members, template names or budget.
 *
 * @param now the clock
 */
export function statementRoutes(app: FastifyInstance, db: Db, now: () => At): void {
  const holderOf = ({ params, ip }: FastifyRequest<ByToken>, at: At) =>
    slowingGuesses(db, { address: ip, at }, () => openStatement(db, params.token, at))

  app.get<ByToken>('/statements/:token', { config: { needs: 'nobody' } }, async (request, reply) => {
    keepOutOfSearch(reply)
    const { token } = request.params
    const at = now()
    const holder = await holderOf(request, at)
    const format = formatOf(holder, request.language)
    const { values, position, errors } = readFilters({}, request.query)
    if (values === null) throw new InvalidInput(errors)
    const statement = await readStatement(db, holder.customerId, at, position)
    return barePage(reply, 'statements/statement', {
      partnerName: holder.partnerName,
      customer: { accountId: holder.accountId, name: holder.customerName },
      currency: holder.currency,
      asOf: { at: format.at(at), timeZone: holder.timeZone },
      figures: figuresInWords(statement.holdings, format),
      groups: groupsOf(statement, { at, graceDays: holder.graceDays }, format),
      csv: paths.statementEntries(token),
      entryCount: format.count(statement.holdings.entryCount),
      part: partInWords(statement, format),
      list: pagerOf(token, statement, format),
    })
  })

  app.get<ByToken>(
    '/statements/:token/entries.csv',
    { config: { needs: 'nobody' } },
    async (request, reply) => {
      keepOutOfSearch(reply)
      const at = now()
      const holder = await holderOf(request, at)
      const format = formatOf(holder, ENGLISH)
      const currency = currencyOf(holder.currency)
      const pages = partsInSnapshot(db, (snapshot) => entriesWithTerms(snapshot, holder.customerId))
      return sendCsv(reply, 'statement', ENTRY_COLUMNS, pages, ({ entry, terms }) =>
        entryCells(entry, terms, at, currency, format),
      )
    },
  )
}

/** Every entry of every voucher of a customer, some at a time. */
async function* entriesWithTerms(db: Db, customerId: number) {
  const terms = await termsOfHolder(db, customerId)
  for await (const entries of allPages((position) => listHeldEntries(db, customerId, position, CSV_ROWS))) {
    yield entries.map((entry) => ({ entry, terms: termsIn(terms, entry.templateId) }))
  }
}

/** Whoever has the link may read it; a search engine that was handed it is not to keep it. */
function keepOutOfSearch(reply: FastifyReply): void {
  reply.header('x-robots-tag', 'noindex, nofollow')
}

function formatOf({ currency, timeZone }: StatementHolder, language: Language): Format {
  return formatFor({ currency: currencyOf(currency), timeZone }, language)
}

/** The vouchers of a page under their headings, in the order they come. */
function groupsOf(statement: StatementPage, clock: { at: At; graceDays: number }, format: Format) {
  const { found, termsOf, entriesOf, entryCountOf } = statement
  const show = (held: HeldVoucher) =>
    heldInWords(held, termsOf(held), entriesOf(held), entryCountOf(held), clock, format)
  return [...Map.groupBy(found.rows, (held) => headingOf(held, clock.at, format))].map(
    ([heading, vouchers]) => ({
      heading,
      vouchers: vouchers.map(show),
    }),
  )
}

/** Said where a page is not all of it: on paper there are no links to the others. */
function partInWords({ holdings, found }: StatementPage, { t, count }: Format): string {
  if (found.before === null && found.after === null) return ''
  return t('This page shows {shown} of {count} vouchers. The others are on the pages before and after it.', {
    shown: count(found.rows.length),
    count: count(holdings.voucherCount),
  })
}

function pagerOf(token: string, { found: { before, after } }: StatementPage, { t }: Format) {
  return {
    before: before && { label: t('Previous vouchers'), href: paths.statement(token, { before }) },
    after: after && { label: t('Next vouchers'), href: paths.statement(token, { after }) },
  }
}
