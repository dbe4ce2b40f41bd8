import t from 'tap'
import { inEnglish } from '../../src/errors.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { checkTerms, type Terms, templateStatus } from '../../src/templates/template.ts'
import { readTemplateForm, templateFormValues } from '../../src/templates/template-form.ts'
import { TERMS } from '../support/stock.ts'

const TODAY = '2026-11-23'
const CATALOGUE = new Map([
  ['compute', true],
  ['storage', true],
  ['support', false],
])

t.test('terms that agree with themselves and the catalogue have nothing wrong with them', async (t) => {
  t.same(wrongIn({}), {})
  t.same(wrongIn({ scope: 'allowlist', products: ['compute', 'storage'] }), {})
  t.same(wrongIn({ scope: 'blocklist', products: ['support'] }), {})
  t.same(wrongIn({ ...fixed('2026-11-23', '2026-11-23') }), {})
  t.same(wrongIn({ ...fixed('2020-01-01', '2126-11-23') }), {})
  t.same(wrongIn({ maxVouchers: 2, maxVouchersPerCustomer: 2, maxTotalMinor: 8000 }), {})
})

t.test('the last day is neither before the first, nor over, nor beyond a century', async (t) => {
  t.same(wrongIn(fixed('2026-12-02', '2026-12-01')), { lastDay: 'The last day is before the first day.' })
  t.same(wrongIn(fixed('2026-11-01', '2026-11-22')), { lastDay: 'The last day is over already.' })
  const tooFar = { lastDay: 'The last day is more than 100 years away.' }
  t.same(wrongIn(fixed('2026-11-01', '2126-11-24')), tooFar)
  t.same(wrongIn(fixed('2026-11-01', '9999-12-31')), tooFar)
})

t.test('a limit that no voucher could keep is refused', async (t) => {
  t.same(wrongIn({ maxTotalMinor: 7999 }), { maxTotal: 'This is less than the amount of one voucher.' })
  t.same(wrongIn({ maxVouchers: 1, maxVouchersPerCustomer: 2 }), {
    maxVouchersPerCustomer: 'This is more than the vouchers in all.',
  })
  t.same(wrongIn({ maxVouchersPerCustomer: 2 }), {})
})

t.test('a specific voucher lists products, and only such as the catalogue allows', async (t) => {
  t.same(wrongIn({ scope: 'allowlist' }), { products: 'Tick at least one product.' })
  t.same(wrongIn({ scope: 'blocklist' }), { products: 'Tick at least one product.' })
  t.same(wrongIn({ scope: 'blocklist', products: ['compute', 'gone', 'lost'] }), {
    products: 'The catalogue has no product gone, lost.',
  })
  t.same(wrongIn({ scope: 'allowlist', products: ['compute', 'support'] }), {
    products: 'Not eligible for a specific voucher: support. Untick it, or change it under Products.',
  })
})

t.test('everything that is wrong is said at once', async (t) => {
  const terms = { ...fixed('2026-12-02', '2026-12-01'), scope: 'allowlist', maxTotalMinor: 1 } as const
  t.same(Object.keys(wrongIn(terms)), ['lastDay', 'maxTotal', 'products'])
})

t.test('a template is active to the end of its last day, and archived whatever the day', async (t) => {
  t.equal(templateStatus({ archivedAt: null, lastDayOn: null }, TODAY), 'active')
  t.equal(templateStatus({ archivedAt: null, lastDayOn: TODAY }, TODAY), 'active')
  t.equal(templateStatus({ archivedAt: null, lastDayOn: '2026-11-22' }, TODAY), 'ended')
  t.equal(templateStatus({ archivedAt: 'once', lastDayOn: '2026-11-22' }, TODAY), 'archived')
  t.equal(templateStatus({ archivedAt: 'once', lastDayOn: null }, TODAY), 'archived')
})

t.test('terms that are shown in the form and sent again are the same terms', async (t) => {
  const usd = currencyOf('USD')
  const terms: Terms[] = [
    { ...TERMS, note: 'Two\nlines', maxVouchers: 3, maxVouchersPerCustomer: 1, maxTotalMinor: 20_000_00 },
    { ...TERMS, ...fixed('2026-11-23', '2026-12-31'), minimumSpendMinor: 5 },
    { ...TERMS, scope: 'blocklist', products: ['compute', 'storage'], funding: 'sponsored' },
  ]
  for (const one of terms) {
    const values = Object.entries(templateFormValues(one, usd)).map(([name, value]) => [name, sent(value)])
    t.same(readTemplateForm(Object.fromEntries(values), usd), one)
  }
})

/** As a browser sends it: all texts. */
function sent(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String) : String(value ?? '')
}

function fixed(firstDayOn: string, lastDayOn: string) {
  return { validity: 'fixed', validDays: null, firstDayOn, lastDayOn } as const
}

/** What is wrong with otherwise good terms, by field. */
function wrongIn(terms: Partial<Terms>): Record<string, string> {
  const errors = checkTerms({ ...TERMS, ...terms }, TODAY, CATALOGUE)
  return Object.fromEntries(errors.map(({ field, phrase }) => [field, inEnglish(phrase)]))
}
