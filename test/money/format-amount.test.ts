import fc from 'fast-check'
import t from 'tap'
import { currencyOf } from '../../src/money/currency.ts'
import { amountsIn, decimal, formatMoney } from '../../src/money/format-amount.ts'

const USD = currencyOf('USD')
const JPY = currencyOf('JPY')
const KWD = currencyOf('KWD')
const currencies = fc.constantFrom(USD, JPY, KWD)
/** Sums too, past what a number holds. */
const amounts = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })

t.test('a machine reads plain digits, a point and every decimal', async (t) => {
  t.equal(decimal(1_250, USD), '12.50')
  t.equal(decimal(0, USD), '0.00')
  t.equal(decimal(-0, USD), '0.00')
  t.equal(decimal(5, USD), '0.05')
  t.equal(decimal(-5, USD), '-0.05')
  t.equal(decimal(-1_250, USD), '-12.50')
  t.equal(decimal(1_250, JPY), '1250')
  t.equal(decimal(-1, JPY), '-1')
  t.equal(decimal(1_250, KWD), '1.250')
  t.equal(decimal(Number.MAX_SAFE_INTEGER, USD), '90071992547409.91')
  t.equal(decimal(2n ** 64n, KWD), '18446744073709551.616')
})

t.test('no digit is lost or added, however large the sum', async () => {
  fc.assert(
    fc.property(amounts, currencies, (minor, currency) => {
      const [, decimals = ''] = decimal(minor, currency).split('.')
      return (
        BigInt(decimal(minor, currency).replace('.', '')) === minor && decimals.length === currency.decimals
      )
    }),
  )
})

t.test('a person reads the same digits, grouped', async () => {
  fc.assert(
    fc.property(amounts, currencies, (minor, currency) => {
      return amountsIn('en')(currency)(minor).replaceAll(',', '') === decimal(minor, currency)
    }),
  )
})

t.test('amounts are grouped as the language does it', async (t) => {
  t.equal(amountsIn('en')(USD)(123_450), '1,234.50')
  t.equal(amountsIn('en')(USD)(-123_450), '-1,234.50')
  t.equal(amountsIn('de')(USD)(123_450), '1.234,50')
  t.equal(amountsIn('en')(JPY)(123_450), '123,450')
  t.equal(amountsIn('en')(KWD)(1_234_567), '1,234.567')
  t.equal(amountsIn('en')(KWD)(0), '0.000')
})

t.test('in a sentence an amount names its currency', async (t) => {
  t.equal(formatMoney(15_550, USD), 'USD 155.50')
  t.equal(formatMoney(15_550, JPY), 'JPY 15,550')
})
