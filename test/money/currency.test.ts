import t from 'tap'
import { CURRENCIES, currencyOf } from '../../src/money/currency.ts'

t.test('a currency has the decimals ISO 4217 gives it, whatever is used in shops', async (t) => {
  const decimals = {
    USD: 2,
    EUR: 2,
    CNY: 2,
    HUF: 2,
    IDR: 2,
    JPY: 0,
    KRW: 0,
    VND: 0,
    XOF: 0,
    KWD: 3,
    IQD: 3,
    TND: 3,
  }
  for (const [code, number] of Object.entries(decimals)) t.same(currencyOf(code), { code, decimals: number })
})

t.test('every currency is listed once, in the order of the alphabet', async (t) => {
  const codes = [...CURRENCIES.keys()]
  t.same(codes, [...new Set(codes)].sort())
  for (const [code, currency] of CURRENCIES) {
    t.match(code, /^[A-Z]{3}$/)
    t.equal(currency.code, code)
  }
})

t.test('a code that no one pays in is refused', async (t) => {
  for (const code of [
    '',
    'usd',
    'XXX',
    'XAU',
    'XTS',
    'CLF',
    'UYW',
    'DEM',
    'US',
    'USDT',
    'toString',
    '__proto__',
  ]) {
    t.throws(() => currencyOf(code), RangeError, code)
  }
})
