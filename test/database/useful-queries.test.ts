import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { furnish } from '../../src/demo/furnish.ts'
import { SAMPLE_TEAM } from '../../src/demo/sample-team.ts'
import { addDays, nowAt } from '../../src/time/instant.ts'
import { openBrowser } from '../support/browser.ts'
import { downloadRecords } from '../support/csv-records.ts'
import { promptAt } from '../support/database.ts'
import { openApp, PASSWORD } from '../support/desk.ts'

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
const [, section = ''] = README.split('## Ten useful queries\n')
const QUERIES = [...(section.split('\n## ')[0] ?? '').matchAll(/^(.+):\n\n```sql\n([^`]+)```$/gm)].map(
  ([, sentence = '', sql = '']) => ({ sentence, sql }),
)

// The views are of this moment, so the console must be, too.
const { app, db, clock } = await openApp(t)
clock.now = nowAt()
await furnish(db, PASSWORD, clock.now)
const browser = openBrowser(app)
await browser.signIn(SAMPLE_TEAM[0].email, PASSWORD)
const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))

type Row = Record<string, string>
const download = (path: string) => downloadRecords(browser, path)
const usable = ({ status }: Row) => status === 'unused' || status === 'part_used'
const today = clock.now.slice(0, 10)

/** What the console says of the same: the values of each row, in the order of the query's columns; `null`: any. */
const SAID: Record<string, () => Promise<(string | null | undefined)[][]>> = {
  'All vouchers of a customer, soonest to end first': async () =>
    (await download('/vouchers.csv?customer=1068&sort=expiry')).map((row) => [
      row.number,
      row.status,
      row.template_name,
      row.balance,
      row.last_day,
    ]),

  "How the balances of a customer's vouchers came about": async () => {
    const entries = (await download('/vouchers.csv?customer=1241')).map(async ({ number }) => {
      const page = await browser.get(`/vouchers/${number}`)
      return page
        .rows('Ledger')
        .map((row) => [null, number, null, minor(row['Amount (USD)']), minor(row['Balance after (USD)'])])
    })
    return (await Promise.all(entries)).flat()
  },

  'The ten customers to whom most is owed': async () =>
    (await download('/reports/liability/customers.csv'))
      .slice(0, 10)
      .map((row) => [null, null, null, row.currency, null, null, null, row.total]),

  'What is owed in all, by the month in which it expires': async () =>
    (await download('/reports/liability.csv')).map((row) => [
      null,
      row.expiry_month,
      row.status,
      row.currency,
      row.vouchers,
      row.balance,
    ]),

  'What expires within 30 days, found by an index however many vouchers there are': async () =>
    (await download(`/vouchers.csv?expires_before=${addDays(today, 31)}&sort=expiry`))
      .filter(usable)
      .map((row) => [row.number, row.customer_name, row.balance, row.last_day]),

  'What became of the vouchers of each template': async () => {
    const vouchers = await download('/vouchers.csv')
    return Object.values(Object.groupBy(vouchers, ({ template }) => template ?? '')).map((of = []) => [
      of[0]?.template_name,
      String(of.length),
      ...['unused', 'part_used', 'used_up', 'expired', 'withdrawn'].map((status) =>
        String(of.filter((row) => row.status === status).length),
      ),
    ])
  },

  'What vouchers cover, and customers pay themselves, of the fees for each product in the last year':
    async () => {
      const charges = await download('/charges.csv')
      const names = new Map((await download('/products.csv')).map(({ code, name }) => [code, name]))
      const sum = (of: Row[], column: string) =>
        String(of.reduce((sum, row) => sum + Number(minor(row[column])), 0) / 100)
      return Object.values(Object.groupBy(charges, ({ product }) => product ?? '')).map((of = []) => [
        names.get(of[0]?.product),
        'USD',
        sum(of, 'covered'),
        sum(of, 'payable'),
      ])
    },

  'The fees of which customers still pay most themselves': async () =>
    (await download('/charges.csv'))
      .toSorted((a, b) => Number(b.payable) - Number(a.payable))
      .slice(0, 10)
      .map((row) => [null, null, null, null, null, row.payable]),

  'What waits for a review, and who asked for it': async () =>
    (await download('/reviews.csv')).map((row) => [
      row.issuance,
      row.template_name,
      row.vouchers,
      minor(row.sum),
      row.reason,
      row.asked_by,
      row.asked_at,
    ]),

  'Who did what last': async () =>
    (await download('/audit.csv'))
      .slice(0, 20)
      .map((row) => [row.at, row.who, row.action, row.subject, row.after]),
}

t.test('there are ten, and each of them is here', async (t) => {
  t.equal(QUERIES.length, 10)
  t.same(
    QUERIES.map(({ sentence }) => sentence),
    Object.keys(SAID),
  )
})

for (const { sentence, sql } of QUERIES) {
  t.test(`${sentence}: as the console has it`, async (t) => {
    const rows = prompt.prepare(sql).raw().all() as unknown[][]
    const said = (await SAID[sentence]?.()) ?? []
    t.ok(rows.length > 0, 'it answers')
    t.ok(said.length > 0)
    const blanked = rows.map((row, place) =>
      row.map((cell, column) => (said[place]?.[column] === null ? '' : String(cell ?? ''))),
    )
    const texts = said.map((row) => row.map((cell) => cell ?? ''))
    t.same(blanked.map(String).sort(), texts.map(String).sort())
  })
}

/** A decimal amount of two decimals, as the console writes it, in minor units. */
function minor(amount = ''): string {
  return String(Number(amount.replace(/[.,]/g, '').replace('−', '-').replace('+', '')))
}
