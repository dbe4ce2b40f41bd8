import t from 'tap'
import { disagreements } from '../support/billing.ts'
import type { Browser } from '../support/browser.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Form } from '../support/form.ts'
import type { Page } from '../support/page.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test(
  '64 requests that confirm the same draft at once issue it once, and all end at the same page',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001', '1002'])
    await stockTemplate(desk)
    const confirm = await issuing(desk.browser, '1001\n1002')
    const ends = await Promise.all(Array.from({ length: 64 }, () => confirm.submit()))
    t.same(new Set(ends.map(({ path, status }) => `${status} ${path}`)), new Set(['200 /issuances/1']))
    t.same(await rows(desk, 'issuances'), 1)
    t.same(await rows(desk, 'vouchers'), 2)
    t.same(await rows(desk, 'ledgerEntries'), 2)
  },
)

t.test(
  'of two issuances that race for the last voucher of a limit one wins, and the other hears why',
  async (t) => {
    const desk = await openDesk(t)
    const colleague = await desk.addMember('issuer')
    await stockCustomers(desk, ['1001', '1002'])
    await stockTemplate(desk, { maxVouchers: 1 })
    const forms = [await issuing(desk.browser, '1001'), await issuing(colleague.browser, '1002')]
    const ends = await Promise.all(forms.map((form) => form.submit()))
    t.same(statuses(ends), [200, 422])
    const loser = ends.find(({ status }) => status === 422)
    t.same(loser?.errors(), { Customers: 'The template’s limit of vouchers leaves 0; these are 1.' })
    t.same(await rows(desk, 'vouchers'), 1)
  },
)

t.test('of many issuances that race for a limit, those that fit are issued and no more', async (t) => {
  const desk = await openDesk(t)
  const accountIds = Array.from({ length: 16 }, (_, index) => `c${index}`)
  await stockCustomers(desk, accountIds)
  await stockTemplate(desk, { maxTotalMinor: 5 * 8000 })
  const forms = []
  for (const accountId of accountIds) forms.push(await issuing(desk.browser, accountId))
  const ends = await Promise.all(forms.map((form) => form.submit()))
  t.equal(statuses(ends).filter((status) => status === 200).length, 5)
  t.match(await desk.db.selectFrom('templates').select(['issuedCount', 'issuedMinor']).execute(), [
    { issuedCount: 5, issuedMinor: 40_000 },
  ])
  t.same(await disagreements(desk.db, desk.partnerId), [], 'the books agree')
})

t.test('of two withdrawals of one voucher one wins, and the ledger has one entry', async (t) => {
  const desk = await openDesk(t)
  const colleague = await desk.addMember('issuer')
  await stockCustomers(desk, ['1001'])
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001')
  const forms = [await withdrawing(desk.browser, numbers), await withdrawing(colleague.browser, numbers)]
  const ends = await Promise.all(forms.map((form) => form.submit()))
  t.same(statuses(ends), [200, 422])
  t.match(ends.find(({ status }) => status === 422)?.errors(), {
    Vouchers: `Voucher ${numbers[0]} is withdrawn already.`,
  })
  const kinds = await desk.db
    .selectFrom('ledgerEntries')
    .select(['kind', 'amountMinor', 'balanceAfterMinor'])
    .orderBy('id')
    .execute()
  t.same(kinds, [
    { kind: 'issue', amountMinor: 8000, balanceAfterMinor: 8000 },
    { kind: 'withdraw', amountMinor: -8000, balanceAfterMinor: 0 },
  ])
  t.same(await rows(desk, 'withdrawals'), 1)
  t.same(await disagreements(desk.db, desk.partnerId), [], 'the books agree')
})

t.test('64 requests that confirm the same withdrawal at once withdraw once', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  const { numbers } = await stockVouchers(desk, await stockTemplate(desk), '1001\n1002')
  const confirm = await withdrawing(desk.browser, numbers)
  const ends = await Promise.all(Array.from({ length: 64 }, () => confirm.submit()))
  t.same(new Set(ends.map(({ path, status }) => `${status} ${path}`)), new Set(['200 /withdrawals/1']))
  t.same(await rows(desk, 'withdrawals'), 1)
  t.same(await rows(desk, 'ledgerEntries'), 4)
  t.same(await disagreements(desk.db, desk.partnerId), [], 'the books agree')
})

t.test(
  'two withdrawals that share a voucher race: one takes all of its vouchers, the other none',
  async (t) => {
    const desk = await openDesk(t)
    await stockCustomers(desk, ['1001', '1002', '1003'])
    const {
      numbers: [a = '', b = '', c = ''],
    } = await stockVouchers(desk, await stockTemplate(desk), '1001\n1002\n1003')
    const forms = [await withdrawing(desk.browser, [a, b]), await withdrawing(desk.browser, [b, c])]
    const ends = await Promise.all(forms.map((form) => form.submit()))
    t.same(statuses(ends), [200, 422])
    const left = await desk.db.selectFrom('vouchers').select('number').where('state', '=', 'unused').execute()
    t.same(left.length, 1)
  },
)

/** The Confirm of an issuance from the first template. */
async function issuing(browser: Browser, customers: string): Promise<Form> {
  const form = (await browser.get('/templates/1/issuances/new')).form('Continue')
  return (await form.fill({ Customers: customers, Reason: 'A race' }).submit()).form('Confirm')
}

/** The Confirm of a withdrawal, its reason filled in. */
async function withdrawing(browser: Browser, numbers: readonly string[]): Promise<Form> {
  await browser.get('/vouchers')
  const { location = '' } = await browser.post('/withdrawals/drafts', { voucher: numbers })
  return (await browser.get(location)).form('Confirm').fill({ Reason: 'A race' })
}

function statuses(pages: readonly Page[]): number[] {
  return pages.map(({ status }) => status).sort((a, b) => a - b)
}

async function rows(
  desk: Desk,
  table: 'issuances' | 'vouchers' | 'withdrawals' | 'ledgerEntries',
): Promise<number> {
  return (await desk.db.selectFrom(table).select('id').execute()).length
}
