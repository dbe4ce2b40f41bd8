import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { torture } from './torture.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string' } },
})
const kills = Number(values.kills)
const seed = Number(values.seed ?? randomInt(2 ** 31))
const folder = await mkdtemp(join(tmpdir(), 'scrip-torture-'))
const startedMs = performance.now()
console.log(`${kills} kills with seed ${seed}`)
try {
  const survived = await torture({
    kills,
    seed,
    folder,
    progress: (done) => process.stderr.write(`\r${done} `),
  })
  const rows: [string, number][] = [
    ['kills while it worked', survived.atWork],
    ['kills while it started', survived.atStart],
    ['changes acknowledged', survived.acknowledged],
    ['of them sent again after a kill', survived.replayed],
    ['reads in between that balanced', survived.reads],
    ['verifications that agreed', survived.verifications],
    ['changes lost or doubled', 0],
    ['seconds', Math.round((performance.now() - startedMs) / 1000)],
  ]
  process.stderr.write('\r')
  for (const [name, figure] of rows) console.log(`${name.padEnd(32)} ${String(figure).padStart(7)}`)
  await rm(folder, { recursive: true })
} catch (error) {
  console.error(`\nNOT SURVIVED with seed ${seed}; the database is kept in ${folder}.`)
  console.error(error)
  process.exitCode = 1
}
