import { type KyselyPlugin, QueryNode, SelectQueryNode, sql } from 'kysely'
import t from 'tap'
import { auditFilters, listEvents } from '../../src/audit/audit-list.ts'
import { filterValues } from '../../src/web/filters.ts'
import { freshDatabase, seed } from '../support/database.ts'

/** Turns every query into the question how the database would go about it. */
const EXPLAINED: KyselyPlugin = {
  transformQuery: ({ node }) =>
    SelectQueryNode.is(node) ? QueryNode.cloneWithExplain(node, undefined, sql`query plan`) : node,
  transformResult: async ({ result }) => result,
}

t.test(
  'whatever it is narrowed by, the log goes by an index in the order of time and sorts nothing',
  async (t) => {
    const { db } = await freshDatabase(t)
    const { partnerId, memberId } = await seed(db)
    const filters = await auditFilters(db, partnerId)
    const planOf = async (query: Record<string, string>) => {
      const partner = { id: partnerId, timeZone: 'UTC' }
      const position = { after: '2026-01-01T00:00:00.000Z~5', before: null }
      const values = filterValues(filters, query)
      const { rows } = await listEvents(db.withPlugin(EXPLAINED), partner, values, position)
      return (rows as unknown as { detail: string }[]).map(({ detail }) => detail).join('; ')
    }
    const member = String(memberId)
    const days = { done_from: '2026-01-01', done_before: '2026-02-01' }
    const cases: [Record<string, string>, RegExp][] = [
      [{}, /audit_events_by_time \(partner_id=\? AND at</],
      [days, /audit_events_by_time \(partner_id=\? AND at>/],
      [{ action: 'customer.added', ...days }, /audit_events_by_action \(partner_id=\? AND action=\? AND at>/],
      [{ subject: 'customer 1' }, /audit_events_by_subject \(partner_id=\? AND subject=\?/],
      [{ member }, /audit_events_by_member \(partner_id=\? AND member_id=\?/],
      [{ member: 'scrip' }, /audit_events_by_address \(partner_id=\? AND address=\?/],
      [{ member: 'token' }, /audit_events_by_time \(partner_id=\? AND at</],
    ]
    for (const [query, index] of cases) {
      const plan = await planOf(query)
      t.match(plan, index, JSON.stringify(query))
      t.notMatch(plan, /TEMP B-TREE|SCAN/, JSON.stringify(query))
    }
  },
)
