import fc from 'fast-check'
import t from 'tap'
import {
  addExact,
  EXACTLY_NOTHING,
  type Exact,
  formatExact,
  parseExact,
  roundHalfUp,
  storedExact,
  subtractExact,
} from '../../src/money/exact.ts'

function exact(text: string): Exact {
  const read = parseExact(text)
  if ('units' in read) return read
  throw new Error(`${text} is refused`)
}

t.test('plain decimals and E notation are read to the last digit', async (t) => {
  const texts = {
    '0.00000080000': '0.0000008',
    '8E-7': '0.0000008',
    '1.2e+3': '1200',
    '-2.61370000000': '-2.6137',
    '.5': '0.5',
    '007': '7',
    '-0': '0',
    '0E-400': '0',
    '12345678901234567.00000000000000000000000000001': '12345678901234567.00000000000000000000000000001',
  }
  for (const [text, written] of Object.entries(texts)) t.equal(formatExact(exact(text)), written, text)
})

t.test('what is no plain decimal is refused with its own text, never guessed at', async (t) => {
  const texts = [
    '',
    'NaN',
    'Infinity',
    '-Infinity',
    '1,5',
    '1.234,50',
    '0x10',
    '1 000',
    '$5',
    '+',
    '-',
    '.',
    '5.',
    'e5',
  ]
  for (const text of [...texts, '1e', '--1', '1.2.3', '１２', '9'.repeat(101)]) {
    t.match(
      parseExact(text),
      { sentence: /^“\{text\}” is no amount/, values: { text: text.slice(0, 40) } },
      text,
    )
  }
})

t.test('what is past all bounds is refused before any power of ten is computed', async (t) => {
  for (const text of ['1e309', '-1e309', '1e999999999999', '123456789012345678']) {
    t.match(parseExact(text), { sentence: '“{text}” is larger than Scrip can hold.' }, text)
  }
  for (const text of ['1e-309', '1e-999999999999', `0.${'0'.repeat(50)}1`]) {
    t.match(parseExact(text), { sentence: '“{text}” has more decimals than Scrip can hold.' }, text)
  }
})

t.test('rounding is half up, and mirrored below nothing', async (t) => {
  const cents = {
    '0.004999999': 0n,
    '0.005': 1n,
    '0.015': 2n,
    '2.675': 268n,
    '7': 700n,
    '-0.004': 0n,
    '-0.005': -1n,
  }
  for (const [text, rounded] of Object.entries(cents)) t.equal(roundHalfUp(exact(text), 2), rounded, text)
  t.equal(roundHalfUp(exact('0.5'), 0), 1n)
  t.equal(roundHalfUp(exact('1.0005'), 3), 1001n)
})

t.test('a sum that no line could hold is stored and read all the same', async (t) => {
  const large = exact(`99999999999999999.${'9'.repeat(50)}`)
  const sum = formatExact(addExact(large, large))
  t.equal(sum, `199999999999999999.${'9'.repeat(49)}8`)
  t.equal(formatExact(storedExact(sum)), sum)
  t.throws(() => storedExact('1,5'), RangeError)
})

/** A decimal as a bill writes it, and the same in units of 10^-30, made without the code under test. */
const decimal = fc
  .record({
    negative: fc.boolean(),
    whole: fc.bigInt(0n, 10n ** 15n),
    decimals: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }).map((digits) => digits.join('')),
  })
  .map(({ negative, whole, decimals }) => ({
    text: `${negative ? '-' : ''}${whole}${decimals && `.${decimals}`}`,
    units: BigInt(`${whole}${decimals.padEnd(30, '0')}`) * (negative ? -1n : 1n),
  }))

t.test('a sum in any order is the sum of integers of one fine unit', async () => {
  fc.assert(
    fc.property(fc.array(decimal, { maxLength: 30 }), (decimals) => {
      const sum = decimals.reduce((sum, { text }) => addExact(sum, exact(text)), EXACTLY_NOTHING)
      return roundHalfUp(sum, 30) === decimals.reduce((sum, { units }) => sum + units, 0n)
    }),
  )
})

t.test('what was written is read back as the same amount; taking it away leaves nothing', async () => {
  fc.assert(
    fc.property(decimal, ({ text }) => {
      const amount = exact(text)
      const again = storedExact(formatExact(amount))
      return subtractExact(again, amount).units === 0n && formatExact(again) === formatExact(amount)
    }),
  )
})
