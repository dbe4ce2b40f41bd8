import t from 'tap'
import { DONE_BY_TOKEN } from '../../src/audit/audit-words.ts'
import { recordEvent } from '../../src/audit/record-event.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { invite, revokeInvitation } from '../../src/members/invitations.ts'
import { makeToken, revokeToken } from '../../src/partners/api-tokens.ts'
import { archiveTemplate } from '../../src/templates/save-template.ts'
import { readCsv } from '../../src/web/csv.ts'
import { CHARGE, chargeNow, connectBilling } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { actOf, stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

/** Puts events on record: each its action, its subject and what was before and after. */
async function record(
  desk: Desk,
  ...events: [action: string, subject: string, before?: unknown, after?: unknown][]
) {
  for (const [action, subject, before, after] of events) {
    await desk.db
      .transaction()
      .execute((trx) => recordEvent(trx, actOf(desk), { action, subject, before, after }))
  }
}

async function csvOf(desk: Desk, query = ''): Promise<Record<string, string>[]> {
  const csv = await readCsv((await desk.browser.get(`/audit.csv${query}`)).body)
  if (!('header' in csv)) throw new Error(csv.sentence)
  return csv.lines.map(({ cells }) =>
    Object.fromEntries(csv.header.map((name, at) => [name, cells[at] ?? ''])),
  )
}

t.test(
  'the log says who did what, when, from where, to what, and what it changed, the last first',
  async (t) => {
    const desk = await openDesk(t, { timeZone: 'Asia/Kolkata' })
    const form = (await desk.browser.get('/customers/new')).form('Save')
    await form.fill({ 'Account id': '1001', Name: 'Ada', Email: '' }).submit()
    const change = (await desk.browser.get('/customers/1')).form('Save')
    await change.fill({ Name: 'Ada Ltd', Active: false }).submit()
    const [changed, added] = (await desk.browser.get('/audit')).rows()
    t.same(changed, {
      When: '23 Nov 2026, 14:30',
      Who: 'Ada',
      Address: '127.0.0.1',
      What: 'Changed a customer',
      Record: 'customer 1',
      'What changed': 'Name: Ada → Ada Ltd Active: Yes → No',
    })
    t.match(added, { What: 'Added a customer', Record: 'customer 1' })
    t.equal((await desk.browser.get('/audit')).link('customer 1'), '/customers/1')
  },
)

t.test('the log names a record in the reader’s language; what is on record stays as it is', async (t) => {
  const desk = await openDesk(t)
  await record(desk, ['template.archived', 'template 12'], ['thing.done', 'thing 1'])
  const log = await desk.browser.get('/audit', { 'accept-language': 'zh-CN' })
  t.same(
    log
      .rows()
      .slice(0, 2)
      .map((row) => row.对象),
    ['thing 1', '模板12'],
  )
  t.equal(log.link('模板12'), '/templates/12')
  t.match(await csvOf(desk), [{ subject: 'thing 1' }, { subject: 'template 12' }])
})

t.test('who acts without a member is named by what it is', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  const by = (address: string, action: string) =>
    desk.db
      .transaction()
      .execute((trx) =>
        recordEvent(trx, { ...actOf(desk), memberId: null, address }, { action, subject: 'partner 1' }),
      )
  await by('Scrip', 'vouchers.expired')
  await by('command line', 'charge.posted')
  for (const action of DONE_BY_TOKEN) await by('10.0.0.7', action)
  await by('10.0.0.7', 'set_up.tried')
  const rows = (await desk.browser.get('/audit')).rows().slice(0, 5)
  t.same(
    rows.map(({ Who, What }) => [Who, What]),
    [
      ['Nobody signed in', 'set_up.tried'],
      ['API token', 'Posted a refund'],
      ['API token', 'Posted a charge'],
      ['Command line', 'Posted a charge'],
      ['Scrip', 'Let vouchers expire'],
    ],
  )
  const narrowed = async (member: string) =>
    (await desk.browser.get(`/audit?member=${member}`)).rows().map((row) => row.Who)
  t.same(await narrowed('token'), ['API token', 'API token'])
  t.same(await narrowed('command_line'), ['Command line'])
  t.same(await narrowed('scrip'), ['Scrip'])
})

t.test('what a billing system posts says by which token, and the log can be narrowed to it', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockProducts(desk, { compute: {} })
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  const billing = await connectBilling(desk)
  await billing.post('/charges', CHARGE)
  await billing.post('/charges/C-1/refunds', { refund_id: 'R-1', amount: '1.00' })
  await chargeNow(desk, { charge_id: 'C-2' })
  await expireVouchers(desk.db, { now: () => '2027-12-31T00:00:00.000Z', address: 'Scrip' })
  const who = async (query: string) =>
    (await desk.browser.get(`/audit?${query}`)).rows().map(({ Who, What }) => `${Who}: ${What}`)
  const name = (await desk.db.selectFrom('apiTokens').select('name').executeTakeFirstOrThrow()).name
  t.same(await who('member=token'), [
    `API token “${name}”: Posted a refund`,
    `API token “${name}”: Posted a charge`,
  ])
  t.same(await who('member=scrip'), ['Scrip: Let vouchers expire'])
  t.same(await who('member=command_line'), [])
  t.equal((await csvOf(desk, '?member=token'))[0]?.who, `API token “${name}”`)
})

