import t from 'tap'
import type { Fields } from '../support/browser.ts'
import { openDesk, PASSWORD } from '../support/desk.ts'

const desk = await openDesk(t)
const { browser, db } = desk

const stored = (code: string) =>
  db.selectFrom('products').selectAll().where('code', '=', code).executeTakeFirst()
const countStored = async () => (await db.selectFrom('products').select('id').execute()).length

t.test('an empty list says what belongs there and links to the first steps', async (t) => {
  const page = await browser.get('/products')
  t.equal(page.status, 200)
  t.match(page.text, 'the cloud products that customers are billed for')
  t.equal(page.link('Add product'), '/products/new')
  t.equal(page.link('Import CSV'), '/products/imports/new')
})

t.test(
  'a product is added: general vouchers pay for it and specific ones may list it, unless one says no',
  async (t) => {
    const form = (await browser.get('/products/new')).form('Save')
    t.equal(form.value('Excluded from general vouchers'), false)
    t.equal(form.value('Eligible for specific vouchers'), true)
    const code = 'Contact Center (service sold by AMCS, LLC)'
    const page = await form.fill({ Code: code, Name: 'Contact center', Category: 'Business' }).submit()
    t.equal(page.path, '/products')
    t.equal(page.flash, `Product ${code} is added.`)
    t.same(page.rows(), [
      {
        Code: code,
        Name: 'Contact center',
        Category: 'Business',
        'General vouchers': 'Not excluded',
        'Specific vouchers': 'Eligible',
        Operation: 'Edit',
      },
    ])
    t.match(await stored(code), { excludedFromGeneral: 0, eligibleForSpecific: 1 })
  },
)

t.test('a product is changed, all but the code', async (t) => {
  const form = (await (await browser.get('/products')).follow('Edit')).form('Save')
  t.throws(() => form.value('Code'), 'the form does not offer it')
  const page = await form
    .fill({
      Name: 'Telephony',
      Category: '',
      'Excluded from general vouchers': true,
      'Eligible for specific vouchers': false,
    })
    .submit()
  t.match(page.rows(), [
    { Name: 'Telephony', Category: '', 'General vouchers': 'Excluded', 'Specific vouchers': 'Not eligible' },
  ])
})

t.test('every change is an audit event with before and after', async (t) => {
  const events = await db.selectFrom('auditEvents').selectAll().where('action', 'like', 'product.%').execute()
  t.match(events, [{ action: 'product.added', before: null }, { action: 'product.changed' }])
  t.match(JSON.parse(events[1]?.before ?? ''), { name: 'Contact center', excludedFromGeneral: false })
  t.match(JSON.parse(events[1]?.after ?? ''), { name: 'Telephony', excludedFromGeneral: true })
})

t.test('bad input is 422: the fields are named, what was typed is kept, nothing is written', async (t) => {
  const before = await countStored()
  const filled = {
    Code: 'x'.repeat(101),
    Name: '',
    Category: 'Tools',
    'Excluded from general vouchers': true,
    'Eligible for specific vouchers': false,
  }
  const page = await (await browser.get('/products/new')).form('Save').fill(filled).submit()
  t.equal(page.status, 422)
  t.same(page.errors(), { Code: 'Write at most 100 characters.', Name: 'Fill this in.' })
  const form = page.form('Save')
  for (const [label, value] of Object.entries(filled)) t.equal(form.value(label), value, label)
  t.equal(await countStored(), before)
})

t.test('a code that is there already is said at its field', async (t) => {
  await browser.post('/products', { code: 'compute', name: 'Compute', eligibleForSpecific: 'yes' })
  const page = await (await browser.get('/products/new'))
    .form('Save')
    .fill({ Code: 'compute', Name: 'Other' })
    .submit()
  t.equal(page.status, 422)
  t.same(page.errors(), { Code: 'There is a product compute already.' })
  t.equal((await stored('compute'))?.name, 'Compute')
})

