import t from 'tap'
import { chargeNow } from '../support/billing.ts'
import type { Filling } from '../support/control.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { choosePolicies } from '../support/policies.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

const DAY = 24 * 60 * 60

t.test('every setting is changed: a form, a check of what changes, Confirm', async (t) => {
  const desk = await openDesk(t)
  const check = await fill(desk, {
    'Partner name': 'Northwind Cloud',
    Currency: 'EUR (Euro)',
    'Time zone': 'Europe/Berlin',
    'Grace days': '5',
    'Refunds return to vouchers': false,
    'Part-used vouchers can be withdrawn': true,
    'Withdrawn amounts return to the budget': false,
    'Expired amounts return to the budget': true,
    'Review threshold': '500.00',
    'Two-step sign-in for all': true,
  })
  t.equal(check.title, 'Check the settings')
  t.match(check.text, 'You will change 10 settings. What was done before stays as it is.')
  t.same(
    check.rows().map((row) => [row.Setting, row.Now, row['From now on']]),
    [
      ['Partner name', 'Northwind', 'Northwind Cloud'],
      ['Currency', 'USD', 'EUR'],
      ['Time zone', 'UTC', 'Europe/Berlin'],
      ['Grace days', '0 days', '5 days'],
      ['Refunds return to vouchers', 'Yes', 'No'],
      ['Part-used vouchers can be withdrawn', 'No', 'Yes'],
      ['Withdrawn amounts return to the budget', 'Yes', 'No'],
      ['Expired amounts return to the budget', 'No', 'Yes'],
      ['Review threshold', 'None', 'EUR 500.00'],
      ['Two-step sign-in for all', 'No', 'Yes'],
    ],
  )
  t.match(await stored(desk), { name: 'Northwind', graceDays: 0 }, 'nothing is changed before Confirm')
  await check.form('Confirm').submit()
  const after = {
    name: 'Northwind Cloud',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    graceDays: 5,
    refundsReturn: 0,
    withdrawPartUsed: 1,
    withdrawnReturns: 0,
    expiredReturns: 1,
    reviewThresholdMinor: 50_000,
    twoStepRequired: 1,
  }
  t.match(await stored(desk), after)
})

t.test('the check page and the audit hold only what changes', async (t) => {
  const desk = await openDesk(t)
  const check = await fill(desk, { 'Grace days': '3' })
  t.match(check.text, 'You will change 1 setting.')
  t.equal(check.rows().length, 1)
  const done = await check.form('Confirm').submit()
  t.equal(done.path, '/settings')
  t.equal(done.flash, 'The settings are changed. What was done before stays as it is.')
  t.equal(done.form('Continue').value('Grace days'), '3')
  t.match(await changes(desk), [
    {
      memberId: desk.owner.id,
      subject: `partner ${desk.partnerId}`,
      before: '{"graceDays":0}',
      after: '{"graceDays":3}',
    },
  ])
})

t.test('a form that changes nothing is said to change nothing', async (t) => {
  const desk = await openDesk(t)
  const page = await fill(desk, {})
  t.equal(page.path, '/settings')
  t.equal(page.flash, 'Nothing is different from what is stored, so nothing was changed.')
  t.same(await changes(desk), [])
})

t.test('bad input comes back with what was typed', async (t) => {
  const desk = await openDesk(t)
  const page = await fill(desk, {
    'Partner name': '',
    'Grace days': '367',
    'Review threshold': '10.005',
    'Refunds return to vouchers': false,
  })
  t.equal(page.status, 422)
  t.match(page.errors(), {
    'Partner name': 'Fill this in.',
    'Grace days': 'Write a whole number from 0 to 366.',
    'Review threshold': /./,
  })
  const form = page.form('Continue')
  t.equal(form.value('Review threshold'), '10.005')
  t.equal(form.value('Refunds return to vouchers'), false)
  const zone = await desk.browser.post('/settings/drafts', {
    name: 'N',
    currency: 'XXX',
    timeZone: 'Mars/Olympus',
  })
  t.match(zone.errors(), {
    Currency: 'Choose one of the options.',
    'Time zone': 'Choose a time zone from the list, such as Europe/Berlin.',
  })
})

