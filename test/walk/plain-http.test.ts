import t from 'tap'
import type { Page } from '../support/page.ts'
import { openClient } from './http.ts'
import { startServer } from './server.ts'

t.test('the walk by plain HTTP: forms are read, filled in and sent, and cookies kept by hand', async (t) => {
  const server = await startServer(t, t.testdir())
  const client = openClient(server.url)
  const owner = { 'Partner name': 'Northwind', 'Your name': 'Ada', Email: 'ada@northwind.example' }
  const password = 'four words to remember'

  const setUp = (await client.get(server.setUpPath ?? '')).form('Create account')
  const home = await setUp.fill({ ...owner, Password: password }).submit()
  t.equal(home.title, 'Overview')
  t.equal((await client.get(server.setUpPath ?? '')).status, 404)

  const file = new File(['account_id,name\n1001,Ada\n1002,Bob\n'], 'customers.csv')
  const imported = (await client.get('/customers/imports/new')).form('Continue').fill({ 'CSV file': file })
  t.equal((await confirmed(await imported.submit())).rows().length, 2)
  const product = (await client.get('/products/new')).form('Save').fill({ Code: 'compute', Name: 'Compute' })
  t.match((await product.submit()).flash, 'is added.')

  const template = (await client.get('/templates/new')).form('Continue')
  const saved = await confirmed(
    await template.fill({ 'Template name': 'Winter offer', Amount: '80' }).submit(),
  )
  t.equal(saved.title, 'Winter offer Active')
  const issue = (await saved.follow('Issue')).form('Continue')
  const issued = await confirmed(
    await issue.fill({ Customers: '1001\n1002 75.50', Reason: 'Loyal' }).submit(),
  )
  t.match(issued.answers(), { Vouchers: '2', Sum: 'USD 155.50' })

  const list = await issued.follow('See its vouchers')
  t.match(list.rows(), [{ Customer: /1002/ }, { Customer: /1001/ }])
  t.match((await list.follow('Download CSV')).body, /^number,customer,/)
  const voucher = await list.follow(list.rows()[0]?.Number ?? '')
  const check = await voucher.form('Withdraw').submit()
  const withdrawn = await check.form('Confirm').fill({ Reason: 'A mistake' }).submit()
  t.match(withdrawn.answers(), { Vouchers: '1', 'Taken back': 'USD 75.50' })

  const out = await withdrawn.form('Sign out').submit()
  t.equal((await client.get('/vouchers?status=unused')).title, 'Sign in')
  const back = await out.form('Sign in').fill({ Email: owner.Email, Password: password }).submit()
  t.equal(back.title, 'Overview')
})

function confirmed(check: Page): Promise<Page> {
  return check.form('Confirm').submit()
}
