import fc from 'fast-check'
import t from 'tap'
import { addDays, dayOf, isDay, isTimeZone, later, startOfDay, toAt } from '../../src/time/instant.ts'

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const days = fc
  .integer({ min: Date.UTC(2000, 0, 2) / 86_400_000, max: Date.UTC(2099, 11, 31) / 86_400_000 })
  .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10))

/** Islands that moved to the other side of the date line slept through this day. */
const SKIPPED = { day: '2011-12-30', zones: ['Pacific/Apia', 'Pacific/Fakaofo'] }

t.test('an instant is written in UTC with milliseconds', async (t) => {
  t.equal(toAt(Temporal.Instant.from('2026-11-23T06:00:00Z')), '2026-11-23T06:00:00.000Z')
  t.equal(toAt(Temporal.Instant.from('2026-11-23T06:00:00.123456789+02:00')), '2026-11-23T04:00:00.123Z')
})

t.test('later counts seconds, backwards too', async (t) => {
  t.equal(later('2026-12-31T23:59:59.500Z', 1), '2027-01-01T00:00:00.500Z')
  t.equal(later('2026-03-01T00:00:00.000Z', -86_400), '2026-02-28T00:00:00.000Z')
  t.equal(later('2026-03-01T00:00:00.000Z', 0), '2026-03-01T00:00:00.000Z')
})

t.test('a day begins with its first instant, in every time zone of the world', async () => {
  fc.assert(
    fc.property(days, zones, (day, zone) => {
      fc.pre(!(day === SKIPPED.day && SKIPPED.zones.includes(zone)))
      const start = startOfDay(day, zone)
      const justBefore = toAt(Temporal.Instant.from(start).subtract({ milliseconds: 1 }))
      return dayOf(start, zone) === day && dayOf(justBefore, zone) < day
    }),
    { numRuns: 2_000 },
  )
})

t.test('a day ends where the next one begins, and days sort as text', async () => {
  fc.assert(
    fc.property(days, fc.nat(36_500), zones, (day, more, zone) => {
      const other = addDays(day, more)
      return other >= day && startOfDay(other, zone) >= startOfDay(day, zone) && addDays(other, -more) === day
    }),
  )
})

t.test('a day whose midnight the clocks jump over begins when they have jumped', async (t) => {
  t.equal(startOfDay('2018-11-04', 'America/Sao_Paulo'), '2018-11-04T03:00:00.000Z')
  t.equal(startOfDay('2023-04-28', 'Africa/Cairo'), '2023-04-27T22:00:00.000Z')
  t.equal(startOfDay('2022-03-27', 'Asia/Beirut'), '2022-03-26T22:00:00.000Z')
  t.equal(dayOf('2018-11-04T02:59:59.999Z', 'America/Sao_Paulo'), '2018-11-03')
  t.equal(dayOf('2018-11-04T03:00:00.000Z', 'America/Sao_Paulo'), '2018-11-04')
})

t.test('a day with two midnights begins with the first of them', async (t) => {
  t.equal(startOfDay('2025-11-02', 'America/Havana'), '2025-11-02T04:00:00.000Z')
  t.equal(dayOf('2025-11-02T04:00:00.000Z', 'America/Havana'), '2025-11-02')
  t.equal(dayOf('2025-11-02T03:59:59.999Z', 'America/Havana'), '2025-11-01')
})

t.test('the day the clocks go back has 25 hours, the day they go forward 23', async (t) => {
  t.equal(startOfDay('2026-03-29', 'Europe/Berlin'), '2026-03-28T23:00:00.000Z')
  t.equal(startOfDay('2026-03-30', 'Europe/Berlin'), '2026-03-29T22:00:00.000Z')
  t.equal(startOfDay('2026-10-25', 'Europe/Berlin'), '2026-10-24T22:00:00.000Z')
  t.equal(startOfDay('2026-10-26', 'Europe/Berlin'), '2026-10-25T23:00:00.000Z')
})

t.test('a day that a time zone skipped begins and ends at the same instant', async (t) => {
  t.equal(startOfDay('2011-12-30', 'Pacific/Apia'), '2011-12-30T10:00:00.000Z')
  t.equal(startOfDay('2011-12-31', 'Pacific/Apia'), '2011-12-30T10:00:00.000Z')
})

t.test('a day is the day of the time zone, not of UTC', async (t) => {
  t.equal(dayOf('2026-11-23T23:30:00.000Z', 'Asia/Tokyo'), '2026-11-24')
  t.equal(dayOf('2026-11-23T00:30:00.000Z', 'America/Los_Angeles'), '2026-11-22')
  t.equal(dayOf('2026-11-23T00:30:00.000Z', 'UTC'), '2026-11-23')
  t.equal(dayOf('2026-11-22T10:30:00.000Z', 'Pacific/Kiritimati'), '2026-11-23')
})

t.test('days are counted over months, years and leap days', async (t) => {
  t.equal(addDays('2026-12-31', 1), '2027-01-01')
  t.equal(addDays('2028-02-28', 1), '2028-02-29')
  t.equal(addDays('2026-02-28', 1), '2026-03-01')
  t.equal(addDays('2026-03-01', -1), '2026-02-28')
  t.equal(addDays('2026-11-23', 29), '2026-12-22')
})

t.test('a day is one that exists, written YYYY-MM-DD', async (t) => {
  for (const day of ['2026-11-23', '2028-02-29', '2000-01-01', '2026-12-31']) t.ok(isDay(day), day)
  const wrong = [
    '',
    '2026-02-29',
    '2100-02-29',
    '2026-02-30',
    '2026-00-10',
    '2026-13-01',
    '2026-04-31',
    '2026-01-00',
  ]
  const unlike = [
    '2026-1-1',
    '26-01-01',
    '1999-12-31',
    '3000-01-01',
    '9999-12-31',
    '23.11.2026',
    '2026-11-23T00:00Z',
    ' 2026-11-23',
    '2026-11-23\n',
  ]
  const strange = [
    '20261123',
    '+002026-11-23',
    '2026-11-23[u-ca=hebrew]',
    '２０２６-11-23',
    'today',
    '0000-00-00',
  ]
  for (const text of [...wrong, ...unlike, ...strange]) t.notOk(isDay(text), JSON.stringify(text))
})

t.test('the last day that can be given ends after it begins, in every time zone', async () => {
  fc.assert(
    fc.property(zones, (zone) => startOfDay(addDays('2999-12-31', 1), zone) > startOfDay('2999-12-31', zone)),
  )
})

t.test('a time zone is one the runtime knows by name', async (t) => {
  for (const zone of Intl.supportedValuesOf('timeZone')) if (!isTimeZone(zone)) t.fail(zone)
  for (const name of ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires'])
    t.ok(isTimeZone(name), name)
  for (const name of ['', 'Mars/Olympus', '+05:00', '-0800', 'Europe/Berlin ', '2', 'Europe']) {
    t.notOk(isTimeZone(name), JSON.stringify(name))
  }
})
