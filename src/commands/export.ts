import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, type Command } from 'commander'
import { auditDownload } from '../audit/audit-download.ts'
import { billDownload } from '../bills/bill-download.ts'
import { budgetDownload } from '../budget/budget-download.ts'
import { chargeDownload } from '../charges/charge-download.ts'
import { customerDownload } from '../customers/customer-download.ts'
import { InvalidInput, type Phrase } from '../errors.ts'
import { reviewDownload } from '../issuances/review-download.ts'
import { ledgerDownload } from '../ledger/ledger-download.ts'
import { productDownload } from '../products/product-download.ts'
import type { Progress } from '../progress.ts'
import { templateDownload } from '../templates/template-download.ts'
import { voucherDownload } from '../vouchers/voucher-download.ts'
import { toCsv } from '../web/csv-export.ts'
import { readRecords, toCells } from '../web/downloads.ts'
import { english } from './english.ts'
import { onCurrentDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { onBehalfOf, withPartner } from './partner-option.ts'
import { print, tell } from './terminal.ts'
import { working } from './working.ts'

const LISTS = {
  customers: customerDownload,
  products: productDownload,
  templates: templateDownload,
  vouchers: voucherDownload,
  charges: chargeDownload,
  bills: billDownload,
  reviews: reviewDownload,
  budget: budgetDownload,
  ledger: ledgerDownload,
  audit: auditDownload,
}

interface Options {
  filter?: string[]
  output?: string
  partner?: string
  json?: boolean
}

/** Gives `scrip export` its help, its options and its work. */
export function define(command: Command): void {
  command
    .description(
      'Write a list as it is at one moment: as CSV, or with --json as one array. The console may run. Filters are those of the page of that list, by the names in its address.',
    )
    .addArgument(new Argument('<list>', 'which list').choices(Object.keys(LISTS)))
    .option('--filter <name=value>', 'what the list is narrowed by; may be repeated', collect)
    .option('--output <file>', 'where to write it; what is there is replaced. Standard output otherwise')
  withExamples(
    withJson(withPartner(command)),
    'scrip export customers > customers.csv',
    'scrip export vouchers --filter status=unused --filter customer=100001 --json',
    'scrip export ledger --filter posted_from=2026-11-01 --output november.csv',
  ).action(exportList)
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

async function exportList(name: keyof typeof LISTS, options: Options): Promise<void> {
  const { output } = options
  await onCurrentDatabase((db) =>
    working(async (step, signal) => {
      const reader = await onBehalfOf(db, options.partner)
      const list = LISTS[name] as typeof customerDownload
      const found = await readRecords(db, list, reader, toQuery(options.filter ?? [])).catch(async (error) =>
        namingFilters(error, Object.keys(await list.filters(db, reader))),
      )
      const isSeen = output === undefined && process.stdout.isTTY
      let written = 0
      const progress = isSeen ? () => {} : step('Writing')
      const records = counting(found, (count) => {
        written = count
        progress(count)
      })
      const text = options.json
        ? toJson(records)
        : toCsv(list.columns, records, (record) => toCells(list.columns, record))
      if (output === undefined) await pipeline(Readable.from(text), process.stdout, { end: false, signal })
      else {
        await writeWhole(output, text, signal)
        tell(options.json, { file: output, records: written }, () =>
          print(`${output} holds ${written} ${written === 1 ? 'record' : 'records'}.`),
        )
      }
    }),
  )
}

/** @throws InvalidInput for what is no name with a value */
function toQuery(filters: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    filters.map((filter) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(filter) ?? []
      if (name !== '') return [name, value]
      throw new InvalidInput([
        { field: 'filter', phrase: english('Write name=value, such as status=unused.') },
      ])
    }),
  )
}

/** @throws InvalidInput with the option that each filter was given by */
function namingFilters(error: unknown, names: readonly string[]): never {
  if (!(error instanceof InvalidInput)) throw error
  throw new InvalidInput(
    error.errors.map(({ field, phrase }) => ({
      field: `filter ${field}`,
      phrase: names.includes(field) ? phrase : noFilter(field, names),
    })),
  )
}

function noFilter(name: string, names: readonly string[]): Phrase {
  if (names.length === 0) return english('This list has no filters.')
  return english('There is no filter called {name}, but {names}.', { name, names: names.join(', ') })
}

async function* counting<T>(pages: AsyncIterable<T[]>, progress: Progress): AsyncGenerator<T[]> {
  let count = 0
  for await (const rows of pages) {
    yield rows
    count += rows.length
    progress(count)
  }
}

/** One array, a record to a line. */
async function* toJson(pages: AsyncIterable<unknown[]>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const rows of pages) {
    yield rows.map((row, index) => `${index === 0 ? before : ',\n'}${JSON.stringify(row)}`).join('')
    if (rows.length > 0) before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** Writes a file that is there with all of its content, or not at all. */
async function writeWhole(file: string, text: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const partial = `${file}.partial`
  try {
    await pipeline(Readable.from(text), createWriteStream(partial, { mode: 0o600 }), { signal })
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
