import t from 'tap'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('the page of a template shows every term, what was issued, and its issuances', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  const id = await stockTemplate(desk, { note: 'For the winter' })
  t.match((await desk.browser.get(`/templates/${id}`)).text, 'Nothing was issued from this template yet')
  await stockVouchers(desk, id, '1001')
  await stockVouchers(desk, id, '1001\n1002 75.50')
  const page = await desk.browser.get(`/templates/${id}`)
  t.match(page.answers(), {
    'Vouchers issued': '3',
    'Sum issued': 'USD 235.50',
    Created: '23 Nov 2026, 09:00',
    Amount: 'USD 80.00',
    Note: 'For the winter',
  })
  t.same(page.rows('Issuances'), [
    {
      Issuance: '2',
      'Asked for': '23 Nov 2026, 09:00',
      By: 'Ada',
      Reason: 'A good customer',
      Vouchers: '2',
      'Sum (USD)': '155.50',
      Status: 'Issued',
    },
    {
      Issuance: '1',
      'Asked for': '23 Nov 2026, 09:00',
      By: 'Ada',
      Reason: 'A good customer',
      Vouchers: '1',
      'Sum (USD)': '80.00',
      Status: 'Issued',
    },
  ])
  t.equal((await page.follow('3')).path, `/vouchers?template=${id}`)
})

t.test('of very many issuances the newest are shown, and that there are more is said', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const id = await stockTemplate(desk)
  for (let issued = 0; issued < 100; issued++) await stockVouchers(desk, id, '1001')
  t.notMatch((await desk.browser.get(`/templates/${id}`)).text, 'the newest 100')
  await stockVouchers(desk, id, '1001')
  const page = await desk.browser.get(`/templates/${id}`)
  t.equal(page.rows('Issuances').length, 100)
  t.match(page.text, 'These are the newest 100.')
})

t.test('a template is edited through the same form, check and Confirm', async (t) => {
  const desk = await openDesk(t)
  await stockProducts(desk, { compute: {}, storage: {} })
  const id = await stockTemplate(desk, { scope: 'allowlist', products: ['compute'] })
  const form = await (await desk.browser.get(`/templates/${id}`)).follow('Edit')
  t.equal(form.title, `Edit template ${id}`)
  t.equal(form.form('Continue').value('compute compute'), true)
  const bad = await form.form('Continue').fill({ Amount: 'lots' }).submit()
  t.equal(bad.status, 422)
  t.equal(bad.title, `Edit template ${id}`)
  const check = await bad
    .form('Continue')
    .fill({ Amount: '95', Products: ['storage storage'] })
    .submit()
  t.equal(check.title, `Check template ${id}`)
  t.match((await check.follow('Change Amount')).title, `Edit template ${id}`)
  const saved = await check.form('Confirm').submit()
  t.equal(saved.path, `/templates/${id}`)
  t.match(saved.answers(), { Amount: 'USD 95.00', Products: 'storage' })
  t.equal((await desk.browser.get('/templates')).rows().length, 1, 'it is the same template')
  const event = await desk.db
    .selectFrom('auditEvents')
    .selectAll()
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  t.equal(event.action, 'template.changed')
  t.match(
    [JSON.parse(event.before ?? ''), JSON.parse(event.after ?? '')],
    [{ amountMinor: 8000 }, { amountMinor: 9500 }],
  )
})

t.test(
  'a template that was issued is not edited: not from its page, not by hand, not by an old draft',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001'])
    const id = await stockTemplate(desk)
    const form = (await desk.browser.get(`/templates/${id}/edit`)).form('Continue')
    const check = await form.fill({ Amount: '9999' }).submit()
    await stockVouchers(desk, id, '1001')

    t.equal((await desk.browser.get(`/templates/${id}`)).link('Edit'), undefined)
    const refused = [
      await desk.browser.get(`/templates/${id}/edit`),
      await form.submit(),
      await check.form('Confirm').submit(),
    ]
    for (const page of refused) {
      t.equal(page.status, 409)
      t.match(
        page.text,
        `Vouchers of template ${id} were asked for, so its terms are frozen. Copy it to change them.`,
      )
      t.equal((await page.follow('Copy the template')).title, 'Create template')
    }
    t.match((await desk.browser.get(`/templates/${id}`)).answers(), { Amount: 'USD 80.00' })
  },
)

t.test(
  'an edit and the first issuance race: the voucher has the terms that were shown when it was issued',
  async (t) => {
    for (const editFirst of [true, false]) {
      await t.test(editFirst ? 'edit first' : 'issuance first', async (t) => {
        const desk = await openDesk(t)
        await stockCustomers(desk, ['1001'])
        const id = await stockTemplate(desk)
        const edit = (
          await (
            await desk.browser.get(`/templates/${id}/edit`)
          )
            .form('Continue')
            .fill({ Amount: '9999' })
            .submit()
        ).form('Confirm')
        const issue = (
          await (
            await desk.browser.get(`/templates/${id}/issuances/new`)
          )
            .form('Continue')
            .fill({ Customers: '1001', Reason: 'Race' })
            .submit()
        ).form('Confirm')
        const racers = editFirst ? [edit, issue] : [issue, edit]
        const [first, second] = await Promise.all(racers.map((form) => form.submit()))
        const vouchers = await desk.db.selectFrom('vouchers').select('faceMinor').execute()
        const template = await desk.db
          .selectFrom('templates')
          .select(['amountMinor', 'frozenAt'])
          .executeTakeFirstOrThrow()
        if (template.frozenAt === null) {
          t.match(
            [template.amountMinor, vouchers],
            [999_900, []],
            'the edit won, and what was to be issued is checked anew',
          )
          t.match([first?.status, second?.status].sort(), [200, 422])
        } else {
          t.match([template.amountMinor, vouchers], [8000, [{ faceMinor: 8000 }]], 'the issuance won')
          t.match([first?.status, second?.status].sort(), [200, 409])
        }
      })
    }
  },
)

