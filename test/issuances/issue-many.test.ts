import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { chunks } from '../../src/database/chunks.ts'
import { writerLoad } from '../../src/database/open.ts'
import { issueVouchers } from '../../src/issuances/issue-vouchers.ts'
import { readIssuance } from '../../src/issuances/read-issuance.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { actOf, stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

const MANY = 10_000

t.test('10,000 lines are issued in one go; with the last one bad, nothing is left behind', async (t) => {
  const desk = await openDesk(t)
  const accountIds = await stockMany(desk)
  await stockTemplate(desk)
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const bad = await form
    .fill({ Customers: [...accountIds.slice(1), 'nobody'].join('\n'), Reason: 'All' })
    .submit()
  t.equal(bad.status, 422)
  t.same(bad.errorLines(), ['Customers: Line 10000: There is no customer nobody.'])

  const check = await form.fill({ Customers: accountIds.join('\n') }).submit()
  t.match(check.text, 'You will issue 10,000 vouchers worth USD 800,000.00 in all')
  t.match(check.text, 'And 9,980 more.')
  const last = desk.db.updateTable('customers').where('accountId', '=', `c${MANY - 1}`)
  await last.set({ active: 0 }).execute()
  const refused = await check.form('Confirm').submit()
  t.same(refused.errorLines(), ['Customers: Line 10000: Customer c9999 is not active.'])
  t.same(await traces(desk), { vouchers: 0, ledgerEntries: 0, issuances: 0, frozenTemplates: 0 })

  await last.set({ active: 1 }).execute()
  const done = await check.form('Confirm').submit()
  t.match(done.answers(), { Vouchers: '10,000', Sum: 'USD 800,000.00' })
  t.same(await traces(desk), { vouchers: MANY, ledgerEntries: MANY, issuances: 1, frozenTemplates: 1 })
  t.same((await desk.browser.get('/vouchers')).answers(), { Vouchers: '1,000+' })
  const another = await desk.addPartner()
  t.match((await another.browser.get('/vouchers')).text, 'No customer holds a voucher yet')
  await stockVouchers(desk, 1, 'c0')
  t.same((await desk.browser.get('/vouchers?sort=expiry')).answers(), { Vouchers: '1,000+' })
  t.same((await desk.browser.get('/vouchers?customer=c0')).answers(), {
    Vouchers: '2',
    'Sum of balances': 'USD 160.00',
  })

  const withdrawal = await (await done.form('Withdraw all unused').submit())
    .form('Confirm')
    .fill({ Reason: 'A mistake' })
    .submit()
  t.match(withdrawal.answers(), { Vouchers: '10,000', 'Taken back': 'USD 800,000.00' })
})

t.test('while 10,000 vouchers are issued and withdrawn, others are answered', async (t) => {
  const desk = await openDesk(t)
  const accountIds = await stockMany(desk)
  await stockTemplate(desk)
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const check = await form.fill({ Customers: accountIds.join('\n'), Reason: 'All' }).submit()
  const { result: done, answered } = await askingMeanwhile(desk, check.form('Confirm').submit())
  t.match(done.answers(), { Vouchers: '10,000' })
  t.ok(answered > 10, `${answered} while they were issued`)

  const withdraw = (await done.form('Withdraw all unused').submit()).form('Confirm')
  const withdrawn = await askingMeanwhile(desk, withdraw.fill({ Reason: 'A mistake' }).submit())
  t.match(withdrawn.result.answers(), { Vouchers: '10,000' })
  t.ok(withdrawn.answered > 10, `${withdrawn.answered} while they were withdrawn`)
})

t.test('an issuance that the database itself breaks off leaves nothing behind', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  const templateId = await stockTemplate(desk)
  const partner = { id: desk.partnerId, timeZone: 'UTC', currency: currencyOf('USD') }
  const draft = { templateId, form: { customers: '1001\n1002', reason: 'Twice the same number' } }
  const sameNumber = () => new Uint8Array(12)
  const issuing = desk.db.transaction().execute(async (trx) => {
    const issuance = await readIssuance(trx, partner, draft, desk.clock.now)
    return issueVouchers(trx, actOf(desk), 'UTC', issuance, sameNumber)
  })
  await t.rejects(issuing, /number/)
  t.same(await traces(desk), { vouchers: 0, ledgerEntries: 0, issuances: 0, frozenTemplates: 0 })
})

/** Asks for a page again and again, and counts the answers that came while the work was writing. */
async function askingMeanwhile<T>(desk: Desk, work: Promise<T>): Promise<{ result: T; answered: number }> {
  let isDone = false
  let answered = 0
  const ended = work.finally(() => {
    isDone = true
  })
  while (!isDone) {
    const wasWriting = writerLoad(desk.db).isWriting
    await desk.browser.get('/templates')
    if (wasWriting && writerLoad(desk.db).isWriting) answered++
    // Asked from within the process, a page alone gives nobody a turn.
    await setImmediate()
  }
  return { result: await ended, answered }
}

async function stockMany(desk: Desk): Promise<string[]> {
  const accountIds = Array.from({ length: MANY }, (_, index) => `c${index}`)
  const usual = {
    partnerId: desk.partnerId,
    name: '',
    email: '',
    active: 1,
    createdAt: desk.clock.now,
  } as const
  await desk.db.transaction().execute(async (trx) => {
    for await (const chunk of chunks(accountIds)) {
      await trx
        .insertInto('customers')
        .values(chunk.map((accountId) => ({ ...usual, accountId })))
        .execute()
    }
  })
  return accountIds
}

/** How many rows an issuance has left. */
async function traces(desk: Desk): Promise<Record<string, number>> {
  const rows = (table: 'vouchers' | 'ledgerEntries' | 'issuances') =>
    desk.db.selectFrom(table).select('id').execute()
  const frozen = await desk.db
    .selectFrom('templates')
    .select('id')
    .where('frozenAt', 'is not', null)
    .execute()
  return {
    vouchers: (await rows('vouchers')).length,
    ledgerEntries: (await rows('ledgerEntries')).length,
    issuances: (await rows('issuances')).length,
    frozenTemplates: frozen.length,
  }
}
