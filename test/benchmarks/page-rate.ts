import { alternate, atEachStart, type Benchmark, medians, together } from './benchmark.ts'
import { load, type Sent } from './load.ts'
import { DESK_SERVER, startDesk } from './running-desk.ts'

const MANY = 1_000_000
const CONNECTIONS = 8
const ROUNDS = 11
const ROUND_MS = 700
const WARM_UP = 9

/** How many lists of vouchers are answered a second, and how many if rendering them were all there is to do. */
export const pageRate: Benchmark = {
  name: 'page-rate',
  title: 'Lists of vouchers a second, signed in, against the same view rendered from memory',

  async run(folder) {
    const starts = await atEachStart(() => measure(folder))
    return [
      {
        name: 'lists of vouchers a second, against the view alone',
        unit: 'requests/s',
        ...medians(together(starts)),
        goal: { atLeast: 0.4 },
      },
    ]
  },
}

/** Lists of one start of the server, and the view alone in the same process. */
async function measure(folder: string) {
  const desk = await startDesk(folder, MANY, [DESK_SERVER, 'ours'])
  const list: Sent = {
    method: 'GET',
    path: '/vouchers',
    headers: { cookie: desk.owner.cookie() },
    expect: 200,
  }
  const fromMemory: Sent = { method: 'GET', path: '/page', expect: 200 }
  const bare = /bare (\S+)/.exec(desk.printed)?.[1] ?? ''
  await desk.get(list.path)
  const figures = await alternate(
    ROUNDS,
    {
      ours: () => perSecond(desk.url, list),
      reference: () => perSecond(bare, fromMemory),
    },
    WARM_UP,
  )
  await desk.stop()
  return figures
}

async function perSecond(url: string, sent: Sent): Promise<number> {
  return (await load(url, { connections: CONNECTIONS, ms: ROUND_MS }, () => sent)).perSecond
}
