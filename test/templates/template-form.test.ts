import t from 'tap'
import { InvalidInput, inEnglish } from '../../src/errors.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { readTemplateForm } from '../../src/templates/template-form.ts'
import { TERMS } from '../support/stock.ts'

const GOOD = {
  name: 'Winter offer',
  usage: 'customer_offer',
  scope: 'general',
  paymentMode: 'all',
  amount: '80',
  minimumSpend: '',
  validity: 'days',
  days: '30',
  funding: 'own_cost',
  maxVouchers: '',
  maxVouchersPerCustomer: '',
  maxTotal: '',
  note: '',
}

t.test('a form becomes terms: amounts in minor units, what was left empty is no limit', async (t) => {
  t.same(read(GOOD), TERMS)
})

t.test('amounts are read in the currency of the partner', async (t) => {
  t.equal(readTemplateForm({ ...GOOD, amount: '80.125' }, currencyOf('KWD')).amountMinor, 80_125)
  t.equal(readTemplateForm({ ...GOOD, amount: '80' }, currencyOf('JPY')).amountMinor, 80)
  t.same(wrong({ amount: '80.5' }, 'JPY'), { amount: 'JPY has no decimals. Write a whole amount.' })
})

t.test('products are listed once each, in order, however many were ticked', async (t) => {
  t.same(read({ ...GOOD, scope: 'allowlist', products: ['b', 'a', 'b'] }).products, ['a', 'b'])
  t.same(read({ ...GOOD, scope: 'blocklist', products: 'a' }).products, ['a'])
  t.same(read({ ...GOOD, scope: 'blocklist' }).products, [], 'none is for the rules to refuse')
})

t.test('fields that do not apply to the choice made are ignored, whatever stands in them', async (t) => {
  t.same(read({ ...GOOD, products: ['x'], firstDay: 'never', lastDay: ['a', 'b'] }), read(GOOD))
  const fixed = { ...GOOD, validity: 'fixed', firstDay: '2026-12-01', lastDay: '2026-12-24' }
  t.match(read({ ...fixed, days: 'many' }), {
    validDays: null,
    firstDayOn: '2026-12-01',
    lastDayOn: '2026-12-24',
  })
})

t.test('fields that nobody asked for are ignored', async (t) => {
  t.same(
    read({ ...GOOD, _csrf: 'x', id: '7', frozenAt: 'now', issuedCount: '9', partnerId: '2' }),
    read(GOOD),
  )
})

t.test('each field says what is wrong with it', async (t) => {
  const missing = 'Fill this in.'
  const option = 'Choose one of the options.'
  const once = 'Give this only once.'
  const digits = 'Write the amount in digits with a point for decimals, such as 1500.50.'
  const decimals = 'USD has 2 decimals. Write no more than that.'
  const least = 'The least is USD 0.01.'
  const most = 'Write a whole number from 1 to 1000000000.'
  const days = 'Write a whole number from 1 to 3650.'
  const day = 'Write a day that exists as year-month-day, such as 2026-12-31.'
  const fixed = { validity: 'fixed', firstDay: '2026-12-01', lastDay: '2026-12-24' }
  const cases: [Record<string, unknown>, Record<string, string>][] = [
    [{ name: ' ' }, { name: missing }],
    [{ name: 'x'.repeat(101) }, { name: 'Write at most 100 characters.' }],
    [{ name: 'two\nlines' }, { name: 'Remove the line breaks and control characters.' }],
    [{ name: ['a', 'b'] }, { name: once }],
    [{ usage: undefined }, { usage: option }],
    [{ usage: 'gift' }, { usage: option }],
    [{ scope: '' }, { scope: option }],
    [{ scope: ['general', 'allowlist'] }, { scope: once }],
    [{ paymentMode: 'cash' }, { paymentMode: option }],
    [{ amount: '' }, { amount: missing }],
    [{ amount: '0' }, { amount: least }],
    [{ amount: '0.00' }, { amount: least }],
    [{ amount: '-5' }, { amount: digits }],
    [{ amount: '1,500' }, { amount: digits }],
    [{ amount: '1e3' }, { amount: digits }],
    [{ amount: '10.005' }, { amount: decimals }],
    [{ amount: '99999999999999999' }, { amount: 'The amount is larger than Scrip can hold.' }],
    [{ minimumSpend: 'some' }, { minimumSpend: digits }],
    [{ validity: 'ever' }, { validity: option }],
    [{ days: '' }, { days }],
    [{ days: '0' }, { days }],
    [{ days: '3651' }, { days }],
    [{ days: '1.5' }, { days }],
    [{ ...fixed, firstDay: '' }, { firstDay: missing }],
    [{ ...fixed, firstDay: '2026-02-30' }, { firstDay: day }],
    [{ ...fixed, lastDay: '24.12.2026' }, { lastDay: day }],
    [{ funding: 'someone' }, { funding: option }],
    [{ maxVouchers: '0' }, { maxVouchers: most }],
    [{ maxVouchers: '1000000001' }, { maxVouchers: most }],
    [{ maxVouchersPerCustomer: 'one' }, { maxVouchersPerCustomer: most }],
    [{ maxTotal: '0' }, { maxTotal: least }],
    [{ note: 'x'.repeat(2001) }, { note: 'Write at most 2000 characters.' }],
    [{ note: 'a bell\u0007' }, { note: 'Remove the control characters.' }],
  ]
  for (const [fields, errors] of cases) t.same(wrong(fields), errors, JSON.stringify(fields).slice(0, 60))
})

t.test('all that is wrong is said at once, in the order of the form', async (t) => {
  t.same(Object.keys(wrongIn({ validity: 'fixed' })), [
    'name',
    'usage',
    'scope',
    'paymentMode',
    'amount',
    'firstDay',
    'lastDay',
    'funding',
  ])
  t.same(Object.keys(wrongIn(undefined)), [
    'name',
    'usage',
    'scope',
    'paymentMode',
    'amount',
    'validity',
    'funding',
  ])
})

function read(body: unknown) {
  return readTemplateForm(body, currencyOf('USD'))
}

/** What is said of an otherwise good form, by field. */
function wrong(fields: Record<string, unknown>, currency = 'USD') {
  return wrongIn({ ...GOOD, ...fields }, currency)
}

function wrongIn(body: unknown, currency = 'USD'): Record<string, string> {
  try {
    readTemplateForm(body, currencyOf(currency))
    return {}
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return Object.fromEntries(error.errors.map(({ field, phrase }) => [field, inEnglish(phrase)]))
  }
}
