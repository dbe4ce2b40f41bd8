import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Benchmark, isMet, type Row, ratioOf } from './benchmark.ts'
import { billImport } from './bill-import.ts'
import { busyDesk } from './busy-desk.ts'
import { charges } from './charges.ts'
import { csvDownload } from './csv-download.ts'
import { groupCommit } from './group-commit.ts'
import { issuing } from './issuing.ts'
import { memory } from './memory.ts'
import { pageRate } from './page-rate.ts'
import { pageWeight } from './page-weight.ts'
import { reports } from './reports.ts'
import { start } from './start.ts'
import { voucherPages } from './voucher-pages.ts'

const BENCHMARKS: readonly Benchmark[] = [
  groupCommit,
  charges,
  busyDesk,
  voucherPages,
  pageWeight,
  pageRate,
  issuing,
  billImport,
  csvDownload,
  reports,
  start,
  memory,
]

/** File systems in memory, as statfs(2) names them: a COMMIT there waits for nothing. */
const IN_MEMORY = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
])

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  const known = BENCHMARKS.map(({ name }) => name).join(', ')
  throw new Error(`There is no benchmark called ${unknown.join(' or ')}. There are ${known}.`)
}
const rows: Row[] = []
for (const benchmark of BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  if (!options.json) console.log(benchmark.title)
  rows.push(...(await inFolderOnDisk(benchmark.run)))
}
if (options.json) console.log(JSON.stringify(rows.map(asJson), undefined, 2))
else console.log(`\n${table(rows)}`)
if (!rows.every(isMet)) process.exitCode = 1

async function inFolderOnDisk<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'scrip-bench-'))
  try {
    const inMemory = IN_MEMORY.get((await statfs(folder)).type)
    if (inMemory) throw new Error(`${folder} is on ${inMemory}. Point TMPDIR to a folder on a disk.`)
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function asJson(row: Row) {
  return { ...row, ratio: ratioOf(row), met: isMet(row) }
}

function table(rows: Row[]): string {
  const lines = [['name', 'unit', 'ours', 'reference', 'ratio', 'goal', '']]
  for (const row of rows) {
    const goal = goalOf(row)
    const verdict = row.goal === null ? 'no goal' : isMet(row) ? 'met' : 'NOT MET'
    lines.push([
      row.name,
      row.unit,
      inShort(row.ours),
      inShort(row.reference),
      ratioOf(row).toFixed(2),
      goal,
      verdict,
    ])
  }
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  const isNumber = (column: number) => column >= 2 && column <= 5
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell[isNumber(column) ? 'padStart' : 'padEnd'](widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function goalOf({ goal }: Row): string {
  if (goal === null) return ''
  return 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`
}

function inShort(figure: number): string {
  return figure.toLocaleString('en', { maximumFractionDigits: figure < 100 ? 1 : 0 })
}
