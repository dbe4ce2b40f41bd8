import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { furnish } from '../../src/demo/furnish.ts'
import { later } from '../../src/time/instant.ts'
import { freshDatabase } from '../support/database.ts'
import { history, live } from '../support/history.ts'
import { keptFigures } from './kept-figures.ts'
import { plainFigures } from './plain-figures.ts'

const DAY = 24 * 60 * 60
/** As far from UTC as there is, on both sides, and by less than an hour. */
const TIME_ZONES = ['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Kathmandu', 'America/St_Johns']

t.test('on the demo data every figure is what the ledger adds up to, now and later', async (t) => {
  const { db } = await freshDatabase(t)
  const now = '2026-11-23T12:00:00.000Z'
  await furnish(db, 'correct horse battery', now)
  for (const days of [0, 1, 10, 40, 400]) {
    for (const timeZone of TIME_ZONES) {
      const at = later(now, days * DAY)
      t.same(
        await keptFigures(db, 1, at, timeZone),
        await plainFigures(db, 1, at, timeZone),
        `${at} ${timeZone}`,
      )
    }
  }
})

t.test('whatever happens, in whatever order and at the same time, every figure is right', async (t) => {
  const { db } = await freshDatabase(t)
  let runs = 0
  await fc.assert(
    fc.asyncProperty(history, fc.constantFrom(...TIME_ZONES), async (plan, timeZone) => {
      const { partnerId, now } = await live(db, `partner ${++runs}`, plan)
      for (const days of [0, 1, 3]) {
        const at = later(now, days * DAY)
        assert.deepEqual(
          await keptFigures(db, partnerId, at, timeZone),
          await plainFigures(db, partnerId, at, timeZone),
        )
      }
    }),
    { numRuns: 20 },
  )
  t.ok(runs >= 20)
})
