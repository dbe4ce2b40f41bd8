import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { chanceFrom } from '../../src/demo/chance.ts'
import { longWal } from '../support/long-wal.ts'
import { runScrip } from '../support/scrip.ts'
import { freePort } from '../walk/server.ts'
import { demand } from './bank.ts'
import { setUpDesk } from './desk.ts'
import { type DeskProcess, startDesk } from './desk-process.ts'
import { type Work, workAt } from './work.ts'

/** How long the server works before it is killed, and how long it starts where it is killed at that, at most. */
const WORKS_MS = 1000
const STARTS_MS = 1500
/** Of how many kills one comes while it starts. */
const AT_START = 8

const LISTENS = /listens on .*\n/

interface Torture {
  kills: number
  /** Decides the amounts and the moments of the kills; what runs just then is up to the machine. */
  seed: number
  /** Where the database goes. */
  folder: string
  /** Hears how many kills are done. */
  progress?(kills: number): void
}

/** What was done; that it was done at all says that nothing was lost. */
export interface Survived {
  atWork: number
  atStart: number
  acknowledged: number
  replayed: number
  reads: number
  verifications: number
}

/**
 * Works with the real server over HTTP, kills it by SIGKILL again and again, and holds after every start that what
 * was acknowledged is there, once, and at every look that the books balance; `scrip verify` has the last word.
 *
 * @throws Error that names what was lost, doubled or wrong
 */
export async function torture({ kills, seed, folder, progress }: Torture): Promise<Survived> {
  const file = join(folder, 'scrip.db')
  const port = await freePort()
  const chance = chanceFrom(seed)
  const counts = { atWork: 0, atStart: 0 }
  let server = startDesk(file, port)
  try {
    const desk = await setUpDesk(`http://127.0.0.1:${port}`, (await server.prints(/\/set-up\/\S+\n/)).trim())
    const work = workAt(desk, seed)
    await workUntilKilled(work, server, chance.below(WORKS_MS))
    counts.atWork++
    while (counts.atWork + counts.atStart < kills) {
      progress?.(counts.atWork + counts.atStart)
      server = startDesk(file, port)
      if (chance.below(AT_START) === 0) {
        await setTimeout(chance.below(STARTS_MS))
        await server.kill()
        counts.atStart++
        continue
      }
      await server.prints(LISTENS)
      await work.requireAll()
      putThreadToWork(file)
      await workUntilKilled(work, server, chance.below(WORKS_MS))
      counts.atWork++
    }
    server = startDesk(file, port)
    await server.prints(LISTENS)
    await endWell(work, file)
    return { ...counts, ...work.counts }
  } finally {
    await server.kill().catch(() => {})
  }
}

/** The server's thread that brings a long WAL into the file is to be killed at work, too. */
function putThreadToWork(file: string): void {
  const prompt = longWal(file)
  prompt.exec('DROP TABLE filler')
  prompt.close()
}

async function workUntilKilled(work: Work, server: DeskProcess, afterMs: number): Promise<void> {
  await Promise.all([work.untilCut(), setTimeout(afterMs).then(() => server.kill())])
}

async function endWell(work: Work, file: string): Promise<void> {
  await work.replay()
  await work.requireAll()
  const { code, out } = await runScrip(file, 'verify')
  demand(code === 0, `scrip verify: ${out}`)
}
