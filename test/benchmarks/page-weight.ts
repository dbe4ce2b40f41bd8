import type { Benchmark } from './benchmark.ts'
import { startDesk } from './running-desk.ts'

const MANY = 1_000_000
const MOST_BYTES = 30_000

/** How much HTML a full list is, and what else a browser has to ask for. */
export const pageWeight: Benchmark = {
  name: 'page-weight',
  title: 'The list of vouchers as a browser gets it',

  async run(folder) {
    const desk = await startDesk(folder, MANY)
    const html = await desk.get('/vouchers')
    await desk.stop()
    const others = new Set(
      [...html.matchAll(/<(?:link|script|img)\b[^>]*\b(?:href|src)="(\/[^"]*)"/g)].map(([, url]) => url),
    )
    return [
      {
        name: 'HTML of 50 vouchers',
        unit: 'bytes',
        ours: Buffer.byteLength(html),
        reference: MOST_BYTES,
        goal: { atMost: 1 },
      },
      { name: 'requests, cold', unit: 'requests', ours: 1 + others.size, reference: 2, goal: { atMost: 1 } },
    ]
  },
}
