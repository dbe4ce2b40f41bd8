import type { Benchmark, Row } from './benchmark.ts'
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
    const others = [
      ...new Set(
        [...html.matchAll(/<(?:link|script|img)\b[^>]*\b(?:href|src)="(\/[^"]*)"/g)].map(
          ([, url = '']) => url,
        ),
      ),
    ]
    const answers = await Promise.all(others.map((path) => fetch(desk.url + path)))
    const askedAgain = answers.filter(({ headers }) => !headers.get('cache-control')?.includes('immutable'))
    await desk.stop()
    const requests = (name: string, others: readonly unknown[], most: number): Row => ({
      name: `requests, ${name}`,
      unit: 'requests',
      ours: 1 + others.length,
      reference: most,
      goal: { atMost: 1 },
    })
    return [
      {
        name: 'HTML of 50 vouchers',
        unit: 'bytes',
        ours: Buffer.byteLength(html),
        reference: MOST_BYTES,
        goal: { atMost: 1 },
      },
      requests('cold', others, 2),
      requests('warm', askedAgain, 1),
    ]
  },
}
