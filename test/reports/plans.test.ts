import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely'
import t from 'tap'
import { findBudget } from '../../src/budget/budget-queries.ts'
import type { Db } from '../../src/database/open.ts'
import { listExpiryBalances, sumBalances } from '../../src/reports/balance-queries.ts'
import { allCustomerLiabilities, listCustomerLiabilities } from '../../src/reports/customer-liability.ts'
import { findBeginnings, sumInReview } from '../../src/reports/overview-queries.ts'
import { listProductUsage, sumIssued, sumUsed } from '../../src/reports/turnover-queries.ts'
import { stretchOf } from '../../src/time/month.ts'
import { freshDatabase, seed } from '../support/database.ts'

const AT = '2026-11-23T09:00:00.000Z'
const MONTHS = [stretchOf('2026-10', 'UTC'), stretchOf('2026-11', 'UTC')]
const FIRST = { after: null, before: null }
const LATER = { after: '5000~7', before: null }

/** What is read by the overview and the reports. */
const READS: Record<string, (db: Db, partnerId: number) => Promise<unknown>> = {
  'balances by how soon they expire': (db, id) => sumBalances(db, id, [{ afterAt: AT, untilAt: '9999' }]),
  'balances by expiry': listExpiryBalances,
  'what was issued': (db, id) => sumIssued(db, id, stretchOf('2026-11', 'UTC')),
  'what was used': (db, id) => sumUsed(db, id, MONTHS),
  'what was used by product': (db, id) => listProductUsage(db, id, MONTHS),
  'what waits for review': sumInReview,
  'whether anything is there': findBeginnings,
  'the budget': findBudget,
  'customers by account id': (db, id) =>
    listCustomerLiabilities(db, searchOf(id, { account_id: '1' }), FIRST),
}

/** The lists of customers, which must come in the order of an index besides. */
const LISTS: Record<string, (db: Db, partnerId: number) => Promise<unknown>> = {
  'customers, first page': (db, id) => listCustomerLiabilities(db, searchOf(id), FIRST),
  'customers, later page': (db, id) => listCustomerLiabilities(db, searchOf(id), LATER),
  'customers by name': (db, id) => listCustomerLiabilities(db, searchOf(id, { name: 'a' }), FIRST),
  'customers, all of them': (db, id) => Array.fromAsync(allCustomerLiabilities(db, searchOf(id))),
}

for (const [what, read] of Object.entries({ ...READS, ...LISTS })) {
  t.test(`${what}: no table is gone through as a whole`, async (t) => {
    const plan = await planOf(t, read)
    t.ok(plan.length > 0)
    t.same(
      plan.filter((step) => /^SCAN (?!stretches|used$|\d+ CONSTANT|CONSTANT)/.test(step)),
      [],
      plan.join('; '),
    )
    t.notMatch(plan.join('; '), /ledger_entries/)
  })
}

for (const [what, read] of Object.entries(LISTS)) {
  t.test(`${what}: nothing is sorted`, async (t) => {
    const plan = (await planOf(t, read)).join('; ')
    t.match(plan, /customer_sums_by_size \(partner_id=\? AND .*balance_minor/)
    t.match(plan, /vouchers USING COVERING INDEX vouchers_held/)
    t.notMatch(plan, /TEMP B-TREE/)
  })
}

function searchOf(partnerId: number, values: { account_id?: string; name?: string } = {}) {
  return { partnerId, values: { account_id: null, name: null, ...values }, at: AT }
}

/** How the database goes about whatever is read. */
async function planOf(t: Parameters<typeof freshDatabase>[0], read: (typeof READS)[string]) {
  const { db } = await freshDatabase(t)
  const { partnerId } = await seed(db)
  const nodes: RootOperationNode[] = []
  const collecting: KyselyPlugin = {
    transformQuery({ node }) {
      nodes.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  await read(db.withPlugin(collecting), partnerId)
  const steps = nodes.map(async (node) => {
    const query = db.getExecutor().compileQuery(node, { queryId: 'plan' })
    const explained = CompiledQuery.raw(`EXPLAIN QUERY PLAN ${query.sql}`, [...query.parameters])
    const { rows } = await db.executeQuery<{ detail: string }>(explained)
    return rows.map(({ detail }) => detail)
  })
  return (await Promise.all(steps)).flat()
}
