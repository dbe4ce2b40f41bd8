import { createReadStream, openAsBlob } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { paths } from '../../src/web/paths.ts'
import { alternate, type Benchmark, medians } from './benchmark.ts'
import { whileRunning } from './memory-watch.ts'
import { type RunningDesk, startDesk } from './running-desk.ts'

const MANY = 1_000_000
const LINES = 1_000_000
const ROUNDS = 3

/** A bill from the press of Continue to its check page, against the CSV parser alone on the same file. */
export const billImport: Benchmark = {
  name: 'bill-import',
  title: `A bill of ${LINES.toLocaleString('en')} lines read, added up and previewed, against the CSV parser alone`,

  async run(folder) {
    const desk = await startDesk(folder, MANY)
    const file = join(folder, 'bill.csv')
    await writeBill(file, LINES)
    const { result: figures, growth } = await whileRunning(desk, () =>
      alternate(ROUNDS, { ours: () => previewBill(desk, file), reference: () => parseAlone(file) }),
    )
    await desk.stop()
    return [
      {
        name: 'bill import',
        unit: 'lines/s',
        ...medians(figures),
        goal: { atLeast: 0.5 },
      },
      growth('bill import'),
    ]
  },
}

/** Writes a FOCUS bill with costs far below a cent: of 300 customers for five products, in two payment modes. */
export async function writeBill(path: string, lines: number): Promise<void> {
  const file = await open(path, 'wx')
  await file.write(
    'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargeFrequency,' +
      'ChargePeriodStart,ConsumedUnit,ProviderName,ServiceName,SubAccountId,SubAccountName,ResourceId\n',
  )
  for (let first = 0; first < lines; first += 10_000) {
    const some = Array.from({ length: Math.min(10_000, lines - first) }, (_, index) => lineOf(first + index))
    await file.write(some.join(''))
  }
  await file.close()
}

function lineOf(n: number): string {
  const customer = (n * 7919) % 300
  const cost = `0.${String((n * 104_729) % 1_000_000_000).padStart(11, '0')}`
  const frequency = n % 20 === 0 ? 'Recurring' : 'Usage-Based'
  return (
    `${cost},123456789012,USD,2026-11-01 00:00:00,2026-10-01 00:00:00,Usage,${frequency},2026-10-${10 + (n % 20)} 00:00:00,` +
    `Requests,AWS,product-${1 + (n % 5)},1${String(customer + 1).padStart(8, '0')},"Customer, ${customer}",resource/${n}\n`
  )
}

/** Sends a bill in, as it is read from the disk, and waits for its check page. @returns lines a second, of those of the benchmark */
export async function previewBill(
  { url, owner }: Pick<RunningDesk, 'url' | 'owner'>,
  path: string,
): Promise<number> {
  const bill = new File([await openAsBlob(path)], 'bill.csv', { type: 'text/csv' })
  const form = (await owner.get(paths.newBill())).form('Continue')
  const body = new FormData()
  for (const [name, value] of form
    .fill({ 'What the file is': ['Further lines'], 'CSV file': bill })
    .entries())
    body.append(name, value)
  const start = performance.now()
  const check = await fetch(url + paths.billDrafts(), {
    method: 'POST',
    headers: { cookie: owner.cookie() },
    body,
  })
  const text = await check.text()
  const seconds = (performance.now() - start) / 1000
  if (!check.url.startsWith(`${url}${paths.billDraft('')}`))
    throw new Error(`The bill led to ${check.url}: ${text}`)
  return LINES / seconds
}

/** @returns lines a second */
async function parseAlone(path: string): Promise<number> {
  const start = performance.now()
  let records = -1
  const parser = parse({
    on_record: () => {
      records++
      return null
    },
  })
  await pipeline(createReadStream(path), parser.resume())
  if (records !== LINES) throw new Error(`The parser found ${records} lines`)
  return LINES / ((performance.now() - start) / 1000)
}
