import { join } from 'node:path'
import t, { type Test } from 'tap'
import { furnish } from '../../src/demo/furnish.ts'
import { SAMPLE_TEAM } from '../../src/demo/sample-team.ts'
import { CURRENCIES, currencyOf } from '../../src/money/currency.ts'
import { amountsIn } from '../../src/money/format-amount.ts'
import { createPartner } from '../../src/partners/create-partner.ts'
import { keepUtcOffsets } from '../../src/partners/keep-utc-offsets.ts'
import { labelOf } from '../../src/templates/template-words.ts'
import { daysIn } from '../../src/time/format-time.ts'
import { addDays, later, nowAt, startOfDay } from '../../src/time/instant.ts'
import { validitySpan } from '../../src/vouchers/validity.ts'
import { VOUCHER_STATUS_OPTIONS } from '../../src/vouchers/voucher-words.ts'
import { chargeNow } from '../support/billing.ts'
import { type Browser, openBrowser } from '../support/browser.ts'
import { downloadRecords } from '../support/csv-records.ts'
import { freshDatabase, promptAt, SEEDED_AT, seed } from '../support/database.ts'
import { type Desk, openApp, openDesk, PASSWORD } from '../support/desk.ts'
import { olderDatabase } from '../support/older-database.ts'
import { runScrip } from '../support/scrip.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'
import { tamper } from '../support/tamper.ts'

const DAY = 24 * 60 * 60

// The views are of this moment, so the console must be, too.
const now = nowAt()

/** Each view, the download that says the same, and what the view calls a column of the download otherwise. */
const VIEWS: Record<string, { path: string; renamed?: Record<string, string> }> = {
  voucher_list: {
    path: '/vouchers.csv',
    renamed: { first_day: 'first_day_on', last_day: 'last_day_on' },
  },
  customer_balances: { path: '/reports/liability/customers.csv' },
  liability_by_month: { path: '/reports/liability.csv' },
  charge_list: { path: '/charges.csv' },
}

t.test('the views say of the demo what the console says', async (t) => {
  const { app, db, clock } = await openApp(t)
  // Two months ago, so that vouchers have expired since then: no one has let them lapse.
  await furnish(db, PASSWORD, later(now, -60 * DAY))
  clock.now = now
  const browser = openBrowser(app)
  await browser.signIn(SAMPLE_TEAM[0].email, PASSWORD)
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  await agree(t, prompt, browser, 'Meridian Cloud Partners')
  const listed = prompt.prepare(`SELECT status, balance, first_day_on, last_day_on, issued_on
    FROM voucher_list JOIN vouchers USING (number) ORDER BY vouchers.id DESC LIMIT 50`)
  t.same(
    (await browser.get('/vouchers'))
      .rows()
      .map((row) => [
        row.Status,
        row['Balance (USD)'],
        row['First day'],
        row['Last day'],
        row['Issued on']?.replace(/,.*/, ''),
      ]),
    (listed.raw().all() as string[][]).map(([status = '', balance, ...days]) => [
      labelOf(VOUCHER_STATUS_OPTIONS, status),
      amountsIn('en')(currencyOf('USD'))(Number(balance?.replace('.', ''))),
      ...days.map(daysIn('en-GB')),
    ]),
    'the first page of the list says so in words',
  )
  const count = (where: string) => prompt.prepare(`SELECT count(*) FROM ${where}`).pluck().get()
  t.not(count(`voucher_list WHERE status = 'expired' AND balance + 0 > 0`), 0)
  t.not(count(`liability_by_month WHERE status = 'expired'`), 0)
  t.not(count('customer_balances WHERE expired + 0 > 0'), 0)
})

t.test('the views tell several partners apart, each in its currency and with its days', async (t) => {
  const desk = await openDesk(t)
  const partners = [
    await stockPartner(desk, 'Sakura', 'JPY', 'Pacific/Auckland', '30'),
    await stockPartner(desk, 'Gulf', 'KWD', 'America/St_Johns', '9.500'),
    await stockPartner(desk, 'Rhein', 'EUR', 'Europe/Berlin', '30.05'),
  ]
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  for (const { name, browser } of partners) await agree(t, prompt, browser, name)
  t.same(prompt.prepare('SELECT partner, amount, covered, payable FROM charge_list').raw().all(), [
    ['Sakura', '30', '30', '0'],
    ['Gulf', '9.500', '8.000', '1.500'],
    ['Rhein', '30.05', '30.05', '0.00'],
  ])
  t.same(
    prompt
      .prepare(
        'SELECT partner, currency, total FROM customer_balances WHERE customer = ? ORDER BY total + 0 DESC',
      )
      .raw()
      .all('1001'),
    [
      ['Sakura', 'JPY', '15970'],
      ['Rhein', 'EUR', '129.95'],
      ['Gulf', 'KWD', '8.000'],
    ],
  )
})

