import { join } from 'node:path'
import { type Benchmark, percentile } from './benchmark.ts'
import { previewBill, writeBill } from './bill-import.ts'
import { chargesOf } from './charges.ts'
import { load } from './load.ts'
import { type RunningDesk, startDesk } from './running-desk.ts'

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
    const chargeFor = (ms: number) => load(desk.url, { connections: CONNECTIONS, ms }, charge.next)
    await chargeFor(WARM_UP_MS)
    // In turn, so that a slow moment of the machine hits both.
    const [alone, amid]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(...(await chargeFor(ROUND_MS)).times)
      const others = new AbortController()
      const busy = Promise.all([readLists(desk, others.signal), importBills(desk, bill, others.signal)])
      amid.push(...(await chargeFor(ROUND_MS)).times)
      others.abort()
      await busy
    }
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

function bySize(a: number, b: number): number {
  return a - b
}

/** People who turn pages as fast as they come. */
async function readLists(desk: RunningDesk, signal: AbortSignal): Promise<void> {
  const read = async () => {
    let path = '/vouchers'
    while (!signal.aborted) {
      const answer = await fetch(desk.url + path, { headers: { cookie: desk.owner.cookie() } })
      path =
        /rel="next" href="([^"]+)"/.exec(await answer.text())?.[1]?.replaceAll('&amp;', '&') ?? '/vouchers'
    }
  }
  await Promise.all(Array.from({ length: READERS }, read))
}

/** One bill after the other, each up to its check page. */
async function importBills(desk: RunningDesk, path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await previewBill(desk, path)
}
