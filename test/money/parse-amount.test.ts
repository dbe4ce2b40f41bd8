import fc from 'fast-check'
import t from 'tap'
import { inEnglish } from '../../src/errors.ts'
import { type Currency, currencyOf } from '../../src/money/currency.ts'
import { decimal } from '../../src/money/format-amount.ts'
import { LARGEST_MINOR, parseAmount } from '../../src/money/parse-amount.ts'

const USD = currencyOf('USD')
const JPY = currencyOf('JPY')
const KWD = currencyOf('KWD')
const currencies = fc.constantFrom(USD, JPY, KWD)

t.test('what decimal writes parseAmount reads, over the whole range', async () => {
  fc.assert(
    fc.property(currencies, fc.maxSafeNat(), (currency, minor) => {
      return parseAmount(decimal(minor, currency), currency) === minor
    }),
    {
      examples: [USD, JPY, KWD].flatMap((currency) =>
        [0, 1, 9, 10, 99, 1000, LARGEST_MINOR].map((minor) => [currency, minor]),
      ),
    },
  )
})

t.test('digits with a point are read exactly or refused, never rounded', async () => {
  const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`))
  fc.assert(
    fc.property(currencies, digits(17), fc.option(digits(5), { nil: '' }), (currency, whole, decimals) => {
      const read = parseAmount(decimals === '' ? whole : `${whole}.${decimals}`, currency)
      const exact = BigInt(whole + decimals.padEnd(currency.decimals, '0'))
      const fits = decimals.length <= currency.decimals && exact <= BigInt(LARGEST_MINOR)
      return fits ? read === Number(exact) : typeof read === 'object'
    }),
  )
})

t.test('whatever else is typed is refused, and never throws', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), currencies, (text, currency) => {
      const plain = /^[0-9]+(\.[0-9]+)?$/.test(text.trim())
      return plain || typeof parseAmount(text, currency) === 'object'
    }),
  )
})

t.test('amounts that people write', async (t) => {
  const written: [string, Currency, number][] = [
    ['0', USD, 0],
    ['12', USD, 1_200],
    ['12.5', USD, 1_250],
    ['12.50', USD, 1_250],
    ['0.01', USD, 1],
    ['0012.50', USD, 1_250],
    [' 12 ', USD, 1_200],
    ['\t12.34\n', USD, 1_234],
    ['12', JPY, 12],
    ['12.345', KWD, 12_345],
    ['12.3', KWD, 12_300],
    [`${'0'.repeat(40)}1`, USD, 100],
  ]
  for (const [text, currency, minor] of written) {
    t.equal(parseAmount(text, currency), minor, `${JSON.stringify(text)} ${currency.code}`)
  }
})

t.test('what is no amount is refused with an example in the decimals of the currency', async (t) => {
  const texts = [
    '',
    ' ',
    'NaN',
    'Infinity',
    '-1',
    '+1',
    '1e3',
    '0x10',
    '1,5',
    '1,500.00',
    '1 500',
    '1_000',
    '12.',
    '.5',
  ]
  for (const text of [...texts, '1.2.3', '$12', '12 USD', '12-', '١٢', '１２', '½', '1\n2']) {
    t.match(parseAmount(text, USD), { sentence: /Write the amount in digits/ }, JSON.stringify(text))
  }
  t.equal(said('ten', USD), 'Write the amount in digits with a point for decimals, such as 1500.50.')
  t.equal(said('ten', JPY), 'Write the amount in digits with a point for decimals, such as 1500.')
  t.equal(said('ten', KWD), 'Write the amount in digits with a point for decimals, such as 1500.500.')
})

t.test('more decimals than the currency has are refused, even where they are zeros', async (t) => {
  t.equal(said('10.005', USD), 'USD has 2 decimals. Write no more than that.')
  t.equal(said('10.000', USD), 'USD has 2 decimals. Write no more than that.')
  t.equal(said('1.0', JPY), 'JPY has no decimals. Write a whole amount.')
  t.equal(said('1.0005', KWD), 'KWD has 3 decimals. Write no more than that.')
})

t.test('the largest amount is read in each currency, and one more is refused', async (t) => {
  const limits: [Currency, string, string][] = [
    [USD, '90071992547409.91', '90071992547409.92'],
    [JPY, '9007199254740991', '9007199254740992'],
    [KWD, '9007199254740.991', '9007199254740.992'],
  ]
  for (const [currency, largest, tooLarge] of limits) {
    t.equal(parseAmount(largest, currency), LARGEST_MINOR, currency.code)
    t.equal(said(tooLarge, currency), 'The amount is larger than Scrip can hold.')
    t.equal(said('1'.repeat(17), currency), 'The amount is larger than Scrip can hold.')
    t.equal(said('9'.repeat(100_000), currency), 'The amount is larger than Scrip can hold.')
  }
})

function said(text: string, currency: Currency): string | undefined {
  const read = parseAmount(text, currency)
  return typeof read === 'number' ? undefined : inEnglish(read)
}