t.test('amounts have the decimals of every currency that a partner can choose', async (t) => {
  const { db, file } = await freshDatabase(t)
  const prompt = promptAt(t, file)
  const { partnerId } = await seed(db)
  tamper(file, `UPDATE vouchers SET face_minor = 9007199254740991, balance_minor = 9007199254740905`)
  const change = prompt.prepare('UPDATE partners SET currency = ? WHERE id = ?')
  for (const { code, decimals } of CURRENCIES.values()) {
    change.run(code, partnerId)
    const amounts = prompt.prepare('SELECT face_value, balance FROM voucher_list').raw().get()
    t.same(amounts, AMOUNTS[decimals], code)
  }
})

const AMOUNTS = {
  0: ['9007199254740991', '9007199254740905'],
  2: ['90071992547409.91', '90071992547409.05'],
  3: ['9007199254740.991', '9007199254740.905'],
} as const

t.test('the days are the days of the partner wherever it is, as long as there are any', async (t) => {
  const { db, file } = await freshDatabase(t)
  const ids = await seed(db)
  // Far east and west, half and quarter hours, clocks that jump at midnight, in Ramadan, or no more.
  const zones = `Pacific/Kiritimati Pacific/Pago_Pago Asia/Kathmandu America/St_Johns Africa/Cairo Asia/Beirut
    Africa/Casablanca Europe/London Australia/Lord_Howe America/Sao_Paulo Pacific/Apia UTC`.split(/\s+/)
  const prompt = promptAt(t, file)
  for (const timeZone of zones) {
    await db.updateTable('partners').set({ timeZone }).execute()
    await db.transaction().execute(keepUtcOffsets)
    const spans = DAYS.map((day) => ({ firstDayOn: day, lastDayOn: addDays(day, 6) }))
    const vouchers = spans.map((span, place) => {
      const { validFromAt, expiresAt } = validitySpan({ ...span, validDays: null }, SEEDED_AT, timeZone)
      const issuedAt = later(startOfDay(span.firstDayOn, timeZone), -1)
      return `(1, '${place}', ${ids.templateId}, ${ids.issuanceId}, ${ids.customerId}, 100, 100, '${validFromAt}', '${expiresAt}', '${issuedAt}')`
    })
    tamper(
      file,
      `DELETE FROM vouchers; INSERT INTO vouchers (partner_id, number, template_id, issuance_id, customer_id,
        face_minor, balance_minor, valid_from_at, expires_at, issued_at) VALUES ${vouchers.join(', ')}`,
    )
    const days = prompt.prepare(
      'SELECT first_day_on, last_day_on, issued_on FROM voucher_list ORDER BY number + 0',
    )
    const due = spans.map((span) => [span.firstDayOn, span.lastDayOn, addDays(span.firstDayOn, -1)])
    const wrong = days
      .raw()
      .all()
      .filter((row, place) => String(row) !== String(due[place]))
    t.same(wrong, [], timeZone)
  }
})

/** From the first day that can be typed to the last, about every third week and so in every season. */
const DAYS = Array.from({ length: 17_000 }, (_, place) => addDays('2000-01-02', place * 21)).filter(
  (day, place) => day < '2999-12-20' && (place < 600 || place % 7 === 0),
)

t.test(
  'a partner that moves, and a country that changes its clocks, have other days from then on',
  async (t) => {
    const desk = await openDesk(t)
    const { browser } = desk
    const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
    await stockCustomers(desk, ['1001'])
    await stockVouchers(desk, await stockTemplate(desk), '1001')
    const first = () => prompt.prepare('SELECT first_day_on, last_day_on FROM voucher_list').raw().get()
    t.same(first(), ['2026-11-23', '2026-12-22'])
    const settings = (await browser.get('/settings'))
      .form('Continue')
      .fill({ 'Time zone': 'America/New_York' })
    await (await settings.submit()).form('Confirm').submit()
    t.same(first(), ['2026-11-22', '2026-12-22'])
    prompt.exec(`UPDATE utc_offsets SET minutes = 0`)
    t.same(first(), ['2026-11-23', '2026-12-22'])
    await desk.db.transaction().execute(keepUtcOffsets)
    t.same(first(), ['2026-11-22', '2026-12-22'])
  },
)

