import t from 'tap'
import { daysIn, instantsIn } from '../../src/time/format-time.ts'

t.test('a day reads the same wherever it is read', async (t) => {
  t.equal(daysIn('en-GB')('2026-11-23'), '23 Nov 2026')
  t.equal(daysIn('en-GB')('2026-01-01'), '1 Jan 2026')
  t.equal(daysIn('de')('2026-11-23'), '23. Nov. 2026')
})

t.test('an instant is read on the clock of the time zone', async (t) => {
  t.equal(instantsIn('en-GB')('UTC')('2026-11-23T14:05:00.000Z'), '23 Nov 2026, 14:05')
  t.equal(instantsIn('en-GB')('Asia/Tokyo')('2026-11-23T14:05:00.000Z'), '23 Nov 2026, 23:05')
  t.equal(instantsIn('en-GB')('Asia/Tokyo')('2026-11-23T23:05:00.000Z'), '24 Nov 2026, 08:05')
  t.equal(instantsIn('en-GB')('UTC')('2026-11-23T00:00:00.000Z'), '23 Nov 2026, 00:00')
})

t.test('the clock follows daylight saving', async (t) => {
  t.equal(instantsIn('en-GB')('Europe/Berlin')('2026-03-29T00:59:00.000Z'), '29 Mar 2026, 01:59')
  t.equal(instantsIn('en-GB')('Europe/Berlin')('2026-03-29T01:00:00.000Z'), '29 Mar 2026, 03:00')
})
