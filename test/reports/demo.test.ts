import t from 'tap'
import { furnish } from '../../src/demo/furnish.ts'
import { SAMPLE_TEAM } from '../../src/demo/sample-team.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { amountsIn, decimal, formatMoney } from '../../src/money/format-amount.ts'
import { formatMonth } from '../../src/time/format-time.ts'
import { readCsv } from '../../src/web/csv.ts'
import { openBrowser } from '../support/browser.ts'
import { openApp, PASSWORD } from '../support/desk.ts'
import { plainFigures, type Sums } from './plain-figures.ts'

const USD = currencyOf('USD')
const { app, db, clock } = await openApp(t)
const browser = openBrowser(app)
await furnish(db, PASSWORD, clock.now)
await browser.signIn(SAMPLE_TEAM[0].email, PASSWORD)
const plain = await plainFigures(db, 1, clock.now, 'Europe/Berlin')

t.test('the overview says of the demo data what its ledger adds up to', async (t) => {
  const page = await browser.get('/')
  t.match(page.answers(), {
    'Balance outstanding': `${formatMoney(plain.outstanding, USD)} Vouchers: ${plain.vouchers}`,
    'Issued this month': formatMoney(plain.issuedByMonth['2026-11'] ?? 0, USD),
    'Used this month': formatMoney(plain.usedByMonth['2026-11'] ?? 0, USD),
  })
  const used = page.rows('Usage by month').filter((row) => row['Used (USD)'] !== '0.00')
  t.same(
    used.map((row) => [row.Month, row['Used (USD)']]),
    inOrder(plain.usedByMonth)
      .reverse()
      .map(([month, minor]) => [formatMonth(month), amountsIn('en')(USD)(minor)]),
  )
})

t.test('the liability by month does', async (t) => {
  const lines = await download('/reports/liability.csv')
  t.same(
    lines.map(([month, , , , balance]) => [month, balance]),
    inOrder(plain.usableByMonth).map(([month, minor]) => [month, decimal(minor, USD)]),
  )
})

t.test('the liability by customer does, the largest first', async (t) => {
  const lines = await download('/reports/liability/customers.csv')
  t.same(
    lines.map(([account, , , , , , total]) => [account, total]).sort(),
    inOrder(plain.heldByCustomer).map(([account, minor]) => [account, decimal(minor, USD)]),
  )
  const totals = lines.map((cells) => Number(cells.at(-1)))
  t.same(
    totals,
    totals.toSorted((a, b) => b - a),
  )
})

t.test('the usage by product and month does', async (t) => {
  const lines = await download('/reports/usage.csv?from=2025-01&to=2026-12')
  const sums = lines.flatMap(([code, , , ...amounts]) =>
    amounts.slice(0, -1).map((amount, place): [string, string] => {
      const month = `${place < 12 ? 2025 : 2026}-${String((place % 12) + 1).padStart(2, '0')}`
      return [`${code} ${month}`, amount]
    }),
  )
  t.same(
    sums.filter(([, amount]) => amount !== '0.00').sort(),
    inOrder(plain.usedByProduct).map(([key, minor]) => [key, decimal(minor, USD)]),
  )
})

async function download(path: string): Promise<string[][]> {
  const csv = await readCsv((await browser.get(path)).body)
  if ('sentence' in csv) throw new Error(csv.sentence)
  return csv.lines.map(({ cells }) => cells)
}

function inOrder(sums: Sums): [key: string, minor: number][] {
  return Object.entries(sums).sort()
}
