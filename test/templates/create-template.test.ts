import t from 'tap'
import { chunks } from '../../src/database/chunks.ts'
import type { Fields } from '../support/browser.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { stockProducts } from '../support/stock.ts'

const GENERAL = 'General product voucher'
const ONLY_LISTED = 'Specific product voucher: only the products listed'
const ALL_BUT_LISTED = 'Specific product voucher: all but the products listed'

t.test('a template is filled in, checked and confirmed', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {}, storage: {} })
  const form = (await desk.browser.get('/templates')).follow('Create template')
  const check = await (await form)
    .form('Continue')
    .fill({
      'Template name': 'Winter offer',
      Usage: 'Product trial',
      'Voucher type': ONLY_LISTED,
      Products: ['compute compute', 'storage storage'],
      'Payment mode': 'Postpaid',
      Amount: '1250.5',
      'Minimum spend': '10',
      Validity: 'Fixed dates',
      'First day': '2026-12-01',
      'Last day': '2026-12-24',
      Funding: 'Sponsored',
      'Vouchers in all': '100',
      'Vouchers per customer': '2',
      'Total amount': '50000',
      Note: 'For the winter campaign',
    })
    .submit()
  t.equal(check.title, 'Check the new template')
  t.match(
    check.text,
    'Each voucher is worth USD 1,250.50, is valid from 1 Dec 2026 to 24 Dec 2026 and pays postpaid fees of USD 10.00 or more for compute, storage; it waits for a review when it is issued. Nothing is issued yet.',
  )
  const answers = {
    'Template name': 'Winter offer',
    Usage: 'Product trial',
    'Voucher type': ONLY_LISTED,
    Products: 'compute, storage',
    'Payment mode': 'Postpaid',
    Amount: 'USD 1,250.50',
    'Minimum spend': 'USD 10.00',
    Validity: '1 Dec 2026 to 24 Dec 2026',
    Funding: 'Sponsored',
    'Vouchers in all': '100',
    'Vouchers per customer': '2',
    'Total amount': 'USD 50,000.00',
    Note: 'For the winter campaign',
  }
  t.same(check.answers(), answers)
  t.same(await count(desk, 'templates'), 0, 'nothing is stored before Confirm')

  const saved = await check.form('Confirm').submit()
  t.equal(saved.title, 'Winter offer Active')
  t.equal(
    saved.flash,
    'Template “Winter offer” is saved. Vouchers of USD 1,250.50 can be issued from it now.',
  )
  t.equal(saved.link('Issue vouchers'), '/templates/1/issuances/new')
  t.match(saved.answers(), answers)
  t.match(saved.answers(), { 'Vouchers issued': '0', 'Sum issued': 'USD 0.00' })
  t.match(
    await desk.db
      .selectFrom('auditEvents')
      .select(['action', 'subject'])
      .orderBy('id', 'desc')
      .executeTakeFirst(),
    {
      action: 'template.created',
      subject: 'template 1',
    },
  )
})

t.test('a new form has the commonest choices in it, and the least has to be filled in', async (t) => {
  const desk = await openDesk(t)
  const check = await filled(desk, {})
  t.match(check.answers(), {
    Usage: 'Customer offer',
    'Voucher type': GENERAL,
    Products: 'All products',
    'Payment mode': 'All',
    'Minimum spend': 'None',
    Validity: '30 days from issue',
    Funding: 'Own cost',
    'Vouchers in all': 'No limit',
    'Vouchers per customer': 'No limit',
    'Total amount': 'No limit',
    Note: 'None',
  })
  t.match(
    check.text,
    /at your own cost, is valid for 30 days from issue and pays fees for every product\. Nothing is issued yet\./,
  )
})

