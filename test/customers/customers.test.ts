import t from 'tap'
import type { Fields } from '../support/browser.ts'
import { openDesk } from '../support/desk.ts'

const desk = await openDesk(t)
const { browser, db } = desk

const stored = (accountId: string) =>
  db.selectFrom('customers').selectAll().where('accountId', '=', accountId).executeTakeFirst()
const countStored = async () => (await db.selectFrom('customers').select('id').execute()).length

t.test('an empty list says what belongs there and links to the first steps', async (t) => {
  const page = await browser.get('/customers')
  t.equal(page.status, 200)
  t.match(page.text, 'the accounts that hold vouchers')
  t.equal(page.link('Add customer'), '/customers/new')
  t.equal(page.link('Import CSV'), '/customers/imports/new')
})

t.test('a customer is added, and the list shows it with its operations', async (t) => {
  const form = (await browser.get('/customers/new')).form('Save')
  t.equal(form.value('Active'), true, 'a new customer is active unless one says no')
  const page = await form
    .fill({ 'Account id': '1002', Name: ' Ada & Søns ', Email: 'Ada@Example.com' })
    .submit()
  t.equal(page.path, '/customers')
  t.equal(page.flash, 'Customer 1002 is added.')
  t.equal((await page.follow('Open customer 1002')).title, 'Customer 1002')
  t.same(page.rows(), [
    {
      'Account id': '1002',
      Name: 'Ada & Søns',
      Email: 'ada@example.com',
      Status: 'Active',
      Operation: 'Edit Vouchers Statement',
    },
  ])
  t.equal(page.link('Vouchers'), '/vouchers?customer=1002')
  t.equal((await page.follow('1002')).form('Save').value('Name'), 'Ada & Søns')
})

t.test('the sentence that was left is shown once', async (t) => {
  t.equal((await browser.get('/customers')).flash, undefined)
})

t.test('a customer is changed, all but the account id', async (t) => {
  const form = (await (await browser.get('/customers')).follow('Edit')).form('Save')
  t.throws(() => form.value('Account id'), 'the form does not offer it')
  const page = await form.fill({ Name: 'Ada Ltd', Email: '', Active: false }).submit()
  t.match(page.rows(), [{ 'Account id': '1002', Name: 'Ada Ltd', Email: '', Status: 'Not active' }])
  const id = (await stored('1002'))?.id
  await browser.post(`/customers/${id}`, { accountId: '9999', name: 'Ada Ltd' })
  t.equal((await stored('1002'))?.id, id, 'nor does the server take it from a request made by hand')
})

t.test('every change is an audit event with before and after', async (t) => {
  const events = await db
    .selectFrom('auditEvents')
    .selectAll()
    .where('action', 'like', 'customer.%')
    .execute()
  t.match(events.slice(0, 2), [
    { action: 'customer.added', memberId: desk.owner.id, address: '127.0.0.1', before: null },
    { action: 'customer.changed' },
  ])
  t.match(JSON.parse(events[1]?.before ?? ''), { accountId: '1002', name: 'Ada & Søns', active: true })
  t.match(JSON.parse(events[1]?.after ?? ''), { accountId: '1002', name: 'Ada Ltd', active: false })
})

t.test('bad input is 422: the fields are named, what was typed is kept, nothing is written', async (t) => {
  const before = await countStored()
  const filled = { 'Account id': 'two words', Name: '', Email: 'nobody', Active: false }
  const page = await (await browser.get('/customers/new')).form('Save').fill(filled).submit()
  t.equal(page.status, 422)
  t.same(page.errors(), {
    'Account id': 'Leave out spaces, commas, semicolons and quotation marks.',
    Name: 'Fill this in.',
    Email: 'Write an email address, such as name@example.com.',
  })
  const form = page.form('Save')
  for (const [label, value] of Object.entries(filled)) t.equal(form.value(label), value, label)
  t.equal(await countStored(), before)
})

