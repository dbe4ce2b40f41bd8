import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Benchmark } from './benchmark.ts'
import { chargesOf } from './charges.ts'
import { load, type Sent } from './load.ts'
import { whileRunning } from './memory-watch.ts'
import { startDesk, startServer } from './running-desk.ts'

const MANY = 1_000_000
const CONNECTIONS = 64
/** Until what was only needed at the start is gone. */
const SETTLE_MS = 5_000
const LOAD_MS = 10 * 60 * 1000
const BARE_LOAD_MS = 20_000

/** What a server takes of the memory when nothing happens, and while charges are posted for ten minutes. */
export const memory: Benchmark = {
  name: 'memory',
  title:
    'Resident memory, idle and under ten minutes of charges and lists, against a Fastify that does nothing',

  async run(folder) {
    const bare = await startServer([join(import.meta.dirname, 'bare-server.ts')])
    const desk = await startDesk(folder, MANY)
    await setTimeout(SETTLE_MS)
    const [idle, bareIdle] = [await desk.memory(), await bare.memory()]
    const echo: Sent = { method: 'POST', path: '/', body: 'a=1', headers: FORM, expect: 200 }
    await load(bare.url, { connections: CONNECTIONS, ms: BARE_LOAD_MS }, () => echo)
    const bareBusy = await bare.memory()
    const charge = await chargesOf(desk)
    const list: Sent = {
      method: 'GET',
      path: '/vouchers',
      headers: { cookie: desk.owner.cookie() },
      expect: 200,
    }
    let count = 0
    const { growth } = await whileRunning(desk, () =>
      load(desk.url, { connections: CONNECTIONS, ms: LOAD_MS }, () =>
        ++count % 20 === 0 ? list : charge.next(),
      ),
    )
    const busy = await desk.memory()
    await Promise.all([desk.stop(), bare.stop()])
    return [
      { name: 'memory, idle', unit: 'MB', ours: idle, reference: bareIdle, goal: { atMost: 2 } },
      { name: 'memory, after ten minutes', unit: 'MB', ours: busy, reference: bareBusy, goal: null },
      growth('ten minutes of charges'),
    ]
  },
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
