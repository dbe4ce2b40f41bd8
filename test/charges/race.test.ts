import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { CHARGE, connectBilling, disagreements } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

const CONNECTIONS = 64
const VOUCHERS = 10
const OF_30 = { ...CHARGE, amount: '30' }

t.test('2,000 charges over 64 connections on ten vouchers debit exactly 2,000', async (t) => {
  const { desk, send, connections } = await setUp(t, '250')
  const ids = Array.from({ length: 2000 }, (_, number) => `C-${number}`)
  const answers = await Promise.all(ids.map((charge_id) => send({ ...CHARGE, charge_id, amount: '1' })))
  t.equal(connections(), CONNECTIONS)
  t.same(
    countBy(answers, ({ status, body }) => `${status} covered ${body.covered}`),
    { '201 covered 1': 2000 },
  )
  t.same(await sums(desk), { deducted: 2000, left: VOUCHERS * 250 - 2000, charges: 2000 })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('when more is charged at once than there is, exactly what there is is spent', async (t) => {
  const { desk, send } = await setUp(t, '10')
  const ids = Array.from({ length: 300 }, (_, number) => `C-${number}`)
  const answers = await Promise.all(ids.map((charge_id) => send({ ...CHARGE, charge_id, amount: '1' })))
  t.same(
    countBy(answers, ({ body }) => `covered ${body.covered}`),
    { 'covered 1': 100, 'covered 0': 200 },
  )
  t.same(await sums(desk), { deducted: 100, left: 0, charges: 300 })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

t.test('the same charge sent 64 times at once is posted once', async (t) => {
  const { desk, send, connections } = await setUp(t, '250')
  const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => send(OF_30)))
  t.equal(connections(), CONNECTIONS)
  t.same(
    countBy(answers, ({ status }) => String(status)),
    { 201: 1, 200: CONNECTIONS - 1 },
  )
  t.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1, 'all hear the same')
  t.same(await sums(desk), { deducted: 30, left: VOUCHERS * 250 - 30, charges: 1 })
})

t.test('the same refund sent 64 times at once is posted once', async (t) => {
  const { desk, send } = await setUp(t, '250')
  await send(OF_30)
  const refund = { refund_id: 'R-1', amount: '20' }
  const answers = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => send(refund, '/charges/C-1/refunds')),
  )
  t.same(
    countBy(answers, ({ status }) => String(status)),
    { 201: 1, 200: CONNECTIONS - 1 },
  )
  t.same(await sums(desk), { deducted: 10, left: VOUCHERS * 250 - 10, charges: 1 })
  t.same(await disagreements(desk.db, desk.partnerId), [])
})

interface Answer {
  status: number | undefined
  body: Record<string, unknown>
}

/** A desk that listens, whose customer 1001 holds ten vouchers; and a way to post to it over 64 connections. */
async function setUp(t: Test, amount: string) {
  const desk = await openDesk(t, { currency: 'JPY' })
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  const template = await stockTemplate(desk)
  for (let voucher = 0; voucher < VOUCHERS; voucher++) await stockVouchers(desk, template, `1001 ${amount}`)
  const { token } = await connectBilling(desk)
  const origin = await desk.app.listen({ host: '127.0.0.1', port: 0 })
  let connections = 0
  desk.app.server.on('connection', () => connections++)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  t.teardown(() => agent.destroy())

  function send(content: object, path = '/charges'): Promise<Answer> {
    const body = JSON.stringify(content)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return new Promise((resolve, reject) => {
      request(`${origin}${path}`, { method: 'POST', agent, headers }, (response) => {
        json(response).then(
          (read) => resolve({ status: response.statusCode, body: read as Answer['body'] }),
          reject,
        )
      })
        .on('error', reject)
        .end(body)
    })
  }
  return { desk, send, connections: () => connections }
}

function countBy(answers: readonly Answer[], key: (answer: Answer) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[key(answer)] = (counts[key(answer)] ?? 0) + 1
  return counts
}

/** What the ledger has deducted less refunds, what vouchers hold, and how many charges there are. */
async function sums({ db }: Desk) {
  const entries = await db
    .selectFrom('ledgerEntries')
    .select('amountMinor')
    .where('chargeId', 'is not', null)
    .execute()
  const vouchers = await db.selectFrom('vouchers').select('balanceMinor').execute()
  const charges = await db.selectFrom('charges').select('id').execute()
  return {
    deducted: -entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    left: vouchers.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0),
    charges: charges.length,
  }
}
