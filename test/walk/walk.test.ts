import type { BrowserContext, Page } from 'playwright-core'
import t from 'tap'
import { startChromium } from './chromium.ts'
import { cells, field, fill, flash, follow, heading, main, press, rows, said } from './screen.ts'
import { startServer } from './server.ts'

const ADA = { email: 'ada@northwind.example', password: 'four words to remember' }
const MANY_CUSTOMERS = Array.from({ length: 60 }, (_, index) => `20${String(index).padStart(2, '0')}`)

// A browser on a busy machine takes its time.
t.setTimeout(180_000)

t.test(
  'the walk of a partner, from the first start to a withdrawal, in Chromium without scripts',
  async (t) => {
    const browser = await startChromium(t)
    if (!browser) return t.pass('No Chromium was found on this machine, so this walk was not made.')
    const server = await startServer(t, t.testdir())
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    const refusedByPolicy: string[] = []
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) refusedByPolicy.push(message.text())
    })

    await t.test('1. the set-up link makes the owner, once', async (t) => {
      await page.goto(server.setUpPath ?? '')
      await fill(page, {
        'Partner name': 'Northwind',
        'Your name': 'Ada',
        Email: ADA.email,
        Password: ADA.password,
      })
      await field(page, 'Currency').selectOption({ label: 'USD (US Dollar)' })
      await field(page, 'Time zone').selectOption('UTC')
      await press(page, 'Create account')
      t.equal(await heading(page), 'Overview')
      t.equal((await page.goto(server.setUpPath ?? ''))?.status(), 404, 'the link is gone after use')
    })

    await t.test(
      '2. signing out and in leads back to where one was going; a new password ends other sessions',
      async (t) => {
        await page.goto('/')
        await press(page, 'Sign out')
        await page.goto('/vouchers?status=unused')
        t.equal(await heading(page), 'Sign in')
        await fill(page, { Email: ADA.email, Password: 'not the password' })
        await press(page, 'Sign in')
        t.match(await said(page), 'The email or the password is wrong.')
        await fill(page, { Password: ADA.password })
        await press(page, 'Sign in')
        t.equal(new URL(page.url()).search, '?status=unused')

        const elsewhere = await signedInElsewhere(context)
        await follow(page, 'Change password')
        await fill(page, { 'Current password': ADA.password, 'New password': 'four other words here' })
        await press(page, 'Change password')
        t.match(await flash(page), 'Your password is changed.')
        await elsewhere.goto('/templates')
        t.equal(await heading(elsewhere), 'Sign in')
        await elsewhere.context().close()
      },
    )

    await t.test('3. the sidebar leads to everything', async (t) => {
      t.ok(await page.getByText('Customer business').isVisible())
      for (const [link, title] of [
        ['Customers', 'Customers'],
        ['Products', 'Products'],
        ['Voucher management', 'Voucher templates'],
        ['Customer vouchers', 'Customer vouchers'],
        ['Voucher templates', 'Voucher templates'],
      ] as const) {
        await follow(page, link)
        t.equal(await heading(page), title)
      }
    })

    await t.test('4. products and customers are added, changed, searched and imported', async (t) => {
      for (const code of ['compute', 'storage']) {
        await follow(page, 'Products')
        await follow(page, 'Add product')
        await fill(page, { Code: code, Name: `Cloud ${code}` })
        await press(page, 'Save')
      }
      await follow(page, 'storage')
      await field(page, 'Excluded from general vouchers').check()
      await press(page, 'Save')
      await follow(page, 'Customers')
      await follow(page, 'Add customer')
      await fill(page, { 'Account id': '1001', Name: 'Babbage & Sons' })
      await press(page, 'Save')
      t.match(await flash(page), 'Customer 1001 is added.')

      await follow(page, 'Import CSV')
      const lines = [
        '1002,Lovelace Ltd',
        'no spaces here,Bad',
        ...MANY_CUSTOMERS.map((id) => `${id},Customer ${id}`),
      ]
      const file = Buffer.from(['account_id,name', ...lines].join('\n'))
      await field(page, 'CSV file').setInputFiles({
        name: 'customers.csv',
        mimeType: 'text/csv',
        buffer: file,
      })
      await press(page, 'Continue')
      t.match(await main(page), /Refused \(1\).*3.*no spaces here.*Will be added \(61\)/s)
      await field(page, 'Import the good lines alone').check()
      await press(page, 'Confirm')
      await field(page, 'Name contains').fill('lovelace')
      await press(page, 'Search')
      t.match(await cells(page), ['1002', 'Lovelace Ltd'])
    })

    await t.test('5. a template is created; what does not apply is not shown', async (t) => {
      await follow(page, 'Voucher management')
      await follow(page, 'Create template')
      t.notOk(await field(page, 'First day').isVisible())
      await fill(page, { 'Template name': 'Winter offer', Amount: '80' })
      await page.getByLabel('Specific product voucher: only the products listed').check()
      await page.getByLabel('Cloud compute').check()
      await page.getByLabel('Fixed dates').check()
      t.notOk(await field(page, 'Number of days').isVisible())
      await fill(page, { 'First day': '2000-01-01', 'Last day': '2000-01-02' })
      await press(page, 'Continue')
      t.match(await said(page), 'Last day: The last day is over already.')
      t.equal(await field(page, 'Amount').inputValue(), '80')
      await page.getByLabel('Days from issue').check()
      await press(page, 'Continue')
      t.match(await main(page), /Products\s+compute.*Amount\s+USD 80\.00.*Validity\s+30 days from issue/s)
      await press(page, 'Confirm')
      t.match(await heading(page), 'Winter offer')
      t.match(await main(page), 'Nothing was issued from this template yet')
    })

    await t.test(
      '6. the list of templates is filtered, and a template is edited, copied and archived',
      async (t) => {
        await follow(page, 'Edit')
        await fill(page, { 'Minimum spend': '5' })
        await press(page, 'Continue')
        await press(page, 'Confirm')
        await follow(page, 'Copy')
        await page.getByLabel('Sponsored').check()
        await press(page, 'Continue')
        await press(page, 'Confirm')
        await follow(page, 'Copy')
        await press(page, 'Continue')
        await press(page, 'Confirm')
        await follow(page, 'Archive')
        await press(page, 'Confirm')
        t.match(await heading(page), 'Archived')
        await follow(page, 'Voucher templates')
        await page.getByText('More filters').click()
        await field(page, 'Status').selectOption('Active')
        await field(page, 'Funding').selectOption('Sponsored')
        await press(page, 'Search')
        t.match(await rows(page), [/Copy of Winter offer.*Sponsored|Copy of Winter offer/s])
        await follow(page, 'Clear')
        t.equal((await rows(page)).length, 3)
      },
    )

    await t.test(
      '7. vouchers are issued: typed, from a file, ticked; bad lines are named; sponsored ones wait',
      async (t) => {
        await follow(page, 'Winter offer')
        await follow(page, 'Issue')
        await field(page, 'Customers').fill('1001\nnobody 5')
        await press(page, 'Continue')
        t.match(await said(page), /Customers: Line 2: There is no customer nobody\..*Reason: Fill this in\./s)
        await field(page, 'Customers').fill('1001')
        await fill(page, { Reason: 'Loyal customers' })
        const file = {
          name: 'more.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from('account_id,amount\n1002,75.50\n'),
        }
        await field(page, 'CSV file').setInputFiles(file)
        await press(page, 'Tick customers in the list')
        await field(page, 'Account id begins with').fill('20')
        await press(page, 'Search')
        await page.getByLabel('All customers who match').check()
        await press(page, 'Add to the form')
        await press(page, 'Continue')
        t.match(await main(page), 'You will issue 62 vouchers worth USD 4,955.50 in all, valid from')
        await press(page, 'Confirm')
        t.match(await heading(page), /Issuance 1\s+Issued/)

        await follow(page, 'Voucher templates')
        await follow(page, 'Copy of Winter offer')
        await follow(page, 'Issue')
        await fill(page, { Customers: '1001', Reason: 'With our vendor' })
        await press(page, 'Continue')
        await press(page, 'Confirm')
        t.match(await heading(page), /Issuance 2\s+In review/)
        await press(page, 'Cancel issuance')
        t.match(await heading(page), /Issuance 2\s+Cancelled/)
      },
    )

    await t.test('8. customer vouchers are filtered, sorted, paged and downloaded', async (t) => {
      await follow(page, 'Customer vouchers')
      t.match(await main(page), /Vouchers\s+62\s+Sum of balances\s+USD 4,955\.50/)
      t.equal((await rows(page)).length, 50)
      await follow(page, 'Older')
      t.equal((await rows(page)).length, 12)
      await follow(page, 'Newer')
      t.equal((await rows(page)).length, 50)
      await field(page, 'Customer (account id)').fill('1002')
      await field(page, 'Status').selectOption('Unused')
      await page.getByText('More filters').click()
      await field(page, 'Balance at least').fill('75.50')
      await field(page, 'Sort by').selectOption('Expiry, soonest first')
      await press(page, 'Search')
      t.match(new URL(page.url()).search, 'customer=1002')
      t.equal((await rows(page)).length, 1)
      const path = await page.getByRole('link', { name: 'Download CSV' }).getAttribute('href')
      const download = await context.request.get(path ?? '')
      t.match(await download.text(), /^number,customer,.*\n\w{4}-\w{4}-\w{4},1002,Lovelace Ltd,/)
      const json = await context.request.get((path ?? '').replace('.csv', '.json'))
      t.match(await json.json(), { vouchers: [{ customer: '1002', balance: '75.50' }] })
    })

    await t.test(
      '9. a voucher shows its ledger and is withdrawn; so are several, and all of an issuance',
      async (t) => {
        await page.locator('tbody a').first().click()
        t.match(await main(page), /Ledger.*Issued.*75\.50\s+75\.50/s)
        await press(page, 'Withdraw')
        t.match(
          await main(page),
          'You will withdraw 1 voucher. Its balance of USD 75.50 will be gone, for good.',
        )
        await fill(page, { Reason: 'A mistake' })
        await press(page, 'Confirm')
        t.match(await main(page), /Taken back\s+USD 75\.50/)

        await follow(page, 'Customer vouchers')
        await page.getByRole('checkbox').nth(0).check()
        await page.getByRole('checkbox').nth(1).check()
        await press(page, 'Withdraw')
        await fill(page, { Reason: 'Two more' })
        await press(page, 'Confirm')
        t.match(await main(page), /Taken back\s+USD 160\.00/)

        await page.goto('/issuances/1')
        await press(page, 'Withdraw all unused')
        t.match(await main(page), 'You will withdraw 59 vouchers.')
        await fill(page, { Reason: 'All of them' })
        await press(page, 'Confirm')
        await page.goto('/vouchers?status=unused')
        t.match(await main(page), 'No voucher matches these filters.')
      },
    )

    t.same(refusedByPolicy, [], 'no page asks for what its own policy forbids')
    t.equal(await server.stop(), 0)
  },
)

/** The same person at another browser. */
async function signedInElsewhere(context: BrowserContext): Promise<Page> {
  const browser = context.browser()
  if (!browser) throw new Error('The browser is gone')
  const { origin } = new URL(context.pages()[0]?.url() ?? '')
  const other = await browser.newContext({ javaScriptEnabled: false, baseURL: origin })
  const page = await other.newPage()
  await page.goto('/sign-in')
  await fill(page, { Email: ADA.email, Password: ADA.password })
  await press(page, 'Sign in')
  return page
}