t.test('the currency can no longer change once anything is counted in it', async (t) => {
  const desk = await openDesk(t)
  const open = await desk.browser.get('/settings')
  await stockProducts(desk, { compute: {} })
  await stockTemplate(desk)
  const page = await desk.browser.get('/settings')
  t.match(page.text, 'It can no longer change: there are templates, charges or a budget in it. USD')
  t.throws(() => page.form('Continue').value('Currency'))
  const late = await open.form('Continue').fill({ Currency: 'EUR (Euro)' }).submit()
  t.equal(late.status, 422)
  t.same(late.errors(), {
    Currency: 'The currency can no longer change: there are templates, charges or a budget in USD.',
  })
})

t.test('a charge alone fixes the currency, too', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {} })
  await stockCustomers(desk, ['1001'])
  await chargeNow(desk)
  t.match((await desk.browser.get('/settings')).text, 'It can no longer change')
  const mend = desk.db.updateTable('partners').set({ currency: 'EUR' }).where('id', '=', desk.partnerId)
  await t.rejects(mend.execute(), { message: /keeps its id, and its currency/ })
})

t.test('a threshold is read in the currency beside it, and shown when that changes', async (t) => {
  const desk = await openDesk(t)
  await choosePolicies(desk, { reviewThresholdMinor: 10_000 })
  const wrong = await fill(desk, { Currency: 'JPY (Japanese Yen)' })
  t.match(wrong.errors(), { 'Review threshold': /./ })
  const check = await fill(desk, { Currency: 'EUR (Euro)' })
  t.match(check.rows(), [
    { Setting: 'Currency' },
    { Setting: 'Review threshold', Now: 'USD 100.00', 'From now on': 'EUR 100.00' },
  ])
})

t.test('a time zone that goes by another name in the list stays chosen', async (t) => {
  const desk = await openDesk(t, { timeZone: 'US/Eastern' })
  const page = await desk.browser.get('/settings')
  t.equal(page.form('Continue').value('Time zone'), 'US/Eastern')
})

t.test('shortened grace says how many vouchers lapse at once', async (t) => {
  const desk = await openDesk(t)
  await choosePolicies(desk, { graceDays: 10 })
  await stockProducts(desk, { compute: {} })
  await stockCustomers(desk, ['1001', '1002', '1003'])
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1001\n1002')
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 3 }), '1003')
  const lead = async (days: string) => (await consequence(desk, { 'Grace days': days }))['Grace days']
  t.equal(await lead('0'), 'No voucher lapses at once by it.')
  desk.clock.pass(2 * DAY)
  await desk.browser.signIn(desk.owner.email, 'correct horse battery')
  t.equal(await lead('1'), '2 vouchers that have expired lapse at once.')
  t.equal(await lead('2'), 'No voucher lapses at once by it.')
  t.match(await lead('11'), 'wait longer')
})

t.test('a threshold says who may review while there is only one', async (t) => {
  const desk = await openDesk(t)
  const of = async () => (await consequence(desk, { 'Review threshold': '100' }))['Review threshold']
  t.match(await of(), 'Only Ada may review, so nobody can approve what Ada asks for.')
  await desk.addMember('issuer')
  const reviewer = await desk.addMember('reviewer')
  t.notMatch(await of(), 'Only Ada')
  await desk.db.updateTable('members').set({ active: 0 }).where('id', '=', reviewer.id).execute()
  t.match(await of(), 'Only Ada may review')
  await choosePolicies(desk, { reviewThresholdMinor: 1 })
  t.match(
    (await consequence(desk, { 'Review threshold': '' }))['Review threshold'],
    'Only sponsored vouchers wait for a review from now on.',
  )
})

t.test('two-step sign-in says whom it will ask', async (t) => {
  const desk = await openDesk(t)
  const of = async () =>
    (await consequence(desk, { 'Two-step sign-in for all': true }))['Two-step sign-in for all']
  t.equal(await of(), '1 member has not turned it on and will be asked to at their next page.')
  await desk.addMember('viewer')
  await desk.addMember('issuer', (await desk.addPartner()).partnerId)
  t.equal(await of(), '2 members have not turned it on and will be asked to at their next page.')
})

