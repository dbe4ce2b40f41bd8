import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { auditFilters, listEvents } from '../src/audit/audit-list.ts'
import { listBillCharges, listBillRefunds } from '../src/bills/bill-content.ts'
import { billFilters, findBill, listBills } from '../src/bills/bill-queries.ts'
import { budgetFilters, listBudgetEntries } from '../src/budget/budget-list.ts'
import { chargeFilters, listCharges } from '../src/charges/charge-list.ts'
import { listChargeEntries, listRefunds } from '../src/charges/charge-queries.ts'
import { customerFilters, listCustomers } from '../src/customers/customer-queries.ts'
import type { Db } from '../src/database/open.ts'
import { listLines } from '../src/issuances/issuance-queries.ts'
import { listReviews, reviewFilters } from '../src/issuances/review-list.ts'
import { ledgerDownload } from '../src/ledger/ledger-download.ts'
import { listEntries } from '../src/ledger/ledger-queries.ts'
import { listInvitations } from '../src/members/invitations.ts'
import { listMembers } from '../src/members/member-queries.ts'
import { currencyOf } from '../src/money/currency.ts'
import { listTokens } from '../src/partners/api-tokens.ts'
import { listProducts, productFilters } from '../src/products/product-queries.ts'
import { customerLiabilityFilters, listCustomerLiabilities } from '../src/reports/customer-liability.ts'
import { listStatementLinks } from '../src/statements/statement-links.ts'
import { listHeldEntries, listHeldVouchers } from '../src/statements/statement-queries.ts'
import { listIssuances, listTemplates, templateFilters } from '../src/templates/template-queries.ts'
import { listWithdrawn } from '../src/vouchers/withdrawal-queries.ts'
import { type Filters, type FilterValues, filterValues } from '../src/web/filters.ts'
import type { Position } from '../src/web/paging.ts'
import { freshDatabase, seed } from './support/database.ts'
import { plansOf } from './support/plans.ts'

/** A list, and the index that the database goes along for it. */
interface List {
  /** Where it is, below src. */
  file: string
  filters: Filters
  read(db: Db, query: Record<string, string>, position: Position): Promise<unknown>
  /**
   * By the query's params: the index and the columns that it is entered by, as EXPLAIN QUERY PLAN names them. Where
   * the bracket is open, the place in the list comes next, so that a page far in takes no longer than the first.
   */
  ways: Record<string, Way>
  /** The place behind a row, by the param that its order hangs on; '' is for all others. A list without has no second page. */
  places?: Record<string, string>
}

/** A list that passes over rows which it does not show, sorts them or scans a table needs a reason why it may. */
type Way = string | ({ index: string } & { [But in 'passesOver' | 'sorts' | 'scans']?: string })

const AT = '2026-11-23T09:00:00.000Z'
const PARTNER = { id: 1, timeZone: 'UTC', currency: currencyOf('USD') }
const FIRST: Position = { after: null, before: null }

// Why a list may.
const HAND_MADE = 'each is made by hand: tens, or a few hundreds'
const FILES = 'each is a file that somebody imported: thousands after years'
const CATALOGUE = 'the products of one partner: tens, or a few hundreds'
const DAYS = 'as much as those days have'
const HELD = 'what one customer ever held: tens, or a few hundreds'
const ANY_PART =
  'no index knows any part of a name: a hundred thousand names are looked through in tens of milliseconds'
const EXPORTED = 'an export of the command line, in a process where nobody else waits'

/** A table is gone through as a whole. What is made on the way, such as of an array of JSON, is none. */
const IS_SCANNED = /^SCAN (?!CONSTANT ROW|\(subquery|json_each)/m

/** Rows that tie in all but the last key of the order are gone into at the very place. */
const AMONG_TIES = /=\? AND (id|rowid|customer_id)[<>]\?\)$/m

const { db, file } = await freshDatabase(t)
await seed(db)

const READER = { partner: PARTNER, act: { partnerId: PARTNER.id, memberId: null, address: 'test', at: AT } }
const LEDGER_FILTERS = await ledgerDownload.filters(db, READER)

