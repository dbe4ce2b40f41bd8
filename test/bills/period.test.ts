import t from 'tap'
import { arisesAt, readMonth, readPeriod } from '../../src/bills/period.ts'

t.test('a period is read in every way in which clouds write instants', async (t) => {
  const october = { periodStartAt: '2026-10-01T00:00:00.000Z', lastDayOn: '2026-10-31' }
  const pairs: [string, string][] = [
    ['2026-10-01 00:00:00', '2026-11-01 00:00:00'],
    ['2026-10-01T00:00:00Z', '2026-11-01T00:00:00.000Z'],
    ['2026-10-01 00:00:00 UTC', '2026-11-01 00:00:00+00'],
    ['2026-10-01T02:00:00+02:00', '2026-10-31'],
    ['2026-10-01', ''],
    ['2026-10-01T00:00', '2026-10-31T00:00:01Z'],
  ]
  for (const [start, end] of pairs) {
    const expected = end === '2026-10-31' ? { ...october, lastDayOn: '2026-10-30' } : october
    t.same(readPeriod(start, end), expected, `${start} to ${end}`)
  }
})

t.test('a period without an end lasts a month', async (t) => {
  t.match(readPeriod('2026-09-06', ''), { lastDayOn: '2026-10-05' })
  t.match(readPeriod('2028-02-01', ''), { lastDayOn: '2028-02-29' })
})

t.test('a month is read from itself and from a day in it', async (t) => {
  const february = { periodStartAt: '2026-02-01T00:00:00.000Z', lastDayOn: '2026-02-28' }
  for (const text of ['2026-02', '2026-02-17', '2026-02-28 23:00:00']) t.same(readMonth(text), february)
  for (const text of ['', '2026', '2026-13', '2026-02-30', 'February', '02/2026']) {
    t.match(readMonth(text), { sentence: /billing period/ }, text)
  }
})

t.test('a fee arises with the last instant of its period’s last day, and never later than now', async (t) => {
  const now = '2026-11-23T09:00:00.000Z'
  t.equal(arisesAt('2026-10-31', now, 'UTC'), '2026-10-31T23:59:59.999Z')
  t.equal(arisesAt('2026-10-31', now, 'America/New_York'), '2026-11-01T03:59:59.999Z')
  t.equal(arisesAt('2026-11-30', now, 'UTC'), now)
})