t.test('what somebody else changed is not overwritten unseen', async (t) => {
  const desk = await openDesk(t)
  const other = await desk.addMember('owner')
  const form = await desk.browser.get('/settings')
  await (await fill(desk, { 'Grace days': '7' }, other)).form('Confirm').submit()
  const late = await form.form('Continue').fill({ 'Partner name': 'Nordwind' }).submit()
  t.equal(late.status, 422)
  t.match(late.errorLines(), [/^Somebody has changed this since you opened it/])
  const check = await late.form('Continue').submit()
  t.same(
    check.rows().map(({ Setting }) => Setting),
    ['Partner name', 'Grace days'],
    'who sends it again sees what they put back',
  )
})

t.test('what changed between check and Confirm is shown anew', async (t) => {
  const desk = await openDesk(t)
  const other = await desk.addMember('owner')
  const check = await fill(desk, { 'Partner name': 'Nordwind' })
  await (await fill(desk, { 'Grace days': '7' }, other)).form('Confirm').submit()
  const again = await check.form('Confirm').submit()
  t.equal(again.status, 422)
  t.match(again.errorLines(), [/^Something has changed since you looked/])
  t.equal(again.rows().length, 2)
  t.match(await stored(desk), { name: 'Northwind', graceDays: 7 })
})

t.test('confirming again changes nothing more, and Back to the form keeps what was typed', async (t) => {
  const desk = await openDesk(t)
  const check = await fill(desk, { 'Grace days': '7' })
  t.equal((await check.follow('Back to the form')).form('Continue').value('Grace days'), '7')
  await check.form('Confirm').submit()
  await (await fill(desk, { 'Grace days': '0' })).form('Confirm').submit()
  t.equal((await check.form('Confirm').submit()).path, '/settings')
  t.match(await stored(desk), { graceDays: 0 })
  t.equal((await changes(desk)).length, 2)
})

t.test('only owners come here, and nobody reaches another partner or another draft', async (t) => {
  const desk = await openDesk(t)
  const check = await fill(desk, { 'Grace days': '7' })
  for (const role of ['issuer', 'reviewer', 'viewer'] as const) {
    const { browser } = await desk.addMember(role)
    t.equal((await browser.get('/settings')).status, 403, role)
    await browser.get('/customers')
    t.equal((await browser.post('/settings/drafts', {})).status, 403, role)
  }
  t.equal((await desk.stranger().get('/settings')).path, '/sign-in?next=%2Fsettings')
  const other = await desk.addPartner()
  t.equal((await other.browser.get(check.path)).status, 404)
  await other.browser.get('/settings')
  t.equal((await other.browser.post(`${check.path}/confirmation`, {})).status, 404)
  await (await fill(desk, { 'Partner name': 'Contoso' }, other)).form('Confirm').submit()
  t.match(await stored(desk), { name: 'Northwind', graceDays: 0 })
})

t.test('each setting says in a sentence what it does', async (t) => {
  const desk = await openDesk(t)
  const page = await desk.browser.get('/settings')
  for (const name of [
    ...['name', 'currency', 'timeZone', 'graceDays', 'refundsReturn', 'withdrawPartUsed'],
    ...['withdrawnReturns', 'expiredReturns', 'reviewThreshold', 'twoStepRequired'],
  ]) {
    t.match(page.body, new RegExp(`id="${name}-hint">[^<]+\\.<`), name)
  }
})

/** Fills in the form and goes on. @returns the check page, or the form again */
async function fill(
  desk: Desk,
  fields: Record<string, Filling>,
  { browser }: Pick<Desk, 'browser'> = desk,
): Promise<Page> {
  return (await browser.get('/settings')).form('Continue').fill(fields).submit()
}

/** What the check page says a change leads to, by the setting. */
async function consequence(desk: Desk, fields: Record<string, Filling>): Promise<Record<string, string>> {
  const rows = (await fill(desk, fields)).rows()
  return Object.fromEntries(rows.map((row) => [row.Setting ?? '', row['What it leads to'] ?? '']))
}

function stored({ db, partnerId }: Desk) {
  return db.selectFrom('partners').selectAll().where('id', '=', partnerId).executeTakeFirstOrThrow()
}

function changes({ db, partnerId }: Desk) {
  return db
    .selectFrom('auditEvents')
    .selectAll()
    .where('action', '=', 'settings.changed')
    .where('partnerId', '=', partnerId)
    .execute()
}
