import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { type Desk, openDesk, PASSWORD } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'
import { tamper } from '../support/tamper.ts'

t.test('an owner verifies, and reads what was checked and that everything agrees', async (t) => {
  const desk = await setUp(t)
  const page = await desk.browser.get('/verification')
  t.equal(page.title, 'Verify the ledger')
  t.same(page.rows(), [], 'nothing is checked by looking at the page')
  const outcome = await page.form('Verify').submit()
  t.equal(outcome.status, 200)
  t.match(outcome.text, 'Everything agrees with the ledger, as it was at 23 Nov 2026, 09:00.')
  t.same(outcome.rows().slice(0, 4), [
    { Records: 'Templates', Count: '1' },
    { Records: 'Issuances', Count: '1' },
    { Records: 'Vouchers', Count: '3' },
    { Records: 'Ledger entries', Count: '3' },
  ])
})

t.test('what disagrees is named, and can be verified again', async (t) => {
  const desk = await setUp(t)
  const first = await verify(desk)
  tamper(fileOf(t), 'UPDATE vouchers SET balance_minor = 1 WHERE id = 2')
  const second = await first.form('Verify again').submit()
  t.match(second.text, 'Disagreements with the ledger, as it was at 23 Nov 2026, 09:00: 1')
  t.match(second.text, /Voucher \S+ should hold USD 80.00 by its ledger, and holds USD 0.01\./)
})

t.test('it writes nothing, not even that it ran', async (t) => {
  const desk = await setUp(t)
  const prompt = new BetterSqlite3(fileOf(t), { readonly: true })
  t.teardown(() => prompt.close())
  const version = () => prompt.pragma('data_version', { simple: true })
  const page = await desk.browser.get('/verification')
  const before = version()
  await page.form('Verify').submit()
  t.equal(version(), before)
})

t.test("another partner's books are not in it", async (t) => {
  const desk = await setUp(t)
  const other = await desk.addPartner()
  tamper(fileOf(t), 'UPDATE vouchers SET balance_minor = 1')
  const page = await other.browser.get('/verification')
  t.match((await page.form('Verify').submit()).text, 'Everything agrees')
})

t.test('of very many disagreements the first are shown, and how many there are', async (t) => {
  const desk = await setUp(t, 250)
  tamper(fileOf(t), 'UPDATE vouchers SET balance_minor = 1')
  const page = await verify(desk)
  t.match(page.text, 'Disagreements with the ledger, as it was at 23 Nov 2026, 09:00: 250')
  t.equal(page.text.match(/should hold/g)?.length, 200)
  t.match(page.text, 'And 50 more. On the command line, scrip verify lists them all.')
})

t.test('who is no owner may not', async (t) => {
  const desk = await setUp(t)
  for (const role of ['issuer', 'reviewer', 'viewer'] as const) {
    const { browser } = await desk.addMember(role)
    t.equal((await browser.get('/verification')).status, 403, role)
    t.equal((await browser.post('/verification', {})).status, 403, role)
  }
})

t.test('who is not signed in is led to sign in, and back', async (t) => {
  const desk = await setUp(t)
  const stranger = desk.stranger()
  const page = await stranger.get('/verification')
  t.equal(page.title, 'Sign in')
  const back = await page.form('Sign in').fill({ Email: desk.owner.email, Password: PASSWORD }).submit()
  t.equal(back.path, '/verification')
})

t.test('a form without its token is refused', async (t) => {
  const desk = await setUp(t)
  await desk.browser.get('/verification')
  t.equal((await desk.browser.post('/verification', {}, { token: false })).status, 403)
})

/** A desk whose template was issued to a few customers. */
async function setUp(t: Test, customers = 3): Promise<Desk> {
  const desk = await openDesk(t)
  const accounts = Array.from({ length: customers }, (_, index) => String(1001 + index))
  await stockCustomers(desk, accounts)
  await stockVouchers(desk, await stockTemplate(desk), accounts.join('\n'))
  return desk
}

async function verify({ browser }: Desk) {
  return (await browser.get('/verification')).form('Verify').submit()
}

function fileOf(t: Test): string {
  return join(t.testdirName, 'scrip.db')
}
