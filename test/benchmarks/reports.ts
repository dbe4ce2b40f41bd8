import { alternate, type Benchmark, medians, type Row } from './benchmark.ts'
import { startDesk } from './running-desk.ts'

const MANY = 1_000_000
const FEW = 10_000
const ROUNDS = 30

const PAGES = [
  ['overview', '/'],
  ['liability by month', '/reports/liability'],
  ['liability by customer', '/reports/liability/customers'],
  ['usage', '/reports/usage'],
] as const

/** What the accountant looks at, with a million vouchers against ten thousand. */
export const reports: Benchmark = {
  name: 'reports',
  title: `Reports of ${MANY.toLocaleString('en')} vouchers against those of ${FEW.toLocaleString('en')}`,

  async run(folder) {
    const many = await startDesk(folder, MANY)
    const few = await startDesk(folder, FEW)
    const rows: Row[] = []
    for (const [name, path] of PAGES) {
      const figures = await alternate(ROUNDS, {
        ours: () => many.time(path),
        reference: () => few.time(path),
      })
      rows.push({
        name,
        unit: 'ms',
        ...medians(figures),
        goal: { atMost: 2 },
      })
    }
    await Promise.all([many.stop(), few.stop()])
    return rows
  },
}