t.test('what is archived or revoked says what it was', async (t) => {
  const desk = await openDesk(t)
  const act = actOf(desk)
  await archiveTemplate(desk.db, act, await stockTemplate(desk))
  await makeToken(desk.db, act, 'ERP', ['read'])
  await revokeToken(desk.db, act, 1)
  await invite(desk.db, act, { name: 'Ben', role: 'issuer' })
  await revokeInvitation(desk.db, act, 1)
  const changes = async (action: string) =>
    (await desk.browser.get(`/audit?action=${action}`)).rows()[0]?.['What changed']
  t.equal(await changes('template.archived'), 'Archived: None → 23 Nov 2026, 09:00')
  t.equal(await changes('token.revoked'), 'Name was ERP')
  t.match(await changes('invitation.revoked'), /^Name was Ben ?Role was Issuer$/)
})

t.test('it can be narrowed by member, action, record and days of the partner', async (t) => {
  const desk = await openDesk(t, { timeZone: 'Pacific/Auckland' })
  await stockCustomers(desk, ['1001'])
  const other = await desk.addMember('issuer')
  desk.clock.now = '2026-11-23T10:59:59.999Z'
  await stockCustomers(desk, ['1002'], { id: other.id, partnerId: desk.partnerId })
  desk.clock.now = '2026-11-23T11:00:00.000Z'
  await record(desk, ['template.archived', 'template 12'])
  const what = async (query: string) =>
    (await desk.browser.get(`/audit?${query}`)).rows().map(({ What, Record }) => `${What}: ${Record}`)
  t.same(await what(`member=${other.id}&action=customer.added`), ['Added a customer: customer 2'])
  t.same(await what('action=customer.added'), [
    'Added a customer: customer 2',
    'Added a customer: customer 1',
  ])
  t.same(await what('subject=template+12'), ['Archived a template: template 12'])
  t.same(await what('done_from=2026-11-24'), ['Archived a template: template 12'])
  t.notOk((await what('done_before=2026-11-24')).includes('Archived a template: template 12'))
  t.ok((await what('done_before=2026-11-24')).includes('Added a customer: customer 2'))
  t.same(await what('done_from=2026-11-24&action=customer.added'), [])
  t.match(
    (await desk.browser.get('/audit?subject=none')).text,
    'Nothing that was done matches these filters.',
  )
  for (const query of ['action=made.up', 'member=4711', 'done_from=2026-02-30', 'colour=red']) {
    t.equal((await desk.browser.get(`/audit?${query}`)).status, 422, query)
    t.equal((await desk.browser.get(`/audit.csv?${query}`)).status, 422, query)
  }
})

t.test(
  'the log goes on behind its first page, in the order of time, also where the clock stood still',
  async (t) => {
    const desk = await openDesk(t)
    await record(
      desk,
      ...Array.from({ length: 120 }, (_, at): [string, string] => ['it.happened', `thing ${at}`]),
    )
    let page = await desk.browser.get('/audit')
    const seen = page.rows()
    while (page.link('Older') !== undefined) {
      page = await page.follow('Older')
      seen.push(...page.rows())
    }
    const things = seen.map(({ Record = '' }) => Record).filter((subject) => subject.startsWith('thing'))
    t.same(
      things,
      Array.from({ length: 120 }, (_, at) => `thing ${119 - at}`),
    )
    t.equal((await csvOf(desk)).length, seen.length)
  },
)

t.test('the CSV file has what was recorded as it is, with the params of the page', async (t) => {
  const desk = await openDesk(t)
  await record(desk, ['thing.made', 'thing 1', { name: '=1' }, { name: '=2' }])
  t.match(await csvOf(desk, '?subject=thing+1'), [
    {
      at: '2026-11-23T09:00:00.000Z',
      who: 'Ada',
      address: 'test',
      action: 'thing.made',
      subject: 'thing 1',
      before: '{"name":"=1"}',
      after: '{"name":"=2"}',
    },
  ])
  t.equal(
    (await desk.browser.get('/audit?subject=thing+1')).link('Download CSV'),
    '/audit.csv?subject=thing+1',
  )
})

t.test('an import of very many lines does not make the page as large; the file has it', async (t) => {
  const desk = await openDesk(t)
  const added = Array.from({ length: 5000 }, (_, at) => `account-${at}`)
  await record(desk, ['customers.imported', 'customers', { changed: [] }, { added }])
  const page = await desk.browser.get('/audit')
  t.match(page.rows(), [{ 'What changed': 'Too much to show here. The CSV file has it.' }])
  t.notMatch(page.body, 'account-1')
  t.match((await desk.browser.get('/audit.csv')).body, 'account-4999')
})

t.test('only owners see it, and another partner sees its own', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  for (const role of ['issuer', 'reviewer', 'viewer'] as const) {
    const { browser } = await desk.addMember(role)
    for (const path of ['/audit', '/audit.csv', '/audit.json']) t.equal((await browser.get(path)).status, 403)
  }
  const other = await desk.addPartner()
  t.notMatch((await other.browser.get('/audit')).body, 'customer 1')
  t.equal((await other.browser.get(`/audit?member=${desk.owner.id}`)).status, 422)
})

t.test(
  'everything that a desk does reads as words, and every record leads to a page that is there',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001'])
    await stockProducts(desk, { compute: {} })
    await stockVouchers(desk, await stockTemplate(desk), '1001')
    await chargeNow(desk, { charge_id: 'C 1/2' })
    const page = await desk.browser.get('/audit')
    for (const { What = '', Record = '' } of page.rows()) {
      t.notMatch(What, /^\w+\.\w+$/, What)
      const path = page.link(Record)
      t.ok(path, `${Record} is a link`)
      t.equal((await desk.browser.get(path ?? '')).status, 200, path ?? '')
    }
  },
)
