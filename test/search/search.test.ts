import { join } from 'node:path'
import t from 'tap'
import { findExactly, findSome } from '../../src/search/search.ts'
import { openDesk } from '../support/desk.ts'
import { plansOf } from '../support/plans.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

const ACCOUNTS = ['acme-1', 'acme-2', 'zeta', '2']

t.test('every page that a member sees offers the search, and the search page only its own', async (t) => {
  const { browser } = await openDesk(t)
  for (const path of ['/', '/verification', '/customers/new', '/settings', '/nowhere']) {
    const found = await (await browser.get(path))
      .form('Search')
      .fill({ [LABEL]: 'no such thing' })
      .submit()
    t.equal(found.path, '/search?q=no+such+thing', path)
  }
  for (const path of ['/vouchers', '/search']) {
    t.equal((await browser.get(path)).body.match(/id=q/g)?.length, 1, path)
  }
})

t.test('a whole number of a voucher leads to it, however it is typed', async (t) => {
  const { browser, number } = await openStocked(t)
  const misread = number.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
  for (const typed of [
    number,
    ` ${number} `,
    number.replaceAll('-', ''),
    number.replaceAll('-', ' '),
    misread,
  ]) {
    t.equal((await search(browser, typed)).path, `/vouchers/${number}`, typed)
  }
})

t.test('the account id of a customer leads to it, and the id of a template to that', async (t) => {
  const { browser, customers } = await openStocked(t)
  t.equal((await search(browser, 'zeta')).path, `/customers/${customers.zeta}`)
  t.equal((await search(browser, '1')).path, '/templates/1')
})

t.test('what is both a customer’s and a template’s is not decided for anyone: both are shown', async (t) => {
  const { browser } = await openStocked(t)
  const found = await search(browser, '2')
  t.equal(found.status, 200)
  t.match(found.rows('Customers'), [{ 'Account id': '2' }])
  t.match(found.link('2'), '/customers/')
})

t.test(
  'a part finds customers by account id and name, templates by name, vouchers by the beginning',
  async (t) => {
    const { browser, number } = await openStocked(t)
    const byAccount = await search(browser, 'acme')
    t.match(byAccount.rows('Customers'), [
      { 'Account id': 'acme-1', Name: 'Customer acme-1', Status: 'Active' },
      { 'Account id': 'acme-2' },
    ])
    t.equal(byAccount.link('Vouchers'), '/vouchers?customer=acme-1')
    t.match((await search(browser, 'CUSTOMER Z')).rows('Customers'), [{ 'Account id': 'zeta' }])
    const byName = await search(browser, 'inter')
    t.match(byName.rows('Voucher templates')[0], {
      ID: '2',
      'Template name': 'Winter gift',
      Status: 'Active',
    })
    const byNumber = await search(browser, number.slice(0, 6))
    t.match(byNumber.rows('Customer vouchers'), [
      { Number: number, Customer: 'acme-1 Customer acme-1', 'Balance (USD)': '80.00', Status: 'Unused' },
    ])
  },
)

t.test('of many the first ten are shown, and links into the lists that have them all', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(
    desk,
    Array.from({ length: 12 }, (_, index) => `many-${index}`),
  )
  const found = await search(desk.browser, 'MANY')
  t.equal(found.rows('Customers').length, 10)
  t.match((await found.follow('See all customers whose name contains “MANY”')).rows().length, 12)
  const begun = await search(desk.browser, 'many-')
  const all = await begun.follow('See all customers whose account id begins with “many-”')
  t.equal(all.rows().length, 12)
})

t.test('nothing sought, or nothing found, says what can be searched for', async (t) => {
  const { browser } = await openStocked(t)
  t.match((await search(browser, '')).text, 'Search for a voucher by its number')
  const nothing = await search(browser, '<b>"50%"_\\')
  t.match(nothing.text, /Nothing here is called “<b>"50%"_\\”\. Search for a voucher by its number/)
  t.equal(nothing.form('Search').value(LABEL), '<b>"50%"_\\', 'what was sought stands in the field')
})

t.test('% and _ are themselves, and stand for nothing else', async (t) => {
  const { browser } = await openStocked(t)
  for (const text of ['%', '_', 'acme_', 'a%'])
    t.match((await search(browser, text)).text, 'Nothing here', text)
})

t.test('what no filter takes is said at the field, with 422', async (t) => {
  const { browser } = await openDesk(t)
  for (const [text, message] of [
    ['x'.repeat(10_000), 'Write at most 200 characters.'],
    ['a\u202Eb', 'Remove the line breaks and control characters.'],
  ] as const) {
    const page = await search(browser, text)
    t.equal(page.status, 422)
    t.same(page.errors(), { [LABEL]: message })
  }
  t.equal((await browser.get('/search?name=x')).status, 422)
  t.equal((await browser.get('/search?q=a&q=b')).status, 422)
})

t.test('another partner’s records are not found, neither by their whole name nor by a part', async (t) => {
  const { desk, number } = await openStocked(t)
  const { browser } = await desk.addPartner()
  for (const text of [number, number.slice(0, 4), 'zeta', 'acme', 'Winter', '1']) {
    t.match((await search(browser, text)).text, 'Nothing here is called', text)
  }
})

t.test('a search is walks through indexes: no table is scanned, and none is sorted', async (t) => {
  const { desk, number } = await openStocked(t)
  const searcher = { partner: { id: desk.partnerId, timeZone: 'UTC' }, at: desk.clock.now }
  for (const text of [number, number.slice(0, 4), 'acme', 'winter', '2', 'nothing at all']) {
    const steps = await plansOf(join(t.testdirName, 'scrip.db'), async (db) => {
      await findExactly(db, searcher, text)
      await findSome(db, searcher, text)
    })
    t.ok(steps.length >= 5, text)
    t.same(steps.filter(isSlow), [], `${text}\n${steps.join('\n')}`)
    t.same(
      steps.filter((step) => /vouchers.*partner_id/.test(step)),
      [],
      'the vouchers of the partner are not gone through',
    )
  }
})

/** All but the order of a template's product codes, of which it has a few. */
function isSlow(step: string, index: number, steps: readonly string[]): boolean {
  const isOfProducts = steps[index - 1]?.startsWith('SEARCH products ')
  return /SCAN (vouchers|customers|templates)/.test(step) || (/TEMP B-TREE/.test(step) && !isOfProducts)
}

const LABEL = 'Voucher, customer or template'

type Desk = Awaited<ReturnType<typeof openDesk>>

function search(browser: Desk['browser'], text: string) {
  return browser.get(`/search?${new URLSearchParams({ q: text })}`)
}

/** A desk with customers, two templates, and a voucher of the first one. */
async function openStocked(t: Parameters<typeof openDesk>[0]) {
  const desk = await openDesk(t)
  await stockCustomers(desk, ACCOUNTS)
  const template = await stockTemplate(desk)
  await stockTemplate(desk, { name: 'Winter gift' })
  const { numbers } = await stockVouchers(desk, template, 'acme-1')
  const rows = await desk.db.selectFrom('customers').select(['id', 'accountId']).execute()
  const customers = Object.fromEntries(rows.map(({ id, accountId }) => [accountId, id]))
  return { desk, browser: desk.browser, number: numbers[0] ?? '', customers }
}
