import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { addPartner } from '../../src/partners/create-partner.ts'
import { readCsv } from '../../src/web/csv.ts'
import { focusBill, importBill, issueSinceOctober, openBilledDesk } from '../support/bills.ts'
import { PASSWORD } from '../support/desk.ts'
import { runScrip } from '../support/scrip.ts'

// Each command is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

const DOWNLOADS = ['customers', 'products', 'templates', 'vouchers', 'charges', 'bills', 'reviews', 'budget']

async function openFullDesk(t: Parameters<typeof openBilledDesk>[0]) {
  const desk = await openBilledDesk(t)
  await issueSinceOctober(desk, '1001')
  await importBill(desk.browser, focusBill([{}], 'October.csv'))
  return { desk, file: join(t.testdirName, 'scrip.db') }
}

t.test('scrip export writes each list as the console’s own download, byte by byte', async (t) => {
  const { desk, file } = await openFullDesk(t)
  for (const name of [...DOWNLOADS, 'audit']) {
    const { code, out, error } = await runScrip(file, 'export', name)
    t.same({ code, error }, { code: 0, error: '' }, name)
    t.equal(out, (await desk.browser.get(`/${name}.csv`)).body, name)
  }
})

t.test(
  'with --json it is one array of the records that the API answers, and filters are the page’s',
  async (t) => {
    const { desk, file } = await openFullDesk(t)
    const { out } = await runScrip(file, 'export', 'charges', '--json')
    const answered = JSON.parse((await desk.browser.get('/charges.json')).body)
    t.same(JSON.parse(out), answered.charges)
    t.ok(answered.charges.length > 0)
    t.same(
      JSON.parse((await runScrip(file, 'export', 'charges', '--json', '--filter', 'customer=9')).out),
      [],
    )
    t.match(await runScrip(file, 'export', 'charges', '--filter', 'colour=red', '--filter', 'source=cloud'), {
      code: 2,
      out: '',
      error:
        /^scrip: --filter source: Choose one of api, .*\. --filter colour: There is no filter called colour, but .*customer.*source.*\.\n$/,
    })
  },
)

t.test('the ledger comes as a whole, and adds up to the balances', async (t) => {
  const { desk, file } = await openFullDesk(t)
  const csv = await readCsv((await runScrip(file, 'export', 'ledger')).out)
  if (!('header' in csv)) throw new Error(csv.sentence)
  const amounts = csv.lines.map(({ cells }) => Number(cells[csv.header.indexOf('amount')]))
  t.ok(amounts.some((amount) => amount < 0))
  const [{ balance } = {}] = JSON.parse((await desk.browser.get('/vouchers.json')).body).vouchers
  t.equal(amounts.reduce((sum, amount) => sum + amount, 0).toFixed(2), balance)
})

t.test('a file is written whole or not at all, and an earlier one stays until then', async (t) => {
  const { file } = await openFullDesk(t)
  const output = join(t.testdirName, 'customers.csv')
  writeFileSync(output, 'earlier')
  const refused = await runScrip(file, 'export', 'customers', '--filter', 'colour=red', '--output', output)
  t.equal(refused.code, 2)
  t.equal(readFileSync(output, 'utf8'), 'earlier')
  t.same(await runScrip(file, 'export', 'customers', '--output', output), {
    code: 0,
    out: `${output} holds 2 records.\n`,
    error: '',
  })
  t.match(readFileSync(output, 'utf8'), /^account_id,name,email,active\n1001,/)
  t.notOk(readdirSync(t.testdirName).some((name) => name.endsWith('.partial')))
})

t.test('where there are several partners, one must be said, and no other is seen', async (t) => {
  const { desk, file } = await openFullDesk(t)
  const contoso = { partnerName: 'Contoso', currency: 'EUR', timeZone: 'UTC', name: 'Ben' }
  await addPartner(
    desk.db,
    { ...contoso, email: 'ben@contoso.example', password: PASSWORD },
    'test',
    desk.clock.now,
  )
  const refused = await runScrip(file, 'export', 'customers', '--json')
  t.match(refused, { code: 2, out: '' })
  t.match(JSON.parse(refused.error), {
    errors: [{ field: 'partner', message: /^Say which one of 1 \(.*\), 2 \(Contoso\)\.$/ }],
  })
  t.equal((await runScrip(file, 'export', 'customers', '--json', '--partner', '2')).out, '[]\n')
})
