import t from 'tap'
import { type DayRange, onDays } from '../../src/web/day-range.ts'
import type { Position } from '../../src/web/paging.ts'
import { freshDatabase } from '../support/database.ts'

const { db } = await freshDatabase(t)
const START: Position = { after: null, before: null }
const BOTH: DayRange = ['2026-11-01', '2026-12-01']

t.test('a day begins in the partner’s time zone, and the bound that is not given is not looked for', (t) => {
  t.same(asked(['2026-11-01', null], START, 'Asia/Shanghai'), {
    sql: '"charges"."occurred_at" >= +?',
    parameters: ['2026-10-31T16:00:00.000Z'],
  })
  t.same(asked([null, null], START).sql, '1 = 1')
  t.end()
})

t.test('the bound that the pages before have passed is not gone along, the one ahead is', (t) => {
  const from = '"charges"."occurred_at" >= +?'
  const before = '"charges"."occurred_at" < +?'
  t.equal(asked(BOTH, START).sql, `${from} AND ${before}`)
  t.equal(asked(BOTH, { after: 'x', before: null }).sql, `${from} AND +${before}`)
  t.equal(asked(BOTH, { after: null, before: 'x' }).sql, `+${from} AND ${before}`)
  t.end()
})

/** What the database is asked. */
function asked(days: DayRange, position: Position, timeZone = 'UTC') {
  const { sql, parameters } = onDays('charges.occurredAt', days, timeZone, position).compile(db)
  return { sql, parameters }
}