t.test('what is wrong is named at its field, and everything typed is still there', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {}, support: { eligibleForSpecific: false } })
  const again = await filled(desk, {
    'Template name': '',
    'Voucher type': ONLY_LISTED,
    Products: ['support support'],
    Amount: '1,500',
    Validity: 'Fixed dates',
    'First day': '2026-02-30',
    'Last day': '2026-12-24',
    Note: 'Kept\nas it is',
  })
  t.equal(again.status, 422)
  t.equal(again.title, 'Create template')
  t.same(again.errors(), {
    'Template name': 'Fill this in.',
    Amount: 'Write the amount in digits with a point for decimals, such as 1500.50.',
    'First day': 'Write a day that exists as year-month-day, such as 2026-12-31.',
  })
  const form = again.form('Continue')
  t.equal(form.value('Amount'), '1,500')
  t.equal(form.value('First day'), '2026-02-30')
  t.equal(form.value('Last day'), '2026-12-24')
  t.equal(form.value('Note'), 'Kept\nas it is')
  t.equal(form.value(ONLY_LISTED), true)
  t.equal(form.value('support support'), true)
  t.same(await count(desk, 'drafts'), 0, 'nothing was written')

  const specific = await form.fill({ 'Template name': 'x', Amount: '5', 'First day': '2026-12-01' }).submit()
  t.equal(specific.status, 422)
  t.same(specific.errors(), {
    Products: 'Not eligible for a specific voucher: support. Untick it, or change it under Products.',
  })
})

t.test('a body that no form sends is refused field by field', async (t) => {
  const { browser } = await openDesk(t)
  await browser.get('/templates/new')
  const repeated = { name: ['a', 'b'], scope: ['general', 'general'], amount: ['1', '2'] }
  for (const body of [{}, repeated] as Fields[]) {
    const page = await browser.post('/templates/drafts', body)
    t.equal(page.status, 422)
    t.match(page.errors(), { 'Template name': /./, Amount: /./ })
  }
})

t.test('the links of the check page lead back to the form with all that was filled in', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {}, storage: {} })
  const check = await filled(desk, {
    'Voucher type': ALL_BUT_LISTED,
    Products: ['storage storage'],
    Amount: '80.00',
  })
  t.match(check.link('Change Amount'), /^\/templates\/new\?draft=.+#amount$/)
  const back = await check.follow('Change Amount')
  t.equal(back.form('Continue').value('Amount'), '80.00')
  t.equal(back.form('Continue').value('storage storage'), true)
  t.equal(back.form('Continue').value('compute compute'), false)
  const changed = await back.form('Continue').fill({ Amount: '90' }).submit()
  t.match(changed.answers(), { Amount: 'USD 90.00', Products: 'All but storage' })
})

t.test('where a template lists no products, their Change link leads to the voucher type', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {} })
  t.match((await filled(desk, {})).link('Change Products'), /#scope$/)
  const listed = await filled(desk, { 'Voucher type': ALL_BUT_LISTED, Products: ['compute compute'] })
  t.match(listed.link('Change Products'), /#products$/)
})

t.test('a general template copies what the catalogue excludes when it is saved, and keeps it', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {}, gpu: { excludedFromGeneral: true } })
  const check = await filled(desk, { 'Voucher type': GENERAL, Products: ['compute compute'] })
  t.match(check.answers(), { Products: 'All but gpu' }, 'what was ticked does not apply')
  const saved = await check.form('Confirm').submit()

  for (const [id, excluded] of [
    [1, true],
    [2, false],
  ] as const) {
    const form = (await desk.browser.get(`/products/${id}`)).form('Save')
    await form.fill({ 'Excluded from general vouchers': excluded }).submit()
  }
  t.match((await desk.browser.get(saved.path)).answers(), { Products: 'All but gpu' })
  t.match(
    (await filled(desk, {})).answers(),
    { Products: 'All but compute' },
    'the next one follows the catalogue',
  )
})

t.test('what changed between check and Confirm is said, and nothing is stored', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {} })
  const check = await filled(desk, { 'Voucher type': ONLY_LISTED, Products: ['compute compute'] })
  const setEligible = async (eligible: boolean) =>
    (await desk.browser.get('/products/1'))
      .form('Save')
      .fill({ 'Eligible for specific vouchers': eligible })
      .submit()
  await setEligible(false)
  const refused = await check.form('Confirm').submit()
  t.equal(refused.status, 422)
  t.same(refused.errors(), {
    Products: 'Not eligible for a specific voucher: compute. Untick it, or change it under Products.',
  })
  t.same(await count(desk, 'templates'), 0)

  await setEligible(true)
  t.equal((await check.form('Confirm').submit()).status, 200, 'the draft still waits')
})