t.test('an account id that is there already is said at its field', async (t) => {
  const page = await (await browser.get('/customers/new'))
    .form('Save')
    .fill({ 'Account id': '1002', Name: 'Another' })
    .submit()
  t.equal(page.status, 422)
  t.same(page.errors(), { 'Account id': 'There is a customer 1002 already.' })
  t.equal(page.form('Save').value('Name'), 'Another')
  t.equal((await stored('1002'))?.name, 'Ada Ltd')
})

t.test('bad input to a change is 422, too, and changes nothing', async (t) => {
  const page = await (await (await browser.get('/customers')).follow('1002'))
    .form('Save')
    .fill({ Name: 'x'.repeat(201) })
    .submit()
  t.equal(page.status, 422)
  t.same(page.errors(), { Name: 'Write at most 200 characters.' })
  t.equal(page.title, 'Customer 1002')
  t.equal((await stored('1002'))?.name, 'Ada Ltd')
})

t.test('fields of the wrong type, repeated or missing are refused and never guessed at', async (t) => {
  const before = await countStored()
  const hostile: Fields[] = [
    {},
    { accountId: ['1', '2'], name: 'x' },
    { accountId: '3', name: ['x', 'y'] },
    { accountId: '3', name: 'two\nlines' },
    { accountId: '3', name: 'right to left \u202e' },
    { accountId: 'nul\0', name: 'x' },
  ]
  for (const fields of hostile) {
    t.equal((await browser.post('/customers', fields)).status, 422, JSON.stringify(fields))
  }
  t.equal(await countStored(), before)
})

t.test('a form without its token is refused, whatever it holds', async (t) => {
  const before = await countStored()
  const page = await browser.post('/customers', { accountId: '5', name: 'x' }, { token: false })
  t.equal(page.status, 403)
  t.match(page.text, 'This form can no longer be sent.')
  t.equal(await countStored(), before)
})

t.test('the list is filtered by what the address says, and every filter can be taken away', async (t) => {
  for (const [accountId, name, active] of [
    ['2001', 'Babbage', true],
    ['2002', 'Lovelace', false],
    ['30', '100% wool_', true],
  ] as const) {
    await browser.post('/customers', { accountId, name, ...(active && { active: 'yes' }) })
  }
  const found = async (query: string) =>
    (await browser.get(`/customers?${query}`)).rows().map((row) => row['Account id'])
  t.same(await found('account_id=200'), ['2001', '2002'], 'an account id is searched by its beginning')
  t.same(await found('name=BAGE'), ['2001'], 'a name by any part of it, in upper or lower case')
  t.same(await found('name=%25'), ['30'], 'a percent sign is a percent sign')
  t.same(await found('name=l_'), ['30'], 'and an underscore an underscore')
  t.same(await found('status=inactive'), ['1002', '2002'])
  t.same(await found('account_id=2&status=active&name=b'), ['2001'], 'together they narrow')
  const page = await browser.get('/customers?account_id=200&status=inactive')
  t.equal(page.form('Search').value('Status'), 'Not active')
  const wider = await page.follow('Status: Not active ×')
  t.equal(wider.path, '/customers?account_id=200')
  t.match((await browser.get('/customers?name=nobody')).text, 'No customer matches these filters.')
})

t.test('the filters are a form that makes such an address', async (t) => {
  const page = await (await browser.get('/customers'))
    .form('Search')
    .fill({ 'Account id begins with': '2002', Status: 'Not active' })
    .submit()
  t.match(page.rows(), [{ 'Account id': '2002' }])
  t.same((await page.follow('Clear')).path, '/customers')
})

t.test('a filter that does not exist, or a value that means nothing, is said and not ignored', async (t) => {
  const page = await browser.get('/customers?status=asleep&colour=red')
  t.equal(page.status, 422)
  t.match(page.errors(), { Status: 'Choose one of the options.', '': 'There is no filter called colour.' })
  t.same(page.rows(), [])
})