const LISTS: Record<string, List> = {
  bills: list('bills/bill-queries.ts', billFilters, {
    read: (db, values, position) => listBills(db, PARTNER.id, values, position),
    places: { '': '5' },
    ways: {
      '': 'bills_of_partner (partner_id=?',
      'file=july': { index: 'bills_of_partner (partner_id=?', passesOver: FILES },
      'covers=further_lines': { index: 'bills_of_partner (partner_id=?', passesOver: FILES },
    },
  }),
  'a bill with its sums': unfiltered('bills/bill-queries.ts', {
    read: (db) => findBill(db, PARTNER.id, 1).catch(() => undefined),
    ways: { '': 'bill_sums USING INTEGER PRIMARY KEY (rowid=?)' },
  }),
  'charges of a bill': unfiltered('bills/bill-content.ts', {
    read: (db) => listBillCharges(db, 1, 200),
    ways: { '': 'charges_of_bill (bill_id=?)' },
  }),
  'refunds of a bill': unfiltered('bills/bill-content.ts', {
    read: (db) => listBillRefunds(db, 1, 200),
    ways: { '': 'refunds_of_bill (bill_id=?)' },
  }),
  charges: list('charges/charge-list.ts', chargeFilters, {
    read: (db, values, position) => listCharges(db, PARTNER, values, position),
    places: { customer: '5', bill: '5', occurred_from: `${AT}~5`, occurred_before: `${AT}~5`, '': '5' },
    ways: {
      '': 'charges_by_posting (partner_id=?',
      'charge_id=C-1': 'sqlite_autoindex_charges_1 (partner_id=? AND charge_id=?',
      'customer=1001': 'charges_of_customer (customer_id=?',
      'product=compute': 'charges_of_product (product_id=?',
      'payment_mode=prepaid': 'charges_by_payment_mode (partner_id=? AND payment_mode=?',
      'covered=fully': 'charges_by_cover (partner_id=? AND cover=?',
      'source=hand': 'charges_by_source (partner_id=? AND source=?',
      'occurred_from=2026-11-01': 'charges_by_time (partner_id=? AND occurred_at>?',
      'occurred_before=2026-12-01': 'charges_by_time (partner_id=? AND occurred_at<?',
      'bill=1': 'charges_of_bill (bill_id=?',
      'customer=1001&product=compute': 'charges_of_customer (customer_id=?',
      'customer=1001&occurred_from=2026-11-01': {
        index: 'charges_of_customer (customer_id=?',
        passesOver: DAYS,
      },
      'bill=1&occurred_before=2026-12-01': { index: 'charges_of_bill (bill_id=?', passesOver: DAYS },
      'source=hand&occurred_from=2026-11-01': {
        index: 'charges_by_time (partner_id=? AND occurred_at>?',
        passesOver: DAYS,
      },
    },
  }),
  'entries of a charge': unfiltered('charges/charge-queries.ts', {
    read: (db) => listChargeEntries(db, 1),
    ways: { '': 'ledger_entries_of_charge (charge_id=?)' },
  }),
  'refunds of a charge': unfiltered('charges/charge-queries.ts', {
    read: (db) => listRefunds(db, 1),
    ways: { '': 'refunds_of_charge (charge_id=?)' },
  }),
  customers: list('customers/customer-queries.ts', customerFilters, {
    read: (db, values, position) => listCustomers(db, PARTNER.id, values, position),
    places: { '': '1001' },
    ways: {
      '': 'sqlite_autoindex_customers_1 (partner_id=?',
      'account_id=10': 'sqlite_autoindex_customers_1 (partner_id=? AND account_id>?',
      'name=ada': { index: 'sqlite_autoindex_customers_1 (partner_id=?', passesOver: ANY_PART },
      'status=inactive': 'customers_by_status (partner_id=? AND active=?',
    },
  }),
  'what customers hold': list('reports/customer-liability.ts', customerLiabilityFilters, {
    read: (db, values, position) =>
      listCustomerLiabilities(db, { partnerId: PARTNER.id, values, at: AT }, position),
    places: { '': '5000~7' },
    ways: {
      '': 'customer_sums_by_size (partner_id=? AND balance_minor>?',
      'account_id=10': {
        index: 'customer_sums_by_size (partner_id=? AND balance_minor>?',
        passesOver: 'the largest comes first, whatever its account id: there is a row for each customer',
      },
      'name=ada': { index: 'customer_sums_by_size (partner_id=? AND balance_minor>?', passesOver: ANY_PART },
    },
  }),
  products: list('products/product-queries.ts', productFilters, {
    read: (db, values, position) => listProducts(db, PARTNER.id, values, position),
    places: { '': 'compute' },
    ways: {
      '': 'sqlite_autoindex_products_1 (partner_id=?',
      'code=c': 'sqlite_autoindex_products_1 (partner_id=? AND code>?',
      'name=c': { index: 'sqlite_autoindex_products_1 (partner_id=?', passesOver: CATALOGUE },
      'category=c': { index: 'sqlite_autoindex_products_1 (partner_id=?', passesOver: CATALOGUE },
      'excluded=yes': { index: 'sqlite_autoindex_products_1 (partner_id=?', passesOver: CATALOGUE },
      'eligible=yes': { index: 'sqlite_autoindex_products_1 (partner_id=?', passesOver: CATALOGUE },
    },
  }),
  templates: list('templates/template-queries.ts', templateFilters, {
    read: (db, values, position) =>
      listTemplates(db, PARTNER.id, values, position, { at: AT, timeZone: PARTNER.timeZone }),
    places: { '': '5' },
    // The codes of each row are sorted, as it names the first few of them.
    ways: Object.fromEntries(
      [
        '',
        'name=winter',
        'type=general',
        'usage=product_trial',
        'status=active',
        'payment_mode=prepaid',
        'product=compute',
        'funding=sponsored',
        'created_from=2026-11-01',
        'created_before=2026-12-01',
      ].map((query) => [
        query,
        { index: 'templates_of_partner (partner_id=?', passesOver: HAND_MADE, sorts: CATALOGUE },
      ]),
    ),
  }),
  'issuances of a template': unfiltered('templates/template-queries.ts', {
    read: (db) => listIssuances(db, 1, 20),
    ways: { '': 'issuances_of_template (template_id=?)' },
  }),
  reviews: list('issuances/review-list.ts', reviewFilters, {
    read: (db, values, position) => listReviews(db, PARTNER.id, values, position),
    places: { '': '5' },
    ways: {
      '': 'issuances_reviewed (partner_id=? AND status=?',
      'status=rejected': 'issuances_reviewed (partner_id=? AND status=?',
    },
  }),
  'vouchers of an issuance': unfiltered('issuances/issuance-queries.ts', {
    read: (db, _, position) => listLines(db, { id: 1, status: 'issued' }, position, 20),
    places: { '': '5' },
    ways: { '': 'vouchers_of_issuance (issuance_id=?' },
  }),
  'lines of an issuance': unfiltered('issuances/issuance-queries.ts', {
    read: (db, _, position) => listLines(db, { id: 1, status: 'in_review' }, position, 20),
    places: { '': '5' },
    ways: { '': 'PRIMARY KEY (issuance_id=?' },
  }),
  'vouchers of a withdrawal': unfiltered('vouchers/withdrawal-queries.ts', {
    read: (db) => listWithdrawn(db, 1, 20),
    ways: { '': 'ledger_entries_of_withdrawal (withdrawal_id=?)' },
  }),
  'entries of a voucher': unfiltered('ledger/ledger-queries.ts', {
    read: (db) => listEntries(db, 1),
    ways: { '': 'ledger_entries_of_voucher (voucher_id=?)' },
  }),
  ledger: list('ledger/ledger-download.ts', LEDGER_FILTERS, {
    read: (db, values, position) => ledgerDownload.open(db, READER).take(values, position),
    places: { '': '5' },
    ways: {
      '': { index: 'ledger_entries', scans: EXPORTED },
      'voucher=0000-0000-0000': 'ledger_entries_of_voucher (voucher_id=?',
      'kind=withdraw': { index: 'ledger_entries', scans: EXPORTED },
      'posted_from=2026-11-01': { index: 'ledger_entries', scans: EXPORTED },
      'posted_before=2026-12-01': { index: 'ledger_entries', scans: EXPORTED },
    },
  }),
  'links to a statement': unfiltered('statements/statement-links.ts', {
    read: (db, _, position) => listStatementLinks(db, PARTNER.id, 1, position),
    places: { '': '5' },
    ways: { '': 'statements_of_customer (customer_id=?' },
  }),
  'vouchers of a statement': unfiltered('statements/statement-queries.ts', {
    read: (db, _, position) => listHeldVouchers(db, 1, AT, position),
    places: { '': `1-${AT}-0000000000000005` },
    ways: { '': { index: 'vouchers_of_customer (customer_id=?', sorts: HELD } },
  }),
  'entries of a statement': unfiltered('statements/statement-queries.ts', {
    read: (db, _, position) => listHeldEntries(db, 1, position, 50),
    places: { '': '5~5' },
    ways: { '': 'vouchers_of_customer (customer_id=?' },
  }),
  'audit log': list('audit/audit-list.ts', await auditFilters(db, PARTNER.id), {
    read: (db, values, position) => listEvents(db, PARTNER, values, position),
    places: { '': `${AT}~5` },
    ways: {
      '': 'audit_events_by_time (partner_id=?',
      'member=1': 'audit_events_by_member (partner_id=? AND member_id=?',
      'member=scrip': 'audit_events_by_actor (partner_id=? AND actor=?',
      'member=command_line': 'audit_events_by_actor (partner_id=? AND actor=?',
      'member=token': 'audit_events_by_actor (partner_id=? AND actor=?',
      'action=customer.added': 'audit_events_by_action (partner_id=? AND action=?',
      'subject=customer 1': 'audit_events_by_subject (partner_id=? AND subject=?',
      'done_from=2026-11-01': 'audit_events_by_time (partner_id=? AND at>?',
      'done_before=2026-12-01': 'audit_events_by_time (partner_id=? AND at<?',
      'member=token&subject=charge 1': 'audit_events_by_subject (partner_id=? AND subject=?',
      'member=token&action=refund.posted': 'audit_events_by_action (partner_id=? AND action=?',
      'action=customer.added&done_from=2026-11-01':
        'audit_events_by_action (partner_id=? AND action=? AND at>?',
    },
  }),
  members: unfiltered('members/member-queries.ts', {
    read: (db) => listMembers(db, PARTNER.id, AT),
    ways: { '': { index: 'members_of_partner (partner_id=?)', sorts: HAND_MADE } },
  }),
  invitations: unfiltered('members/invitations.ts', {
    read: (db) => listInvitations(db, PARTNER.id, AT),
    ways: { '': { index: 'invitations_of_partner (partner_id=?)', passesOver: HAND_MADE } },
  }),
  'API tokens': unfiltered('partners/api-tokens.ts', {
    read: (db) => listTokens(db, PARTNER.id),
    ways: { '': 'api_tokens_of_partner (partner_id=?)' },
  }),
  budget: list('budget/budget-list.ts', budgetFilters, {
    read: (db, values, position) => listBudgetEntries(db, PARTNER, values, position),
    places: { '': '5', posted_from: `${AT}~5`, posted_before: `${AT}~5` },
    ways: {
      '': 'budget_entries_of_partner (partner_id=?',
      'kind=reclaim': 'budget_entries_by_kind (partner_id=? AND kind=?',
      'posted_from=2026-11-01': 'budget_entries_by_time (partner_id=? AND posted_at>?',
      'posted_before=2026-12-01': 'budget_entries_by_time (partner_id=? AND posted_at<?',
      'kind=issue&posted_from=2026-11-01': 'budget_entries_by_time (partner_id=? AND posted_at>?',
    },
  }),
}

