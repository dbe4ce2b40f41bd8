import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { revokeToken } from '../../src/partners/api-tokens.ts'
import { type BillingSystem, CHARGE, connectBilling, holdings } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { actOf, stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('a charge is answered with 201, what vouchers covered, and why others did not', async (t) => {
  const { billing, number, refused } = await setUp(t)
  const answer = await billing.post('/charges', { ...CHARGE, occurred_at: '2026-11-23T10:00:00+01:00' })
  t.equal(answer.statusCode, 201)
  t.match(answer.headers['content-type'], 'application/json')
  t.same(answer.json(), {
    charge_id: 'C-1',
    currency: 'USD',
    amount: '30.00',
    covered: '20.00',
    payable: '10.00',
    deductions: [{ voucher: number, amount: '20.00', balance_after: '0.00' }],
    refused: [{ voucher: refused, reason: 'payment_mode' }],
  })
})

t.test('the same charge again is answered with 200 and the very same body', async (t) => {
  const { billing } = await setUp(t)
  const first = await billing.post('/charges', CHARGE)
  const again = await billing.post('/charges', CHARGE)
  const asForm = await billing.post('/charges', { ...CHARGE, amount: '30' }, 'form')
  t.same([first, again, asForm].map(statusOf), [201, 200, 200])
  t.same([again.body, asForm.body], [first.body, first.body])
})

t.test('a form is read like JSON', async (t) => {
  const { billing, desk } = await setUp(t)
  const answer = await billing.post('/charges', CHARGE, 'form')
  t.equal(answer.statusCode, 201)
  t.match(answer.json(), { charge_id: 'C-1', covered: '20.00' })
  t.same(await holdings(desk), ['0 used_up', '500 unused'])
})

t.test('the same id with other content is answered with 409', async (t) => {
  const { billing } = await setUp(t)
  await billing.post('/charges', CHARGE)
  const answer = await billing.post('/charges', { ...CHARGE, amount: '30.01' })
  t.equal(answer.statusCode, 409)
  t.same(answer.json(), {
    code: 'CHARGE_DIFFERS',
    message: 'Charge C-1 was posted before with other content. Send a new charge under a new id.',
  })
  t.equal((await billing.post('/charges/preview', { ...CHARGE, amount: '30.01' })).statusCode, 409)
})

for (const [before, after, amount] of [
  ['USD', 'JPY', '30'],
  ['JPY', 'USD', '30.50'],
] as const) {
  t.test(
    `an amount is in the currency of when it is posted or tried: in ${after} after ${before}`,
    async (t) => {
      const setCurrency = (currency: string) => desk.db.updateTable('partners').set({ currency }).execute()
      const desk = await openDesk(t, {
        routes(app) {
          // Somebody changes the currency after the request was let in.
          app.addHook('preHandler', async ({ url }) => {
            if (url.startsWith('/charges')) await setCurrency(after)
          })
        },
      })
      await stockCustomers(desk, ['1001'])
      await stockProducts(desk, { compute: {} })
      const billing = await connectBilling(desk)
      await setCurrency(before)
      const wrong = after === 'JPY' ? '30.50' : '30.505'
      t.equal((await billing.post('/charges', { ...CHARGE, amount: wrong })).statusCode, 422)
      for (const path of ['/charges/preview', '/charges'] as const) {
        await setCurrency(before)
        t.match((await billing.post(path, { ...CHARGE, amount })).json(), { currency: after, amount }, path)
      }
    },
  )
}

t.test('what cannot be charged is answered with 422, each field with why', async (t) => {
  const { billing, desk } = await setUp(t)
  const errorsIn = async (body: object, form?: 'form') => {
    const answer = await billing.post('/charges', body, form)
    t.equal(answer.statusCode, 422, JSON.stringify(body))
    return (answer.json() as { errors: { field: string; message: string }[] }).errors
  }
  const fillIn = 'Fill this in.'
  t.same(await errorsIn({}), [
    { field: 'charge_id', message: fillIn },
    { field: 'customer', message: fillIn },
    { field: 'product', message: fillIn },
    { field: 'payment_mode', message: 'Choose one of the options.' },
    { field: 'amount', message: fillIn },
  ])
  t.same(await errorsIn({ ...CHARGE, customer: '9', product: 'x' }), [
    { field: 'customer', message: 'There is no customer 9.' },
    { field: 'product', message: 'There is no product x.' },
  ])
  for (const amount of ['0', '-5', '1e3', '1,5', '10.005', '٣', ' ', '9'.repeat(60_000)]) {
    t.match(await errorsIn({ ...CHARGE, amount }), [{ field: 'amount' }], amount.slice(0, 10))
  }
  t.same(await errorsIn({ ...CHARGE, amount: 30 }), [{ field: 'amount', message: 'Write this as text.' }])
  t.same(await errorsIn({ ...CHARGE, amount: ['1', '2'] }), [
    { field: 'amount', message: 'Give this only once.' },
  ])
  t.match(await errorsIn({ ...CHARGE, occurred_at: '2026-11-25T09:00:00Z' }), [{ field: 'occurred_at' }])
  t.match(await errorsIn({ ...CHARGE, charge_id: 'x'.repeat(201) }), [{ field: 'charge_id' }])
  t.match(await errorsIn({ ...CHARGE, charge_id: 'a\nb' }, 'form'), [{ field: 'charge_id' }])
  t.equal((await errorsIn([])).length > 0, true)
  t.same(await desk.db.selectFrom('charges').selectAll().execute(), [])
})

t.test('what cannot be read is answered with 400, what is no form and no JSON with 415', async (t) => {
  const { billing } = await setUp(t)
  const send = (type: string, payload: string) => billing.postRaw({ 'content-type': type }, payload)
  const broken = await send('application/json', '{"charge_id":')
  t.match({ status: broken.statusCode, body: broken.json() }, { status: 400, body: { code: 'BAD_REQUEST' } })
  for (const type of ['text/plain', 'application/xml', 'text/csv']) {
    const answer = await send(type, 'charge_id=C-1')
    t.match(
      { status: answer.statusCode, body: answer.json() },
      { status: 415, body: { code: 'UNSUPPORTED_TYPE' } },
    )
  }
  const large = await send('application/json', JSON.stringify({ ...CHARGE, description: 'x'.repeat(70_000) }))
  t.match({ status: large.statusCode, body: large.json() }, { status: 413, body: { code: 'TOO_LARGE' } })
})

t.test('amounts have the decimals of the currency', async (t) => {
  const desk = await openDesk(t, { currency: 'JPY' })
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  await stockVouchers(desk, await stockTemplate(desk), '1001 2000')
  const billing = await connectBilling(desk)
  t.match((await billing.post('/charges', { ...CHARGE, amount: '3000' })).json(), {
    currency: 'JPY',
    amount: '3000',
    covered: '2000',
    payable: '1000',
  })
  t.equal((await billing.post('/charges', { ...CHARGE, charge_id: 'C-2', amount: '1.5' })).statusCode, 422)
})

t.test('a preview is answered like the charge, and writes nothing', async (t) => {
  const { billing, desk } = await setUp(t)
  const preview = await billing.post('/charges/preview', CHARGE)
  t.equal(preview.statusCode, 200)
  t.same(await desk.db.selectFrom('charges').selectAll().execute(), [])
  t.same(await holdings(desk), ['2000 unused', '500 unused'])
  t.equal(preview.body, (await billing.post('/charges', CHARGE)).body)
  t.equal(preview.body, (await billing.post('/charges/preview', CHARGE)).body)
  t.equal((await billing.post('/charges/preview', { ...CHARGE, customer: '9' })).statusCode, 422)
})

t.test('a refund is answered with 201 and what vouchers got back, again with 200', async (t) => {
  const { billing, number, desk } = await setUp(t)
  await billing.post('/charges', CHARGE)
  const refund = { refund_id: 'R-1', amount: '12.50' }
  const first = await billing.post('/charges/C-1/refunds', refund)
  t.equal(first.statusCode, 201)
  t.same(first.json(), {
    refund_id: 'R-1',
    charge_id: 'C-1',
    currency: 'USD',
    amount: '12.50',
    kept: '0.00',
    returned: [{ voucher: number, amount: '12.50', balance_after: '12.50' }],
  })
  const again = await billing.post('/charges/C-1/refunds', refund, 'form')
  t.same([again.statusCode, again.body], [200, first.body])
  t.same(await holdings(desk), ['1250 part_used', '500 unused'])
  const charge = await billing.post('/charges', CHARGE)
  t.match(
    charge.json(),
    { covered: '20.00', payable: '10.00' },
    'what posting the charge did stays as it was',
  )
})

t.test('a refund past what was covered is answered with 422, one that differs with 409', async (t) => {
  const { billing } = await setUp(t)
  await billing.post('/charges', CHARGE)
  const past = await billing.post('/charges/C-1/refunds', { refund_id: 'R-1', amount: '20.01' })
  t.equal(past.statusCode, 422)
  t.same(past.json(), {
    errors: [
      { field: 'amount', message: 'Vouchers cover USD 20.00 of this charge. No more can be refunded.' },
    ],
  })
  await billing.post('/charges/C-1/refunds', { refund_id: 'R-1', amount: '20.00' })
  const differs = await billing.post('/charges/C-1/refunds', { refund_id: 'R-1', amount: '5.00' })
  t.match({ status: differs.statusCode, ...differs.json() }, { status: 409, code: 'REFUND_DIFFERS' })
  const empty = await billing.post('/charges/C-1/refunds', {})
  t.match(empty.json(), { errors: [{ field: 'refund_id' }, { field: 'amount' }] })
  const unknown = await billing.post('/charges/C-2/refunds', { refund_id: 'R-2', amount: '5.00' })
  t.match({ status: unknown.statusCode, ...unknown.json() }, { status: 404, code: 'NOT_FOUND' })
})

t.test('a charge is found by its id, whatever stands in it', async (t) => {
  const { billing } = await setUp(t)
  for (const charge_id of ['INV/2026/11 #7', 'é?&=%', 'preview', `long-${'x'.repeat(195)}`]) {
    await billing.post('/charges', { ...CHARGE, charge_id, amount: '1.00' })
    const path = `/charges/${encodeURIComponent(charge_id)}/refunds`
    const answer = await billing.post(path, { refund_id: charge_id, amount: '1.00' })
    t.match({ status: answer.statusCode, ...answer.json() }, { status: 201, charge_id })
  }
})

t.test('without a token, or with one that is none, the answer is 401', async (t) => {
  const { billing, desk } = await setUp(t)
  for (const path of ['/charges', '/charges/preview', '/charges/C-1/refunds']) {
    const answers = [
      await billing.postRaw({ authorization: '' }, '{}', path),
      await billing.postRaw({ authorization: 'Bearer nobody' }, '{}', path),
      await billing.postRaw({ authorization: `Basic ${btoa('ada:secret')}` }, '{}', path),
      await billing.postRaw({ authorization: `Bearer ${billing.token}x` }, '{}', path),
    ]
    t.same(answers.map(statusOf), [401, 401, 401, 401], path)
    for (const answer of answers) t.match(answer.json(), { code: /^TOKEN_/, message: /API tokens/ })
  }
  const signedIn = await desk.browser.post('/charges', CHARGE)
  t.equal(signedIn.status, 401, 'a sign-in is no token')
  t.same(await desk.db.selectFrom('charges').selectAll().execute(), [])
})

t.test('a token that may only read is answered with 403', async (t) => {
  const { desk } = await setUp(t)
  const reading = await connectBilling(desk, ['read'])
  for (const path of ['/charges', '/charges/preview', '/charges/C-1/refunds']) {
    const answer = await reading.post(path, CHARGE)
    t.match({ status: answer.statusCode, ...answer.json() }, { status: 403, code: 'TOKEN_SCOPE' })
  }
})

t.test('a token that was revoked opens nothing from the next request on', async (t) => {
  const { billing, desk } = await setUp(t)
  t.equal((await billing.post('/charges', CHARGE)).statusCode, 201)
  const { id } = await desk.db.selectFrom('apiTokens').select('id').executeTakeFirstOrThrow()
  await revokeToken(desk.db, actOf(desk), id)
  const answer = await billing.post('/charges', CHARGE)
  t.match({ status: answer.statusCode, ...answer.json() }, { status: 401, code: 'TOKEN_INVALID' })
})

t.test('a token sees the customers, products and charges of its own partner alone', async (t) => {
  const { billing, desk } = await setUp(t)
  await billing.post('/charges', CHARGE)
  const other = await desk.addPartner()
  const theirs = await connectBilling(desk, ['charges:write'], other)
  t.match((await theirs.post('/charges', CHARGE)).json(), {
    errors: [{ field: 'customer' }, { field: 'product' }],
  })
  t.equal((await theirs.post('/charges/C-1/refunds', { refund_id: 'R-1', amount: '1.00' })).statusCode, 404)
  await stockCustomers(desk, ['1001'], other)
  await stockProducts(desk, { compute: {} }, other)
  const answer = await theirs.post('/charges', CHARGE)
  t.match({ status: answer.statusCode, ...answer.json() }, { status: 201, covered: '0.00', refused: [] })
})

t.test('a charge and a refund keep which token posted them', async (t) => {
  const { billing, desk } = await setUp(t)
  await billing.post('/charges', CHARGE)
  await billing.post('/charges/C-1/refunds', { refund_id: 'R-1', amount: '1.00' })
  const token = await desk.db.selectFrom('apiTokens').selectAll().executeTakeFirstOrThrow()
  t.equal(token.lastUsedAt, desk.clock.now)
  const posted = { tokenId: token.id, memberId: null }
  t.match(await desk.db.selectFrom('charges').selectAll().execute(), [{ ...posted, source: 'api' }])
  t.match(await desk.db.selectFrom('refunds').selectAll().execute(), [posted])
})

function statusOf({ statusCode }: LightMyRequestResponse): number {
  return statusCode
}

/** A desk whose customer 1001 holds 20.00, and 5.00 for prepaid charges. */
async function setUp(
  t: Test,
): Promise<{ desk: Desk; billing: BillingSystem; number: string; refused: string }> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  const [number = ''] = (await stockVouchers(desk, await stockTemplate(desk), '1001 20.00')).numbers
  const prepaid = await stockTemplate(desk, { paymentMode: 'prepaid' })
  const [refused = ''] = (await stockVouchers(desk, prepaid, '1001 5.00')).numbers
  return { desk, billing: await connectBilling(desk), number, refused }
}

t.test('an id that is a page of the console, and a year of five digits, are refused', async (t) => {
  const { billing } = await setUp(t)
  for (const charge_id of ['new', 'trial', '.', '..']) {
    const answer = await billing.post('/charges', { ...CHARGE, charge_id })
    t.equal(answer.statusCode, 422, charge_id)
    t.match(answer.json(), { errors: [{ field: 'charge_id' }] })
  }
  for (const occurred_at of [
    '+012027-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    '2026-11-20T10:00:00Z[UTC]',
  ]) {
    const answer = await billing.post('/charges', { ...CHARGE, occurred_at })
    t.equal(answer.statusCode, 422, occurred_at)
    t.match(answer.json(), { errors: [{ field: 'occurred_at' }] })
  }
})