t.test('pages go forth and back, in order, and keep the filters', async (t) => {
  const createdAt = desk.clock.now
  const many = Array.from({ length: 120 }, (_, index) => ({
    partnerId: desk.partnerId,
    accountId: `p${String(index).padStart(3, '0')}`,
    name: 'Many',
    email: '',
    active: 1 as const,
    createdAt,
  }))
  await db.insertInto('customers').values(many).execute()
  const first = await browser.get('/customers?name=many')
  const second = await first.follow('Next')
  const third = await second.follow('Next')
  const seen = [first, second, third].flatMap((page) => page.rows().map((row) => row['Account id']))
  t.same(
    seen,
    many.map((customer) => customer.accountId),
  )
  t.equal(third.link('Next'), undefined)
  t.same((await third.follow('Previous')).rows(), second.rows())
  t.equal((await second.follow('Previous')).link('Previous'), undefined)
})

t.test('the list is downloaded as CSV with the same filters', async (t) => {
  const page = await (await browser.get('/customers?account_id=2')).follow('Download CSV')
  t.equal(page.path, '/customers.csv?account_id=2')
  t.equal(page.headers['content-type'], 'text/csv; charset=utf-8')
  t.equal(page.headers['content-disposition'], 'attachment; filename="customers.csv"')
  t.equal(page.body, 'account_id,name,email,active\n2001,Babbage,,yes\n2002,Lovelace,,no\n')
  const all = await browser.get('/customers.csv')
  t.equal(all.body.split('\n').length, (await countStored()) + 2, 'all of it, not only a page')
  t.equal((await browser.get('/customers.csv?colour=red')).status, 422)
})

t.test('who is not signed in is sent to sign in, and back again', async (t) => {
  const stranger = desk.stranger()
  for (const path of ['/customers', '/customers.csv', '/customers/new', '/customers/1']) {
    t.equal((await stranger.get(path)).path, `/sign-in?next=${encodeURIComponent(path)}`)
  }
  const page = await (await stranger.get('/customers?status=active'))
    .form('Sign in')
    .fill({ Email: desk.owner.email, Password: 'correct horse battery' })
    .submit()
  t.equal(page.path, '/customers?status=active')
})

t.test("another partner's customers are not found, and cannot be changed", async (t) => {
  const other = await desk.addPartner()
  const id = (await stored('1002'))?.id
  t.same((await other.browser.get('/customers')).rows(), [])
  t.equal((await other.browser.get('/customers.csv')).body, 'account_id,name,email,active\n')
  t.equal((await other.browser.get(`/customers/${id}`)).status, 404)
  await other.browser.get('/customers')
  t.equal((await other.browser.post(`/customers/${id}`, { name: 'Mine now' })).status, 404)
  t.equal((await stored('1002'))?.name, 'Ada Ltd')
  await other.browser.post('/customers', { accountId: '1002', name: 'Our own 1002' })
  t.match((await other.browser.get('/customers')).rows(), [{ Name: 'Our own 1002' }])
})

t.test('what is no id is not found', async (t) => {
  for (const id of ['0', '-1', '1.5', 'abc', '999999999', '9'.repeat(40)]) {
    t.equal((await browser.get(`/customers/${id}`)).status, 404, id)
  }
})

t.test('a viewer and a reviewer read customers, and can change none', async (t) => {
  for (const role of ['viewer', 'reviewer'] as const) {
    const { browser: reader } = await desk.addMember(role)
    const list = await reader.get('/customers')
    t.equal(list.status, 200)
    t.equal(list.link('Add customer'), undefined)
    t.equal(list.link('Edit'), undefined)
    const page = await list.follow('1002')
    t.equal(page.status, 200)
    t.throws(() => page.form('Save'))
    t.equal((await reader.get('/customers/new')).status, 403)
    const before = await countStored()
    t.equal((await reader.post('/customers', { accountId: '7', name: 'x' })).status, 403)
    t.equal((await reader.post(`/customers/${(await stored('1002'))?.id}`, { name: 'x' })).status, 403)
    t.equal(await countStored(), before)
  }
})
