import t from 'tap'
import { barOf } from '../../src/commands/working.ts'

t.test('a bar fills as the work is done, and never beyond its end', async (t) => {
  t.equal(barOf('Verifying', 0, 200), `Verifying [${'-'.repeat(30)}] 0 %`)
  t.equal(barOf('Verifying', 101, 200), `Verifying [${'#'.repeat(15)}${'-'.repeat(15)}] 50 %`)
  t.equal(barOf('Verifying', 300, 200), `Verifying [${'#'.repeat(30)}] 100 %`)
})

t.test('where nobody knows how much there is to do, what is done is counted', async (t) => {
  t.equal(barOf('Writing', 0), 'Writing ...')
  t.equal(barOf('Writing', 12000), 'Writing ... 12,000')
  t.equal(barOf('Verifying', 0, 0), 'Verifying ...', 'there is nothing to do')
})
