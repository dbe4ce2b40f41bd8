import BetterSqlite3 from 'better-sqlite3'
import { alternate, type Benchmark, medians, type Row } from './benchmark.ts'
import { whileRunning } from './memory-watch.ts'
import { type RunningDesk, startDesk } from './running-desk.ts'

const MANY = 1_000_000
const ROUNDS = 3

/** All vouchers as a CSV file, against stepping through the same rows and doing nothing with them. */
export const csvDownload: Benchmark = {
  name: 'csv-download',
  title: `A CSV file of ${MANY.toLocaleString('en')} vouchers, against iterating the same rows`,

  async run(folder) {
    const desk = await startDesk(folder, MANY)
    const { result: figures, growth } = await whileRunning(desk, () =>
      alternate(ROUNDS, { ours: () => download(desk), reference: async () => iterate(desk.file) }),
    )
    await desk.stop()
    return [
      {
        name: 'CSV download',
        unit: 'vouchers/s',
        ...medians(figures),
        goal: { atLeast: 0.3 },
      },
      growth('CSV download'),
    ] satisfies Row[]
  },
}

/** @returns vouchers a second */
async function download({ url, owner }: RunningDesk): Promise<number> {
  const start = performance.now()
  // As a script asks for it. What a browser would have compressed takes another core, which here is the reader's.
  const headers = { cookie: owner.cookie(), 'accept-encoding': 'identity' }
  const answer = await fetch(`${url}/vouchers.csv`, { headers })
  let lines = -1
  for await (const chunk of answer.body ?? []) {
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) lines++
  }
  if (lines !== MANY) throw new Error(`The file has ${lines} lines`)
  return MANY / ((performance.now() - start) / 1000)
}

const LF = 10

/** @returns vouchers a second */
function iterate(file: string): number {
  const database = new BetterSqlite3(file, { readonly: true })
  const start = performance.now()
  const rows = database
    .prepare(
      `SELECT vouchers.id, number, account_id, customers.name AS customer_name, vouchers.template_id,
        templates.name AS template_name, scope, payment_mode, usage, face_minor, balance_minor, state, valid_from_at,
        expires_at, issued_at, issuance_id, issuances.reason
      FROM vouchers JOIN templates ON templates.id = vouchers.template_id
      JOIN customers ON customers.id = customer_id JOIN issuances ON issuances.id = issuance_id
      WHERE vouchers.partner_id = 1 ORDER BY vouchers.id DESC`,
    )
    .iterate()
  let count = 0
  for (const _ of rows) count++
  const seconds = (performance.now() - start) / 1000
  database.close()
  return count / seconds
}