t.test('bad input to a change is 422, too, and changes nothing', async (t) => {
  const page = await (await browser.get('/products')).follow('compute')
  const again = await page.form('Save').fill({ Name: ' ' }).submit()
  t.equal(again.status, 422)
  t.same(again.errors(), { Name: 'Fill this in.' })
  t.equal((await stored('compute'))?.name, 'Compute')
})

t.test('fields of the wrong type, repeated or missing are refused and never guessed at', async (t) => {
  const before = await countStored()
  const hostile: Fields[] = [
    {},
    { code: ['a', 'b'], name: 'x' },
    { code: 'a', name: 'x', category: ['y', 'z'] },
    { code: 'a', name: 'x', excludedFromGeneral: ['yes', 'yes'] },
    { code: 'a\tb', name: 'x' },
  ]
  for (const fields of hostile) {
    t.equal((await browser.post('/products', fields)).status, 422, JSON.stringify(fields))
  }
  t.equal(await countStored(), before)
})

t.test('a form without its token is refused, whatever it holds', async (t) => {
  const before = await countStored()
  t.equal((await browser.post('/products', { code: 'a', name: 'x' }, { token: false })).status, 403)
  t.equal((await browser.post('/products', { _csrf: 'made up', code: 'a', name: 'x' })).status, 403)
  t.equal(await countStored(), before)
})

t.test('the list is filtered by what the address says', async (t) => {
  await browser.post('/products', {
    code: 'disk',
    name: 'Disk',
    category: 'Storage',
    excludedFromGeneral: 'yes',
  })
  const found = async (query: string) =>
    (await browser.get(`/products?${query}`)).rows().map((row) => row.Code)
  t.same(await found('code=co'), ['compute'], 'a code by its beginning')
  t.same(await found('name=IS'), ['disk'], 'a name by any part of it')
  t.same(await found('category=stor'), ['disk'])
  t.same(await found('excluded=no'), ['compute'])
  t.same(await found('eligible=yes'), ['compute'])
  t.same(await found('excluded=yes&eligible=no&code=d'), ['disk'])
  t.match((await browser.get('/products?code=none')).text, 'No product matches these filters.')
  const page = await browser.get('/products?excluded=perhaps')
  t.equal(page.status, 422)
  t.same(page.errors(), { 'General vouchers': 'Choose one of the options.' })
})

t.test('the list is downloaded as CSV with the same filters', async (t) => {
  const page = await (await browser.get('/products?code=d')).follow('Download CSV')
  t.equal(page.headers['content-disposition'], 'attachment; filename="products.csv"')
  t.equal(
    page.body,
    'code,name,category,excluded_from_general,eligible_for_specific\ndisk,Disk,Storage,yes,no\n',
  )
})

t.test('who is not signed in is sent to sign in, and back again', async (t) => {
  const page = await desk.stranger().get('/products?code=d')
  t.equal(page.title, 'Sign in')
  const back = await page.form('Sign in').fill({ Email: desk.owner.email, Password: PASSWORD }).submit()
  t.equal(back.path, '/products?code=d')
})

t.test("another partner's products are not found, and cannot be changed", async (t) => {
  const other = await desk.addPartner()
  const id = (await stored('disk'))?.id
  t.same((await other.browser.get('/products')).rows(), [])
  t.equal((await other.browser.get(`/products/${id}`)).status, 404)
  t.equal((await other.browser.post(`/products/${id}`, { name: 'Mine now' })).status, 404)
  t.equal((await stored('disk'))?.name, 'Disk')
})

t.test('a viewer reads products, and can change none', async (t) => {
  const { browser: viewer } = await desk.addMember('viewer')
  const list = await viewer.get('/products')
  t.equal(list.link('Add product'), undefined)
  const page = await list.follow('disk')
  t.equal(page.status, 200)
  t.throws(() => page.form('Save'))
  t.equal((await viewer.get('/products/new')).status, 403)
  t.equal((await viewer.post('/products', { code: 'mine', name: 'x' })).status, 403)
  t.equal((await viewer.post(page.path, { name: 'x' })).status, 403)
  t.equal(await stored('mine'), undefined)
  t.equal((await stored('disk'))?.name, 'Disk')
})