for (const [name, { read, ways, places }] of Object.entries(LISTS)) {
  for (const [query, way] of Object.entries(ways)) {
    t.test(`${name} ${query}`.trim(), async (t) => {
      const { index, ...may } = typeof way === 'string' ? { index: way } : way
      for (const position of positionsOf(places, query)) {
        const params = Object.fromEntries(new URLSearchParams(query))
        const steps = await plansOf(file, (db) => read(db, params, position))
        const plan = steps.join('\n')
        const along = steps.filter((step) => step.includes(index))
        t.ok(along.length > 0, `it goes along ${index}\n${plan}`)
        if (position !== FIRST && !may.sorts) {
          t.ok(
            along.every((step) => /[<>]\?\)$/.test(step)),
            `from its place on\n${plan}`,
          )
          if (position.after?.includes('~'))
            t.match(plan, AMONG_TIES, `among ties from its place on\n${plan}`)
        }
        if (!may.sorts) t.notMatch(plan, 'TEMP B-TREE', `sorts nothing\n${plan}`)
        if (!may.scans) t.notMatch(plan, IS_SCANNED, `scans nothing\n${plan}`)
      }
    })
  }
}

/** The first page of a list and, where it has one, a page behind a row. */
function positionsOf(places: List['places'], query: string): Position[] {
  if (!places) return [FIRST]
  const own = Object.keys(places).find((param) => param !== '' && query.includes(`${param}=`))
  return [FIRST, { after: places[own ?? ''] ?? null, before: null }]
}