t.test('what a general template would exclude is confirmed as it was shown, or not at all', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {} })
  const check = await filled(desk, {})
  t.match(check.answers(), { Products: 'All products' })
  await (await desk.browser.get('/products/1'))
    .form('Save')
    .fill({ 'Excluded from general vouchers': true })
    .submit()
  const again = await check.form('Confirm').submit()
  t.equal(again.status, 422)
  t.match(again.errors(), { '': /changed since you looked/ })
  t.match(again.answers(), { Products: 'All but compute' })
  t.match((await again.form('Confirm').submit()).answers(), { Products: 'All but compute' })
})

t.test('confirming again ends at the same template and makes no other', async (t) => {
  const desk = await openDesk(t)
  const check = await filled(desk, {})
  const first = await check.form('Confirm').submit()
  const second = await check.form('Confirm').submit()
  t.equal(second.path, first.path)
  t.equal((await desk.browser.get(check.path)).path, first.path, 'the check page leads there, too')
  t.same(await count(desk, 'templates'), 1)
})

t.test('64 people confirming the same draft at once make one template', async (t) => {
  const desk = await openDesk(t)
  const check = await filled(desk, {})
  const form = check.form('Confirm')
  const ends = await Promise.all(Array.from({ length: 64 }, () => form.submit()))
  t.same(new Set(ends.map(({ path }) => path)), new Set(['/templates/1']))
  t.same(await count(desk, 'templates'), 1)
})

t.test('a draft is its member’s own, and a link to it that is broken finds nothing', async (t) => {
  const desk = await openDesk(t)
  const check = await filled(desk, {})
  const colleague = await desk.addMember('issuer')
  t.equal((await colleague.browser.get(check.path)).status, 404)
  t.equal((await colleague.browser.post(`${check.path}/confirmation`, {})).status, 404)
  const draft = check.path.split('/').at(-1) ?? ''
  t.equal((await colleague.browser.get(`/templates/new?draft=${draft}`)).status, 404)
  t.equal((await desk.browser.get(`/templates/new?draft=${draft}&draft=${draft}`)).status, 422)
  t.equal((await desk.browser.get('/templates/new?copy=x')).status, 404)
})

t.test('a catalogue of thousands can be excluded, and ticked', async (t) => {
  const desk = await openDesk(t)
  await stockCatalogue(desk, 17_000)
  await desk.browser.get('/password')
  const typed = {
    name: 'Many',
    usage: 'customer_offer',
    paymentMode: 'all',
    amount: '5',
    validity: 'days',
    days: '30',
    funding: 'own_cost',
  }
  const general = await desk.browser.post('/templates/drafts', { ...typed, scope: 'general' })
  await (await desk.browser.get(general.location ?? '')).form('Confirm').submit()
  t.same(await count(desk, 'templateProducts'), 17_000)
  const products = Array.from({ length: 3000 }, (_, index) => `product-${index}`)
  const listed = await desk.browser.post('/templates/drafts', { ...typed, scope: 'allowlist', products })
  t.equal(listed.status, 303)
})

/** Fills the catalogue with products that general vouchers exclude. */
async function stockCatalogue(desk: Desk, size: number): Promise<void> {
  const flags = { excludedFromGeneral: 1, eligibleForSpecific: 1 } as const
  const rows = Array.from({ length: size }, (_, index) => {
    const code = `product-${index}`
    return { partnerId: desk.partnerId, code, name: code, category: '', ...flags, createdAt: desk.clock.now }
  })
  await desk.db.transaction().execute(async (trx) => {
    for await (const chunk of chunks(rows)) await trx.insertInto('products').values(chunk).execute()
  })
}

/** Sends the form of a new template: what is told, and for the rest the least. */
async function filled(desk: Desk, fields: Record<string, string | readonly string[]>): Promise<Page> {
  const form = (await desk.browser.get('/templates/new')).form('Continue')
  return form.fill({ 'Template name': 'Winter offer', Amount: '80', ...fields }).submit()
}

async function count(desk: Desk, table: 'templates' | 'drafts' | 'templateProducts'): Promise<number> {
  const { count } = await desk.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
