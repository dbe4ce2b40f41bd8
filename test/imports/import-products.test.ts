import t from 'tap'
import { openDesk } from '../support/desk.ts'

const desk = await openDesk(t)
const { browser, db } = desk

const paste = async (text: string) =>
  (await browser.get('/products/imports/new'))
    .form('Continue')
    .fill({ 'Or paste its lines here': text })
    .submit()

t.test('the example of the page works', async (t) => {
  const check = await paste((await browser.get('/products/imports/new')).example)
  t.same(check.rows('Will be added'), [
    {
      Line: '2',
      Code: 'compute',
      Name: 'Compute',
      Category: 'Servers',
      'Excluded from general vouchers': 'No',
      'Eligible for specific vouchers': 'Yes',
    },
    {
      Line: '3',
      Code: 'marketplace',
      Name: 'Marketplace, all sellers',
      Category: '(none)',
      'Excluded from general vouchers': 'Yes',
      'Eligible for specific vouchers': 'No',
    },
  ])
  t.equal((await check.form('Confirm').submit()).flash, 'Added 2, changed 0.')
})

t.test(
  'a flag is read from yes, no, true, false, 1 and 0; a new product is not excluded and eligible',
  async (t) => {
    const page = await paste(
      'code,name,excluded_from_general,eligible_for_specific\na,A,,\nb,B,TRUE,False\nc,C,1,0\nd,D,maybe,yes',
    )
    t.match(page.rows('Will be added'), [
      { 'Excluded from general vouchers': 'No', 'Eligible for specific vouchers': 'Yes' },
      { 'Excluded from general vouchers': 'Yes', 'Eligible for specific vouchers': 'No' },
      { 'Excluded from general vouchers': 'Yes', 'Eligible for specific vouchers': 'No' },
    ])
    t.match(page.rows('Refused'), [{ Line: '5', Why: 'Excluded from general vouchers: Write yes or no.' }])
  },
)

t.test('known products change as the check page said', async (t) => {
  const page = await paste('code,excluded_from_general,category\ncompute,yes,')
  t.match(page.rows('Will change'), [
    { 'What changes': 'Category: Servers → (none) Excluded from general vouchers: No → Yes' },
  ])
  const done = await page.form('Confirm').submit()
  t.equal(done.path, '/products')
  t.match(await db.selectFrom('products').selectAll().where('code', '=', 'compute').executeTakeFirst(), {
    name: 'Compute',
    category: '',
    excludedFromGeneral: 1,
    eligibleForSpecific: 1,
  })
})

t.test('a download can be imported again and changes nothing', async (t) => {
  const page = await paste((await browser.get('/products.csv')).body)
  t.match(page.text, 'In 2 lines: 0 to add, 0 to change, 2 without change, 0 refused.')
})

t.test('an import of customers is no import of products', async (t) => {
  const customers = await browser.get('/customers/imports/new')
  const page = await customers
    .form('Continue')
    .fill({ 'Or paste its lines here': 'account_id,name\n1001,Ada' })
    .submit()
  const draft = page.path.split('/').at(-1)
  t.equal((await browser.get(`/products/imports/${draft}`)).status, 404)
})

t.test('50,000 lines, the most a file may hold, are imported at once', async (t) => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `bulk-${index},Product ${index}`)
  const page = await paste(['code,name', ...lines].join('\n'))
  t.match(page.text, 'In 50,000 lines: 50,000 to add')
  t.equal((await page.form('Confirm').submit()).flash, 'Added 50,000, changed 0.')
  const { count } = await db
    .selectFrom('products')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  t.equal(count, 50_002)
})