t.test('each filter of each list is tried alone', async (t) => {
  for (const [name, { filters, ways }] of Object.entries(LISTS)) {
    const alone = Object.keys(ways).filter((query) => !query.includes('&'))
    const tried = alone.map((query) => query.split('=')[0])
    t.same([...new Set(tried)].sort(), ['', ...Object.keys(filters)].sort(), name)
  }
})

t.test('every file that takes a page of a list has its list here', async (t) => {
  const src = join(import.meta.dirname, '../src')
  const taking = globSync('**/*.ts', { cwd: src }).filter((file) =>
    /import .*\b(takePage|pageAt)\b/.test(readFileSync(join(src, file), 'utf8')),
  )
  const own = 'vouchers/voucher-list.ts' // has test/vouchers/voucher-list-plans.test.ts
  const listed = Object.values(LISTS).map(({ file }) => file)
  t.ok(taking.length > 10)
  t.same(taking.filter((file) => !listed.includes(file)).sort(), [own])
})

/** A list with filters. @param read reads a page by their values */
function list<F extends Filters>(
  file: string,
  filters: F,
  {
    read,
    ...rest
  }: Omit<List, 'file' | 'filters' | 'read'> & {
    read(db: Db, values: FilterValues<F>, position: Position): Promise<unknown>
  },
): List {
  return {
    file,
    filters,
    ...rest,
    read: (db, query, position) => read(db, filterValues(filters, query), position),
  }
}

/** A list without filters. */
function unfiltered(file: string, rest: Omit<List, 'file' | 'filters'>): List {
  return { file, filters: {}, ...rest }
}
