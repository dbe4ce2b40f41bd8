import {
  customerFilters,
  findCustomersByAccountId,
  listCustomers,
  type StoredCustomer,
} from '../customers/customer-queries.ts'
import type { Db } from '../database/open.ts'
import {
  hasTemplate,
  listTemplates,
  type TemplateRow,
  templateFilters,
} from '../templates/template-queries.ts'
import type { At } from '../time/instant.ts'
import { readNumber } from '../vouchers/voucher.ts'
import { findVouchersByNumber } from '../vouchers/voucher-queries.ts'
import { filterValues } from '../web/filters.ts'
import { paths } from '../web/paths.ts'

/** Who searches: for which partner, and when. */
interface Searcher {
  partner: { id: number; timeZone: string }
  at: At
}

/** What a text finds: the first of each kind, and of which there are more. */
export interface Found {
  customers: StoredCustomer[]
  templates: TemplateRow[]
  vouchers: Awaited<ReturnType<typeof findVouchersByNumber>>
  more: Record<'customersByAccountId' | 'customersByName' | 'templates' | 'vouchers', boolean>
}

/** How many of each kind are shown: the lists have the others. */
const SHOWN = 10
const START = { after: null, before: null }

/** The pages of all that is called just so: a voucher by its number, a customer by its account id, a template by its id. */
export async function findExactly(db: Db, { partner }: Searcher, text: string): Promise<string[]> {
  const number = readNumber(text)
  const vouchers = number === null ? [] : await findVouchersByNumber(db, partner.id, number, 1)
  const customers = await findCustomersByAccountId(db, partner.id, [text])
  const template = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0
  const isTemplate = await hasTemplate(db, partner.id, template)
  return [
    ...vouchers
      .filter((voucher) => voucher.number === number)
      .map((voucher) => paths.voucher(voucher.number)),
    ...customers.map(({ id }) => paths.customer(id)),
    ...(isTemplate ? [paths.template(template)] : []),
  ]
}

/** The first of each kind that a text finds: walks through an index, or through the names of one partner's list. */
export async function findSome(db: Db, { partner, at }: Searcher, text: string): Promise<Found> {
  const customersBy = (column: 'account_id' | 'name') =>
    listCustomers(db, partner.id, filterValues(customerFilters, { [column]: text }), START, SHOWN)
  const byAccountId = await customersBy('account_id')
  const byName = await customersBy('name')
  const named = filterValues(templateFilters, { name: text })
  const templates = await listTemplates(
    db,
    partner.id,
    named,
    START,
    { at, timeZone: partner.timeZone },
    SHOWN,
  )
  const number = readNumber(text)
  const vouchers = number === null ? [] : await findVouchersByNumber(db, partner.id, number, SHOWN + 1)
  const others = byName.rows.filter(({ id }) => byAccountId.rows.every((row) => row.id !== id))
  return {
    customers: [...byAccountId.rows, ...others],
    templates: templates.rows,
    vouchers: vouchers.slice(0, SHOWN),
    more: {
      customersByAccountId: byAccountId.after !== null,
      customersByName: byName.after !== null,
      templates: templates.after !== null,
      vouchers: vouchers.length > SHOWN,
    },
  }
}