t.test('scrip migrate gives an older database its days', async (t) => {
  const { file } = await olderDatabase(t, 9)
  t.match(await runScrip(file, 'migrate'), { code: 0, out: /0010-views/ })
  t.same(promptAt(t, file).prepare('SELECT number, last_day_on, issued_on FROM voucher_list').raw().all(), [
    ['AAAA', '2026-01-31', '2026-01-02'],
    ['BBBB', '2026-01-31', '2026-01-02'],
  ])
})

t.test(
  'what is asked for by number, customer, template or an index goes through no whole table',
  async (t) => {
    const { file } = await freshDatabase(t)
    const prompt = promptAt(t, file)
    for (const query of [
      `voucher_list WHERE number = '7K2M-9QXC-4T0R'`,
      `voucher_list WHERE customer = '1001'`,
      `voucher_list WHERE customer = '1001' AND partner = 'Northwind' AND status = 'unused'`,
      `voucher_list WHERE template = 7`,
      `voucher_list JOIN vouchers USING (number) WHERE partner_id = 1 AND expires_at < '2027' ORDER BY expires_at`,
      `voucher_list JOIN vouchers USING (number) WHERE partner_id = 1 ORDER BY balance_minor DESC LIMIT 10`,
      `customer_balances WHERE customer = '1001'`,
      `charge_list WHERE customer = '1001'`,
    ]) {
      const steps = prompt.prepare(`EXPLAIN QUERY PLAN SELECT * FROM ${query}`).all() as { detail: string }[]
      t.same(
        steps.map(({ detail }) => detail).filter((step) => /^SCAN|TEMP B-TREE/.test(step)),
        [],
        query,
      )
    }
  },
)

/** Holds that each view has the rows of its download, in every column that both have. */
async function agree(t: Test, prompt: ReturnType<typeof promptAt>, browser: Browser, partner: string) {
  for (const [view, { path, renamed = {} }] of Object.entries(VIEWS)) {
    const columns = prompt.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(view) as string[]
    const records = await downloadRecords(browser, path)
    const said = records.map((record) =>
      Object.fromEntries(
        Object.entries(record)
          .map(([name, value]) => [renamed[name] ?? name, value] as const)
          .filter(([name]) => columns.includes(name)),
      ),
    )
    const common = Object.keys(said[0] ?? {})
    t.ok(common.length > 4, `${view} has columns of ${path}`)
    const rows = prompt.prepare(`SELECT ${common.map((name) => `CAST(${name} AS TEXT) AS ${name}`)}
      FROM ${view} WHERE partner = ?`)
    t.same(sorted(rows.all(partner)), sorted(said), `${view} agrees with ${path} of ${partner}`)
  }
}

function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort()
}

/** A partner with vouchers that are unused, part used and expired. */
async function stockPartner(desk: Desk, name: string, currency: string, timeZone: string, amount: string) {
  const { db, clock } = desk
  const email = `${name.toLowerCase()}@partners.example`
  const { passwordHash } = await db.selectFrom('members').select('passwordHash').executeTakeFirstOrThrow()
  const partner = { partnerName: name, currency, timeZone, name, email, passwordHash }
  clock.now = later(now, -40 * DAY)
  const id = await db.transaction().execute((trx) => createPartner(trx, partner, 'test', clock.now))
  const { partnerId } = await db
    .selectFrom('members')
    .select('partnerId')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const who = { id, partnerId }
  await stockCustomers(desk, ['1001', '1002'], who)
  await stockProducts(desk, { compute: {} }, who)
  await stockVouchers(desk, await stockTemplate(desk, {}, who), '1001\n1002', who)
  clock.now = now
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 45 }, who), '1001\n1002', who)
  await chargeNow(desk, { amount }, who)
  const browser = desk.stranger()
  await browser.signIn(email, PASSWORD)
  return { name, browser }
}
