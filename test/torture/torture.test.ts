import t from 'tap'
import { torture } from './torture.ts'

t.setTimeout(180_000)

t.test('killed again and again while it works, it loses nothing and does nothing twice', async (t) => {
  const survived = await torture({ kills: 4, seed: 20261123, folder: t.testdir() })
  t.equal(survived.atWork + survived.atStart, 4)
  t.ok(survived.acknowledged > 0 && survived.verifications > 0)
})
