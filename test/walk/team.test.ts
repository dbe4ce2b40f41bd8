import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import t from 'tap'
import { startChromium } from './chromium.ts'
import { field, fill, flash, follow, heading, main, press, rows } from './screen.ts'
import { startServer } from './server.ts'

const PASSWORD = 'four words to remember'
const CODE_SECONDS = 30

// A browser on a busy machine takes its time.
t.setTimeout(180_000)

t.test('the walk of a team, in Chromium without scripts', async (t) => {
  const browser = await startChromium(t)
  if (!browser) return t.pass('No Chromium was found on this machine, so this walk was not made.')
  const folder = t.testdir()
  const server = await startServer(t, folder)
  /** Someone else at a browser of their own. */
  const arrive = async (): Promise<Page> => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url })
    context.setDefaultTimeout(60_000)
    return context.newPage()
  }
  const [owner, issuer, reviewer, viewer] = [await arrive(), await arrive(), await arrive(), await arrive()]
  const team = { Issuer: issuer, Reviewer: reviewer, Viewer: viewer }

  await t.test('1. the owner sets up the desk and fills its lists', async (t) => {
    await owner.goto(server.setUpPath ?? '')
    await fill(owner, {
      'Partner name': 'Northwind',
      'Your name': 'Ada',
      Email: 'ada@northwind.example',
      Password: PASSWORD,
    })
    await field(owner, 'Time zone').selectOption('UTC')
    await press(owner, 'Create account')
    await follow(owner, 'Products')
    await follow(owner, 'Add product')
    await fill(owner, { Code: 'compute', Name: 'Cloud compute' })
    await press(owner, 'Save')
    await follow(owner, 'Customers')
    await follow(owner, 'Import CSV')
    await field(owner, 'Or paste its lines here').fill(
      'account_id,name\n1001,Babbage & Sons\n1002,Lovelace Ltd',
    )
    await press(owner, 'Continue')
    await press(owner, 'Confirm')
    t.equal((await rows(owner)).length, 2)
  })

  await t.test('2. the owner sets a review threshold', async (t) => {
    await follow(owner, 'Settings')
    await fill(owner, { 'Review threshold': '100' })
    await press(owner, 'Continue')
    t.match(await main(owner), /Review threshold\s+\S.*USD 100\.00/s)
    await press(owner, 'Confirm')
    t.match(await flash(owner), 'The settings are changed.')
  })

  await t.test('3. the owner allocates a budget', async (t) => {
    await follow(owner, 'Budget')
    await follow(owner, 'Allocate')
    await fill(owner, { Amount: '1000', Reason: 'For this year' })
    await press(owner, 'Continue')
    await press(owner, 'Confirm')
    t.match(await main(owner), /Remaining\s+USD 1,000\.00/)
  })

  await t.test(
    '4. the owner invites an issuer, a reviewer and a viewer, who join at browsers of their own',
    async (t) => {
      for (const [role, page] of Object.entries(team)) {
        await follow(owner, 'Team')
        await follow(owner, 'Invite member')
        await fill(owner, { 'Full name': `Our ${role}` })
        await owner.getByLabel(role, { exact: true }).check()
        await press(owner, 'Make link')
        await page.goto(await owner.locator('code.token').innerText())
        t.match(await main(page), role)
        await fill(page, { Email: `${role.toLowerCase()}@northwind.example`, Password: PASSWORD })
        await press(page, 'Join')
        t.equal(await heading(page), 'Overview')
      }
      await follow(owner, 'Team')
      t.equal((await rows(owner)).length, 4)
    },
  )

  await t.test('5. the issuer makes a template and issues more than the threshold: it waits', async (t) => {
    await follow(issuer, 'Voucher management')
    await follow(issuer, 'Create template')
    await fill(issuer, { 'Template name': 'Winter offer', Amount: '80' })
    await press(issuer, 'Continue')
    await press(issuer, 'Confirm')
    await follow(issuer, 'Issue')
    await fill(issuer, { Customers: '1001\n1002', Reason: 'Loyal customers' })
    await press(issuer, 'Continue')
    t.match(await main(issuer), 'review')
    await press(issuer, 'Confirm')
    t.match(await heading(issuer), /Issuance 1\s+In review/)
    t.notOk(await issuer.getByRole('button', { name: 'Approve' }).isVisible())
    await follow(issuer, 'Budget')
    t.match(await main(issuer), /Remaining\s+USD 1,000\.00/)
  })

  await t.test('6. the reviewer finds it under Reviews and approves it with a reason', async (t) => {
    await follow(reviewer, 'Reviews')
    t.match(await rows(reviewer), [/Our Issuer.*Winter offer.*160\.00.*Loyal customers/s])
    await reviewer.locator('tbody a').first().click()
    t.match(await main(reviewer), /Loyal customers.*USD 840\.00/s)
    await fill(reviewer, { 'Reason for approving': 'They are indeed' })
    await press(reviewer, 'Approve')
    t.match(await heading(reviewer), /Issuance 1\s+Issued/)
    await follow(reviewer, 'Budget')
    t.match(await main(reviewer), /Remaining\s+USD 840\.00/)
    await issuer.goto('/issuances/1')
    t.match(await main(issuer), 'They are indeed')
  })

  await t.test('7. the viewer looks at all of it and is refused the form', async (t) => {
    await follow(viewer, 'Voucher management')
    await follow(viewer, 'Customer vouchers')
    t.equal((await rows(viewer)).length, 2)
    t.notOk(await viewer.getByRole('button', { name: 'Withdraw' }).isVisible())
    t.equal((await viewer.goto('/templates/1/issuances/new'))?.status(), 403)
    t.match(await main(viewer), 'Your role does not allow this. Ask an owner of Northwind.')
  })

  await t.test(
    '8. a customer opens the statement without signing in, until its link is revoked',
    async (t) => {
      await follow(issuer, 'Charges')
      await follow(issuer, 'Record charge')
      await fill(issuer, { 'Customer (account id)': '1001', Amount: '30' })
      await field(issuer, 'Product').selectOption('compute')
      await press(issuer, 'Continue')
      await press(issuer, 'Confirm')
      await follow(issuer, 'Customers')
      await follow(issuer, '1001')
      await follow(issuer, 'Statement links')
      await press(issuer, 'Make statement link')
      const link = await issuer.locator('code.token').innerText()

      const customer = await arrive()
      t.equal((await customer.goto(link))?.status(), 200)
      t.match(await main(customer), /Babbage & Sons.*USD 50\.00.*-30\.00\s+50\.00/s)
      t.notOk(await customer.getByRole('link', { name: 'Customers' }).isVisible())

      await issuer.locator('tbody a').click()
      await press(issuer, 'Revoke')
      t.match(await flash(issuer), 'The link is revoked.')
      t.equal((await customer.reload())?.status(), 404)
      t.notMatch(await main(customer), 'Babbage')
    },
  )

  await t.test(
    '9. the accountant downloads the liability, and its total is that of the ledger',
    async (t) => {
      await viewer.goto('/')
      await follow(viewer, 'Reports')
      t.match(await main(viewer), /Outstanding\s+2\s+130\.00/)
      const path = await viewer.getByRole('link', { name: 'Download CSV' }).getAttribute('href')
      const [head = '', ...lines] = (await (await viewer.request.get(path ?? '')).text())
        .trim()
        .split(/\r?\n/)
      const balance = head.split(',').indexOf('balance')
      const totalMinor = lines.reduce(
        (sum, line) => sum + Math.round(Number(line.split(',')[balance]) * 100),
        0,
      )
      const ledger = new BetterSqlite3(join(folder, 'data/scrip.db'), { readonly: true })
      t.equal(totalMinor, ledger.prepare('SELECT sum(amount_minor) FROM ledger_entries').pluck().get())
      ledger.close()
      t.equal(totalMinor, 130_00)
    },
  )

  await t.test('10. the issuer turns two-step sign-in on, and signs in with a code', async (t) => {
    await follow(issuer, 'Two-step sign-in')
    await fill(issuer, { 'Current password': PASSWORD })
    await press(issuer, 'Turn on')
    const secret = (await issuer.locator('code.token').innerText()).replaceAll(' ', '')
    const codeAt = (timestamp: number) => new TOTP({ secret }).generate({ timestamp })
    const turnedOnAt = Date.now()
    await fill(issuer, { Code: codeAt(turnedOnAt) })
    await press(issuer, 'Confirm')
    t.equal(await heading(issuer), 'Recovery codes')
    await press(issuer, 'Sign out')
    await fill(issuer, { Email: 'issuer@northwind.example', Password: PASSWORD })
    await press(issuer, 'Sign in')
    t.equal(await heading(issuer), 'Enter your code')
    // A code is taken once, so it is the next one that signs in.
    await fill(issuer, { Code: codeAt(Math.max(Date.now(), turnedOnAt + CODE_SECONDS * 1000)) })
    await press(issuer, 'Sign in')
    t.equal(await heading(issuer), 'Overview')
  })

  t.equal(await server.stop(), 0)
})
