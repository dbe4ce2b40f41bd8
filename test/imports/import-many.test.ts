import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { customerImport } from '../../src/customers/customer-import.ts'
import { readLines } from '../../src/imports/read-lines.ts'
import { sortLines } from '../../src/imports/sort-lines.ts'
import { readCsv } from '../../src/web/csv.ts'

t.setTimeout(120_000)

const MANY = 50_000
const lines = Array.from({ length: MANY }, (_, index) => `c${index},Customer ${index}`)
const file = Buffer.from(['account_id,name', ...lines].join('\n'))

t.test('a file of 50,000 lines is read a part at a time, and others have their turn between', async (t) => {
  const { result, turns } = await countingTurns(readCsv(file))
  t.ok(turns > 50, `${turns} turns`)
  t.match(result, { lines: { length: MANY } })
})

t.test('so are the lines themselves, and they are sorted so', async (t) => {
  const parsing = await countingTurns(readCsv(file))
  const { result: read, turns } = await countingTurns(readLines(customerImport, file))
  if (!('good' in read)) throw new Error(read.sentence)
  t.ok(turns > parsing.turns + 10, `${turns} turns, and ${parsing.turns} to parse it alone`)

  const sorting = await countingTurns(sortLines(customerImport, read, new Map()))
  t.ok(sorting.turns > 3, `${sorting.turns} turns`)
  t.equal(sorting.result.added.length, MANY)
})

/** Counts how often the event loop went round while some work went on. */
async function countingTurns<T>(work: Promise<T>): Promise<{ result: T; turns: number }> {
  let isDone = false
  let turns = 0
  const ended = work.finally(() => {
    isDone = true
  })
  for (; !isDone; turns++) await setImmediate()
  return { result: await ended, turns }
}