t.test(
  'a copy begins with all terms of the template but the limits of time: its own name, and nothing issued',
  async (t) => {
    const desk = await openDesk(t)
    await stockProducts(desk, { compute: {} })
    await stockCustomers(desk, ['1001'])
    const id = await stockTemplate(desk, {
      scope: 'allowlist',
      products: ['compute'],
      maxVouchers: 7,
      note: 'Kept',
    })
    await stockVouchers(desk, id, '1001')
    const form = await (await desk.browser.get(`/templates/${id}`)).follow('Copy')
    t.equal(form.title, 'Create template')
    t.equal(form.form('Continue').value('Template name'), 'Copy of Winter offer')
    const saved = await (await form.form('Continue').submit()).form('Confirm').submit()
    t.equal(saved.path, `/templates/${id + 1}`)
    t.match(saved.answers(), {
      'Vouchers issued': '0',
      Products: 'compute',
      'Vouchers in all': '7',
      Note: 'Kept',
    })
  },
)

t.test('a copy of a long name is cut to what a name can hold', async (t) => {
  const desk = await openDesk(t)
  const id = await stockTemplate(desk, { name: 'n'.repeat(100) })
  const form = (await desk.browser.get(`/templates/new?copy=${id}`)).form('Continue')
  t.equal((await form.submit()).status, 200)
})

t.test(
  'a template is archived with a check; nothing more is issued from it, and its vouchers live on',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001'])
    const id = await stockTemplate(desk)
    const { numbers } = await stockVouchers(desk, id, '1001')
    const issue = (await desk.browser.get(`/templates/${id}/issuances/new`)).form('Continue')
    const check = await (await desk.browser.get(`/templates/${id}`)).follow('Archive')
    t.match(
      check.text,
      'Nothing more can be issued from “Winter offer”, for good. The one voucher issued from it lives on as it is.',
    )
    const archived = await check.form('Confirm').submit()
    t.equal(archived.title, 'Winter offer Archived')
    t.equal(archived.flash, `Template ${id} is archived.`)
    t.same([archived.link('Issue'), archived.link('Archive')], [undefined, undefined])

    for (const page of [await issue.submit(), await desk.browser.get(`/templates/${id}/issuances/new`)]) {
      t.equal(page.status, 409)
      t.match(page.text, `Template ${id} is archived: nothing more can be issued from it.`)
    }
    t.match((await desk.browser.get(`/vouchers/${numbers[0]}`)).title, 'Unused')
    t.equal(
      (await check.form('Confirm').submit()).path,
      `/templates/${id}`,
      'archiving again changes nothing',
    )
    t.equal((await desk.browser.get(`/templates/${id}/archival`)).path, `/templates/${id}`)
    const events = await desk.db
      .selectFrom('auditEvents')
      .select('id')
      .where('action', '=', 'template.archived')
      .execute()
    t.equal(events.length, 1)
  },
)

t.test('an archived template is not edited, but copied', async (t) => {
  const desk = await openDesk(t)
  const id = await stockTemplate(desk)
  const form = (await desk.browser.get(`/templates/${id}/edit`)).form('Continue')
  const draft = await form.submit()
  await archive(desk, id)
  t.equal((await desk.browser.get(`/templates/${id}`)).link('Edit'), undefined)
  for (const page of [
    await desk.browser.get(`/templates/${id}/edit`),
    await form.submit(),
    await draft.form('Confirm').submit(),
  ]) {
    t.equal(page.status, 409)
  }
  t.equal((await desk.browser.get(`/templates/new?copy=${id}`)).status, 200)
})

t.test('a template whose last day is over is not issued from', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const id = await stockTemplate(desk, {
    validity: 'fixed',
    validDays: null,
    firstDayOn: '2026-11-23',
    lastDayOn: '2026-11-23',
  })
  desk.clock.now = '2026-11-23T23:59:59.999Z'
  await desk.browser.signIn(desk.owner.email, 'correct horse battery')
  const issue = (await desk.browser.get(`/templates/${id}/issuances/new`)).form('Continue')
  t.equal(
    (await issue.fill({ Customers: '1001', Reason: 'x' }).submit()).status,
    200,
    'on its last day it is',
  )
  desk.clock.now = '2026-11-24T00:00:00.000Z'
  const page = await issue.submit()
  t.equal(page.status, 409)
  t.match(page.text, `The last day of template ${id} is over: nothing more can be issued from it.`)
  t.equal((await desk.browser.get(`/templates/${id}`)).link('Issue'), undefined)
})

async function archive(desk: Desk, id: number): Promise<void> {
  await (await desk.browser.get(`/templates/${id}/archival`)).form('Confirm').submit()
}
