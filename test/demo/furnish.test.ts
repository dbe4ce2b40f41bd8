import t, { type Test } from 'tap'
import { furnish } from '../../src/demo/furnish.ts'
import { SAMPLE_TEAM } from '../../src/demo/sample-team.ts'
import { authenticate } from '../../src/sign-in/sign-in.ts'
import { disagreements } from '../support/billing.ts'
import { contentsOf, freshDatabase, promptAt } from '../support/database.ts'

const PASSWORD = 'four words to know'
const NOW = '2026-11-23T21:00:00.000Z'

t.test('the sample', async (t) => {
  const { db, prompt, contents } = await furnished(t)

  t.test('is the same at every start, but for its secrets', async (t) => {
    const again = await furnished(t)
    t.ok(again.contents() === contents())
  })

  t.test('has books that are right', async (t) => {
    t.same(await disagreements(db, 1), [])
  })

  t.test('has one member of each role, and all of them can sign in', async (t) => {
    for (const { role, email } of SAMPLE_TEAM) {
      const member = await authenticate(db, { email, password: PASSWORD }, '127.0.0.1', NOW)
      const found = db
        .selectFrom('members')
        .select('role')
        .where('id', '=', member?.id ?? 0)
      t.same(await found.execute(), [{ role }])
    }
  })

  t.test('gives what was done later the higher id', async (t) => {
    for (const [table, at] of [
      ['audit_events', 'at'],
      ['ledger_entries', 'posted_at'],
      ['budget_entries', 'posted_at'],
      ['issuances', 'requested_at'],
      ['charges', 'posted_at'],
      ['refunds', 'posted_at'],
    ] as const) {
      const times = prompt.prepare(`SELECT ${at} FROM ${table} ORDER BY id`).pluck().all()
      t.ok(times.length > 0, table)
      t.same(times, times.toSorted(), table)
    }
  })

  t.test('has reviews: some approved, one rejected, two that wait', async (t) => {
    const reviews = prompt.prepare(`SELECT status, count(*) AS issuances FROM issuances
      WHERE requested_by IS NOT decided_by GROUP BY status ORDER BY status`)
    t.same(reviews.all(), [
      { status: 'in_review', issuances: 2 },
      { status: 'issued', issuances: 4 },
      { status: 'rejected', issuances: 1 },
    ])
  })
})

async function furnished(t: Test) {
  const { db, file } = await freshDatabase(t)
  await furnish(db, PASSWORD, NOW)
  const prompt = promptAt(t, file)
  return { db, prompt, contents: () => withoutSecrets(contentsOf(prompt)) }
}

/** But for secrets, and for when the schema was made. */
function withoutSecrets({ kysely_migration: _, ...contents }: Record<string, unknown[]>): string {
  return JSON.stringify(contents, (name, value) => (/^(password|token)_hash$/.test(name) ? null : value))
}
