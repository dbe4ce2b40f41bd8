import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { focusBill, openBilledDesk, uploadsOf } from '../support/bills.ts'
import { openDesk } from '../support/desk.ts'
import { runScrip, runScripWith, spawnScrip } from '../support/scrip.ts'
import { stockCustomers, stockProducts } from '../support/stock.ts'

// Each command is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

const LINES = 'account_id,name\n1001,Ada\n,Nobody\n'

async function billedDesk(t: Test) {
  const desk = await openBilledDesk(t)
  return { desk, file: join(t.testdirName, 'scrip.db') }
}

async function october(t: Test): Promise<string> {
  const path = join(t.testdirName, 'october.csv')
  writeFileSync(path, await focusBill([{}, { SubAccountId: '1009', BilledCost: '5.00' }]).text())
  return path
}

t.test('scrip import customers says what it would do, and does it with --yes alone', async (t) => {
  const desk = await openDesk(t)
  const file = join(t.testdirName, 'scrip.db')
  const names = async () => (await desk.browser.get('/customers')).rows().map((row) => row.Name)
  t.same(await runScripWith(LINES, file, 'import', 'customers', '-'), {
    code: 0,
    out: 'In 2 lines: 1 to add, 0 to change, 0 without change, 1 refused.\n  Line 3: Account id: Fill this in.\nNothing is imported yet: mend the refused lines, or add --yes --good-alone to leave them out.\n',
    error: '',
  })
  t.match(await runScripWith(LINES, file, 'import', 'customers', '-', '--yes'), {
    code: 1,
    error: 'scrip: Nothing was imported. Mend the refused lines, or leave them out with --good-alone.\n',
  })
  t.same(await names(), [])
  const { code, out } = await runScripWith(
    LINES,
    file,
    'import',
    'customers',
    '-',
    '--yes',
    '--good-alone',
    '--json',
  )
  t.equal(code, 0)
  const refused = [{ line: 3, field: 'accountId', message: 'Fill this in.' }]
  t.same(JSON.parse(out), {
    imported: true,
    added: 1,
    changed: 0,
    unchanged: 0,
    refused,
    ignored_columns: [],
  })
  t.same(await names(), ['Ada'])
  t.match((await desk.browser.get('/audit')).rows()[0], { Who: 'Command line', What: /^Imported customers/ })
})

t.test('scrip import says what to do next, whatever the file would do', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: { name: 'Compute' } })
  const file = join(t.testdirName, 'scrip.db')
  const next = async (list: string, lines: string, ...options: string[]) => {
    const { code, out } = await runScripWith(lines, file, 'import', list, '-', ...options)
    t.equal(code, 0)
    return out.split('\n').at(-2)
  }
  t.equal(await next('customers', 'account_id,name\n1002,Ben\n'), 'Nothing is imported yet: add --yes.')
  t.equal(await next('customers', LINES, '--good-alone'), 'Nothing is imported yet: add --yes.')
  const refused = 'There is nothing to import: mend the refused lines, and send the file again.'
  t.equal(await next('customers', 'account_id,name\n,Nobody\n'), refused)
  t.equal(await next('products', 'code,name\n,Nothing\n'), refused)
  const known = 'There is nothing to import: all of it is stored already.'
  t.equal(await next('customers', 'account_id,name\n1001,Customer 1001\n'), known)
  t.equal(await next('products', 'code,name\ncompute,Compute\n'), known)
})

t.test('scrip import bill says what it would post, posts it with --yes, and never twice', async (t) => {
  const { desk, file } = await billedDesk(t)
  const bill = [await october(t), '--covers', 'whole_period']
  const words =
    'You will charge USD 30.00. Vouchers pay USD 0.00 of it, and USD 30.00 stays payable.\nLeft out: 1.\n  1009, compute, USD 5: There is no customer 1009.\n'
  t.same(await runScrip(file, 'import', 'bill', ...bill), {
    code: 0,
    out: `${words}Nothing is posted yet: add --yes.\n`,
    error: '',
  })
  t.same((await desk.browser.get('/charges')).rows(), [])
  t.same(await runScrip(file, 'import', 'bill', ...bill, '--yes'), {
    code: 0,
    out: `${words}Posted as bill 1.\n`,
    error: '',
  })
  t.match((await desk.browser.get('/charges')).rows(), [{ 'Amount (USD)': '30.00' }])
  const again = await runScrip(file, 'import', 'bill', ...bill, '--yes', '--json')
  t.same(JSON.parse(again.out), { posted: false, bill: 1 })
  t.same(uploadsOf(t), [], 'nothing is left of the files')
})

t.test(
  'which column of any other bill is which is said once, and remembered when it is posted',
  async (t) => {
    const { desk, file } = await billedDesk(t)
    const further = ['--covers', 'further_lines', '--column', 'month=2026-10']
    const own = (amount: string) => `Account,Service,Cost\n1001,compute,${amount}\n`
    t.match(await runScripWith(own('12.50'), file, 'import', 'bill', '-', ...further), {
      code: 2,
      error: /^scrip: --column customer: Choose one of Account, Service, Cost\. --column product: .*\n$/,
    })
    const misspelt = ['--column', 'perod=Service', '--column', 'amount']
    t.match(await runScripWith(own('12.50'), file, 'import', 'bill', '-', ...further, ...misspelt), {
      code: 2,
      error: /^scrip: --column perod: It is no field of a bill\. Write one of customer, product, .*\n$/,
    })
    const columns = ['customer=Account', 'product=Service', 'amount=Cost'].flatMap((one) => ['--column', one])
    const posted = await runScripWith(
      own('12.50'),
      file,
      'import',
      'bill',
      '-',
      ...further,
      ...columns,
      '--yes',
      '--json',
    )
    t.match(JSON.parse(posted.out), {
      posted: true,
      bill: 1,
      changes: [{ customer: '1001', difference: '12.50' }],
    })
    t.match(await runScripWith(own('7.50'), file, 'import', 'bill', '-', ...further, '--yes'), { code: 0 })
    t.same(
      (await desk.browser.get('/charges')).rows().map((row) => row['Amount (USD)']),
      ['7.50', '12.50'],
    )
    t.match(await runScripWith(own('much'), file, 'import', 'bill', '-', ...further), {
      code: 1,
      error: /^scrip: Line 2, amount: “much” is no amount/,
    })
  },
)

t.test('Ctrl-C ends an import with 130 and a message, and leaves nothing of it', async (t) => {
  const { desk, file } = await billedDesk(t)
  const command = spawnScrip(file, 'import', 'bill', '-', '--covers', 'whole_period', '--yes')
  // More than a pipe holds: when all of it is taken, the command is reading.
  await new Promise((taken) => command.stdin.write(`${'x'.repeat(1_000_000)}\n`, taken))
  command.kill('SIGINT')
  const [said, [code]] = await Promise.all([text(command.stderr), once(command, 'exit')])
  t.same({ code, said }, { code: 130, said: 'scrip: stopped. Nothing is left half done.\n' })
  t.same(uploadsOf(t), [])
  t.same((await desk.browser.get('/bills')).rows(), [])
})
