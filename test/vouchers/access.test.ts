import t from 'tap'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('every page of vouchers needs a sign-in, and leads back to itself', async (t) => {
  const { desk, reading, issuing } = await openStocked(t)
  const stranger = desk.stranger()
  // The list as JSON is for machines: test/web/error-pages.test.ts shows what they are told.
  for (const path of [...reading, '/vouchers.csv', ...issuing]) {
    const page = await stranger.get(path)
    t.equal(page.title, 'Sign in', path)
    t.same(
      page
        .form('Sign in')
        .entries()
        .find(([name]) => name === 'next')?.[1],
      path,
    )
  }
})

t.test('nothing is sent without the token of the page', async (t) => {
  const { desk, sending } = await openStocked(t)
  for (const path of sending) {
    const page = await desk.browser.post(path, { voucher: 'x', issuance: '1', reason: 'x' }, { token: false })
    t.equal(page.status, 403, path)
    t.match(page.text, 'This form can no longer be sent.')
  }
  const form = { customers: '1001', reason: 'x' }
  const multipart = { token: false, enctype: 'multipart/form-data' }
  t.equal((await desk.browser.post('/templates/1/issuances/drafts', form, multipart)).status, 403)
  const kept = await desk.db.selectFrom('drafts').select('id').execute()
  t.equal(kept.length, 3, 'the drafts that were there')
})

t.test('the vouchers, issuances, withdrawals and drafts of another partner are not there', async (t) => {
  const { desk, reading, issuing, sending, numbers } = await openStocked(t)
  const { browser } = await desk.addPartner()
  t.same((await browser.get('/vouchers')).rows(), [])
  t.same(JSON.parse((await browser.get('/vouchers.json')).body).vouchers, [])
  t.equal((await browser.get('/vouchers.csv')).body.split('\n').length, 2)
  for (const query of [
    `number=${numbers[0]}`,
    'customer=1001',
    'template=1',
    'issuance=1',
    'product=compute',
  ]) {
    t.same((await browser.get(`/vouchers?${query}`)).rows(), [], query)
  }
  for (const path of [...reading.slice(1), ...issuing]) t.equal((await browser.get(path)).status, 404, path)
  for (const path of sending.slice(1)) t.equal((await browser.post(path, { reason: 'x' })).status, 404, path)

  const { location = '' } = await browser.post('/withdrawals/drafts', { voucher: numbers })
  t.match(
    (await browser.get(location)).errorLines(),
    numbers.map((number) => `Vouchers: There is no voucher ${number}.`),
  )
  const [theirs, nobodys] = [
    await browser.post('/withdrawals/drafts', { issuance: '1' }),
    await browser.post('/withdrawals/drafts', { issuance: '99' }),
  ]
  t.same(
    [theirs.status, theirs.text],
    [nobodys.status, nobodys.text],
    'it answers as for what does not exist',
  )
  t.equal(
    (await desk.db.selectFrom('ledgerEntries').select('id').where('kind', '=', 'withdraw').execute()).length,
    1,
  )
})

t.test('nothing is issued to a customer of another partner', async (t) => {
  const { desk } = await openStocked(t)
  const other = await desk.addPartner()
  await stockCustomers(desk, ['2001'], other)
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const page = await form.fill({ Customers: '2001', Reason: 'x' }).submit()
  t.same(page.errors(), { Customers: 'Line 1: There is no customer 2001.' })
})

t.test('who may only read sees the vouchers, and none of what they may not do', async (t) => {
  const { desk, reading, issuing, sending } = await openStocked(t)
  for (const role of ['viewer', 'reviewer'] as const) {
    const { browser } = await desk.addMember(role)
    t.equal((await browser.get('/vouchers')).rows().length, 3)
    for (const path of reading) {
      const page = await browser.get(path)
      t.equal(page.status, 200, path)
      for (const button of ['Withdraw', 'Withdraw all unused', 'Cancel issuance']) {
        t.throws(() => page.form(button), `${path}: ${button}`)
      }
    }
    for (const path of issuing) t.equal((await browser.get(path)).status, 403, path)
    for (const path of sending) t.equal((await browser.post(path, { reason: 'x' })).status, 403, path)
  }
})

t.test('a draft is its member’s own', async (t) => {
  const { desk, issuing, sending } = await openStocked(t)
  const { browser } = await desk.addMember('issuer')
  for (const path of issuing.filter((one) => one.includes('draft')))
    t.equal((await browser.get(path)).status, 404, path)
  for (const path of sending.filter((one) => one.includes('confirmation'))) {
    t.equal((await browser.post(path, { reason: 'x' })).status, 404, path)
  }
  for (const query of ['draft=a&draft=b', 'draft=a']) {
    t.match(
      (await browser.get(`/templates/1/issuances/new?${query}`)).status,
      query.includes('&') ? 422 : 404,
      query,
    )
  }
})

/** A desk with an issuance of two vouchers, a withdrawal of a third, and a draft of each; and all its paths. */
async function openStocked(t: Parameters<typeof openDesk>[0]) {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001\n1002')
  const { numbers: withdrawn } = await stockVouchers(desk, 1, '1001')
  const check = await (await desk.browser.get(`/vouchers/${withdrawn[0]}`)).form('Withdraw').submit()
  await check.form('Confirm').fill({ Reason: 'x' }).submit()
  const issuance = await draftPath(
    desk,
    '/templates/1/issuances/new',
    { Customers: '1001', Reason: 'x' },
    'Continue',
  )
  const withdrawal = await draftPath(desk, `/vouchers/${numbers[0]}`, {}, 'Withdraw')
  return {
    desk,
    numbers,
    reading: ['/vouchers', `/vouchers/${numbers[0]}`, '/issuances/1', '/withdrawals/1'],
    issuing: [
      '/templates/1/issuances/new',
      `/templates/1/issuances/new?draft=${issuance.split('/').at(-1)}`,
      issuance,
      `${issuance}/customers`,
      withdrawal,
    ],
    sending: [
      '/withdrawals/drafts',
      '/templates/1/issuances/drafts',
      '/issuances/1/cancellation',
      `${issuance}/customers`,
      `${issuance}/confirmation`,
      `${withdrawal}/confirmation`,
    ],
  }
}

async function draftPath(
  desk: Desk,
  path: string,
  fields: Record<string, string>,
  button: string,
): Promise<string> {
  return (await (await desk.browser.get(path)).form(button).fill(fields).submit()).path
}
