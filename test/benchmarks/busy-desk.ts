import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Benchmark, bySize, percentile } from './benchmark.ts'
import { writeBill } from './bill-import.ts'
import { chargesOf } from './charges.ts'
import { loadOver, openPool } from './load.ts'
import type { Others } from './others.ts'
import { startDesk } from './running-desk.ts'

const MANY = 1_000_000
const CONNECTIONS = 64
const READERS = 4
const WARM_UP_MS = 10_000
const ROUNDS = 3
const ROUND_MS = 5_000
const LINES = 200_000

/** How long the slowest charges take while people look through lists and a bill is read, and while nobody does. */
export const busyDesk: Benchmark = {
  name: 'busy-desk',
  title: `Charges while ${READERS} people page through lists and a bill is imported, against charges alone`,

  async run(folder) {
    const desk = await startDesk(folder, MANY)
    const bill = join(folder, 'bill.csv')
    await writeBill(bill, LINES)
    const charge = await chargesOf(desk)
    // A billing system keeps its connections; a server takes up one new one at a time.
    const pool = openPool(desk.url, CONNECTIONS)
    const chargeFor = (ms: number) => loadOver(pool, { connections: CONNECTIONS, ms }, charge.next)
    await chargeFor(WARM_UP_MS)
    // In turn, so that a slow moment of the machine hits both.
    const [alone, amid]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(...(await chargeFor(ROUND_MS)).times)
      const sendAway = await invite({ url: desk.url, readers: READERS, bill })
      amid.push(...(await chargeFor(ROUND_MS)).times)
      await sendAway()
    }
    await pool.destroy()
    charge.check()
    await desk.stop()
    return [
      {
        name: 'charges amid reading and importing: p99',
        unit: 'ms',
        ours: percentile(amid.sort(bySize), 0.99),
        reference: percentile(alone.sort(bySize), 0.99),
        goal: { atMost: 2 },
      },
    ]
  },
}

/** @returns what sends them away, once they are there */
async function invite(others: Others): Promise<() => Promise<void>> {
  const thread = new Worker(join(import.meta.dirname, 'others.ts'), { workerData: others })
  await once(thread, 'message')
  return async () => {
    thread.postMessage('stop')
    await once(thread, 'exit')
  }
}
