import t, { type Test } from 'tap'
import { chargeNow } from '../support/billing.ts'
import { importLines, issueSinceOctober, openBilledDesk } from '../support/bills.ts'
import type { Browser } from '../support/browser.ts'
import { downloadRecords } from '../support/csv-records.ts'
import type { Desk } from '../support/desk.ts'
import { stockCustomers, stockProducts } from '../support/stock.ts'

/** A charge, as the list should know it without asking the database. */
interface Known {
  id: string
  customer: string
  product: string
  mode: string
  day: string
  covered: string
  source: string
}

/** In the order of their posting. Vouchers of 1001 hold 15.00, each charge is one of 10.00. */
const KNOWN: Known[] = `
  bill-1-1 1002 compute postpaid 2026-11-01 not_at_all bill
  C-1      1001 compute prepaid  2026-11-20 fully      api
  C-2      1001 storage postpaid 2026-11-03 partly     api
  C-3      1001 compute postpaid 2026-11-21 not_at_all api
  C-4      1002 storage prepaid  2026-11-05 not_at_all api
  C-5      1002 compute postpaid 2026-11-05 not_at_all api`
  .trim()
  .split('\n')
  .map((line) => {
    const [id = '', customer = '', product = '', mode = '', day = '', covered = '', source = ''] = line
      .trim()
      .split(/ +/)
    return { id, customer, product, mode, day, covered, source }
  })

/** The slow, obvious reading of each filter, with values to try. */
const FILTERS: Record<string, { values: string[]; keeps(charge: Known, value: string): boolean }> = {
  charge_id: { values: ['C-2', 'nothing'], keeps: ({ id }, value) => id === value },
  customer: { values: ['1001', '1002', 'nobody'], keeps: ({ customer }, value) => customer === value },
  product: { values: ['compute', 'storage', 'nothing'], keeps: ({ product }, value) => product === value },
  payment_mode: { values: ['prepaid', 'postpaid'], keeps: ({ mode }, value) => mode === value },
  covered: { values: ['fully', 'partly', 'not_at_all'], keeps: ({ covered }, value) => covered === value },
  source: { values: ['api', 'bill', 'hand'], keeps: ({ source }, value) => source === value },
  bill: { values: ['1', '7'], keeps: ({ id }, value) => id.startsWith(`bill-${value}-`) },
  occurred_from: { values: ['2026-11-05', '2026-11-22'], keeps: ({ day }, value) => day >= value },
  occurred_before: { values: ['2026-11-05', '2026-11-21'], keeps: ({ day }, value) => day < value },
}

t.test('each filter leaves what it says, and so does each pair of them', async (t) => {
  const { browser } = await openKnown(t)
  const cases = Object.entries(FILTERS).flatMap(([name, { values }]) =>
    values.map((value): [string, string] => [name, value]),
  )
  for (const one of cases) {
    for (const other of cases.filter(([name]) => name >= one[0])) {
      if (other[0] === one[0] && other[1] !== one[1]) continue
      const kept = KNOWN.filter((charge) =>
        [one, other].every(([name, value]) => FILTERS[name]?.keeps(charge, value)),
      )
      const query = new URLSearchParams([one, ...(other === one ? [] : [other])]).toString()
      t.same((await listed(browser, query)).sort(), kept.map(({ id }) => id).sort(), query)
    }
  }
})

t.test('the last posted comes first and, narrowed to some days alone, the latest fee', async (t) => {
  const { browser } = await openKnown(t)
  t.same(await listed(browser, ''), ['C-5', 'C-4', 'C-3', 'C-2', 'C-1', 'bill-1-1'])
  t.same(await listed(browser, 'customer=1001'), ['C-3', 'C-2', 'C-1'])
  t.same(await listed(browser, 'occurred_from=2026-11-02'), ['C-3', 'C-1', 'C-5', 'C-4', 'C-2'])
  t.same(await listed(browser, 'occurred_before=2026-11-06'), ['C-5', 'C-4', 'C-2', 'bill-1-1'])
  t.same(await listed(browser, 'customer=1001&occurred_before=2026-11-21'), ['C-2', 'C-1'])
})

t.test('a list of some days goes on behind its first page, and back, and is downloaded whole', async (t) => {
  const desk = await openBilledDesk(t)
  for (let index = 0; index < 60; index++) {
    const occurred_at = `2026-11-${10 + (index % 7)}T00:00:00Z`
    await chargeNow(desk, { charge_id: `C-${index}`, amount: '1.00', occurred_at })
  }
  const days = '/charges?occurred_from=2026-11-11&occurred_before=2026-11-17'
  const first = await desk.browser.get(days)
  const second = await first.follow('Older')
  const ids = [...first.rows(), ...second.rows()].map((row) => row['Charge ID'])
  t.equal(new Set(ids).size, 51)
  t.same((await second.follow('Newer')).rows(), first.rows())
  const records = await downloadRecords(desk.browser, days.replace('?', '.csv?'))
  t.same(
    records.map((record) => record.charge_id),
    ids,
  )
  const dates = records.map((record) => record.occurred_at)
  t.same(dates, dates.toSorted().reverse())
})

t.test('what another partner’s customers and products are called finds nothing of theirs', async (t) => {
  const desk = await openKnown(t)
  const other = await desk.addPartner()
  await stockCustomers(desk, ['1001'], other)
  await stockProducts(desk, { compute: {} }, other)
  for (const query of ['customer=1001', 'product=compute', 'bill=1', 'charge_id=C-1', 'source=api']) {
    t.same(await listed(other.browser, query), [], query)
  }
})

/** A desk with the charges that are known. */
async function openKnown(t: Test): Promise<Desk> {
  const desk = await openBilledDesk(t)
  await importLines(desk.browser, [{ BilledCost: '10.00', SubAccountId: '1002' }])
  await issueSinceOctober(desk, '1001 15.00')
  for (const { id, customer, product, mode, day } of KNOWN.slice(1)) {
    const fee = { customer, product, payment_mode: mode, amount: '10.00', occurred_at: `${day}T12:00:00Z` }
    await chargeNow(desk, { charge_id: id, ...fee })
  }
  return desk
}

/** The ids of the charges on a list. */
async function listed(browser: Browser, query: string): Promise<string[]> {
  const page = await browser.get(`/charges?${query}`)
  return page.rows().map((row) => row['Charge ID'] ?? '')
}
