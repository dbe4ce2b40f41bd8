import fc from 'fast-check'
import t from 'tap'
import { addDays, dayOf, later } from '../../src/time/instant.ts'
import { validityDaysIn, validitySpan } from '../../src/vouchers/validity.ts'

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const instants = fc
  .date({ min: new Date('2012-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

t.test('days from issue are counted from the day of issue, which is the first', async (t) => {
  t.same(validitySpan(days(1), '2026-11-23T23:59:59.999Z', 'UTC'), {
    validFromAt: '2026-11-23T00:00:00.000Z',
    expiresAt: '2026-11-24T00:00:00.000Z',
  })
  t.same(validityDaysIn('UTC')(validitySpan(days(30), '2026-11-23T09:00:00.000Z', 'UTC')), {
    firstDayOn: '2026-11-23',
    lastDayOn: '2026-12-22',
  })
})

t.test('the day of issue is the day in the time zone of the partner', async (t) => {
  const at = '2026-11-23T23:30:00.000Z'
  const firstDay = (zone: string) => validityDaysIn(zone)(validitySpan(days(1), at, zone)).firstDayOn
  t.equal(firstDay('America/Los_Angeles'), '2026-11-23')
  t.equal(firstDay('Europe/Berlin'), '2026-11-24')
  t.equal(firstDay('Asia/Kolkata'), '2026-11-24')
  t.equal(firstDay('Pacific/Kiritimati'), '2026-11-24')
})

t.test('a span keeps to whole days where the clocks change', async (t) => {
  const spring = validitySpan(fixed('2026-03-29', '2026-03-29'), '2026-01-01T00:00:00.000Z', 'Europe/Berlin')
  t.same(
    spring,
    { validFromAt: '2026-03-28T23:00:00.000Z', expiresAt: '2026-03-29T22:00:00.000Z' },
    '23 hours',
  )
  const autumn = validitySpan(
    fixed('2026-11-01', '2026-11-01'),
    '2026-01-01T00:00:00.000Z',
    'America/New_York',
  )
  t.same(
    autumn,
    { validFromAt: '2026-11-01T04:00:00.000Z', expiresAt: '2026-11-02T05:00:00.000Z' },
    '25 hours',
  )
  const noMidnight = validitySpan(
    fixed('2018-11-03', '2018-11-03'),
    '2018-01-01T00:00:00.000Z',
    'America/Sao_Paulo',
  )
  t.equal(noMidnight.expiresAt, '2018-11-04T03:00:00.000Z', 'the next day begins at one in the morning')
  const halfHour = validitySpan(
    fixed('2026-10-04', '2026-10-04'),
    '2026-01-01T00:00:00.000Z',
    'Australia/Lord_Howe',
  )
  t.same(
    halfHour,
    { validFromAt: '2026-10-03T13:30:00.000Z', expiresAt: '2026-10-04T13:00:00.000Z' },
    '23.5 hours',
  )
})

t.test('fixed dates are the same days whenever the voucher is issued', async (t) => {
  const terms = fixed('2026-12-01', '2026-12-24')
  const spans = ['2026-11-23T09:00:00.000Z', '2026-12-24T22:59:59.999Z'].map((at) =>
    validitySpan(terms, at, 'Europe/Berlin'),
  )
  t.same(spans[0], spans[1])
  t.same(spans[0], { validFromAt: '2026-11-30T23:00:00.000Z', expiresAt: '2026-12-24T23:00:00.000Z' })
})

t.test(
  'in every time zone a voucher is valid when it is issued, and its days are shown as they were set',
  async () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 3650 }), zones, (at, count, zone) => {
        const span = validitySpan(days(count), at, zone)
        const { firstDayOn, lastDayOn } = validityDaysIn(zone)(span)
        const valid = span.validFromAt <= at && at < span.expiresAt
        return valid && firstDayOn === dayOf(at, zone) && lastDayOn === addDays(firstDayOn, count - 1)
      }),
      { numRuns: 1000 },
    )
  },
)

t.test('a voucher expires with the last instant of its last day, not a second before', async () => {
  fc.assert(
    fc.property(instants, zones, (at, zone) => {
      const { expiresAt } = validitySpan(days(1), at, zone)
      return dayOf(later(expiresAt, -1), zone) === dayOf(at, zone) && dayOf(expiresAt, zone) > dayOf(at, zone)
    }),
  )
})

function days(validDays: number) {
  return { firstDayOn: null, lastDayOn: null, validDays }
}

function fixed(firstDayOn: string, lastDayOn: string) {
  return { firstDayOn, lastDayOn, validDays: null }
}
