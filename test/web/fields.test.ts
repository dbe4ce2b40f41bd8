import t from 'tap'
import { z } from 'zod'
import { InvalidInput, inEnglish } from '../../src/errors.ts'
import { currencyOf } from '../../src/money/currency.ts'
import {
  amount,
  choice,
  day,
  email,
  field,
  line,
  lines,
  many,
  optional,
  optionalChoice,
  parse,
  secret,
  ticked,
  wholeNumber,
} from '../../src/web/fields.ts'

/** What a field makes of a value: the typed value, or the sentence it answers. */
function reading(schema: z.ZodType) {
  return (raw?: unknown): unknown => {
    try {
      return parse(z.object({ it: schema }), { it: raw }).it
    } catch (error) {
      if (error instanceof InvalidInput) return error.errors.map((wrong) => inEnglish(wrong.phrase)).join(' ')
      throw error
    }
  }
}

const HOSTILE: unknown[] = [['a', 'b'], [], {}, { toString: 'x' }, 5, true, null]

t.test('a line is trimmed, in one Unicode form, and of one line', async (t) => {
  const read = reading(line(5))
  t.equal(read('  Ada '), 'Ada')
  t.equal(read('e\u0301'), '\u00e9')
  t.equal(read('12345'), '12345')
  t.equal(read('123456'), 'Write at most 5 characters.')
  t.equal(read(' '), 'Fill this in.')
  t.equal(read(undefined), 'Fill this in.')
  for (const bad of ['a\nb', 'a\0b', 'a\tb', 'a\u202eb', 'a\u2028b']) {
    t.equal(read(bad), 'Remove the line breaks and control characters.')
  }
  t.equal(reading(line(5, { required: false }))(''), '')
})

t.test('several lines have one kind of line end', async (t) => {
  const read = reading(lines(10))
  t.equal(read('a\r\nb\rc\n'), 'a\nb\nc')
  t.equal(read('a\tb'), 'a\tb')
  t.equal(read('a\0b'), 'Remove the control characters.')
  t.equal(read('x'.repeat(11)), 'Write at most 10 characters.')
  t.equal(read(''), 'Fill this in.')
})

t.test('a value of another type, or given twice, is refused by every field that takes one', async (t) => {
  const fields = [line(5), lines(5), choice(['a']), optional(day), ticked(), secret((text) => text)]
  for (const schema of fields) {
    for (const raw of HOSTILE) {
      const answer = Array.isArray(raw) ? 'Give this only once.' : 'Write this as text.'
      t.equal(reading(schema)(raw), answer, JSON.stringify(raw))
    }
  }
})

t.test('a choice is one of its values', async (t) => {
  t.equal(reading(choice(['a', 'b']))('b'), 'b')
  t.equal(reading(choice(['a', 'b']))('c'), 'Choose one of the options.')
  t.equal(reading(choice(['a', 'b']))(''), 'Choose one of the options.')
  t.equal(reading(optionalChoice(['a', 'b']))(''), null)
  t.equal(reading(optionalChoice(['a', 'b']))('toString'), 'Choose one of the options.')
})

t.test('a tick box is ticked or not', async (t) => {
  t.equal(reading(ticked())('yes'), true)
  t.equal(reading(ticked())(undefined), false)
})

t.test('many values are a list, however many there are', async (t) => {
  t.same(reading(many())(undefined), [])
  t.same(reading(many())('a'), ['a'])
  t.same(reading(many())(['a', 'b']), ['a', 'b'])
  t.equal(reading(many())([{}]), 'This value cannot be read.')
})

t.test('the outer spaces of a password are part of it', async (t) => {
  t.equal(reading(secret((text) => text))(' x '), ' x ')
})

t.test('a whole number is digits between its bounds', async (t) => {
  const read = reading(field(wholeNumber(1, 100)))
  t.equal(read('1'), 1)
  t.equal(read(' 100 '), 100)
  for (const bad of ['0', '101', '-1', '1.0', '1e1', '0x1', '', '١', '9'.repeat(400)]) {
    t.equal(read(bad), 'Write a whole number from 1 to 100.', bad)
  }
})

t.test('an amount is in minor units, at least what it must be', async (t) => {
  const read = reading(field(amount(currencyOf('USD'), 100)))
  t.equal(read('1'), 100)
  t.equal(read('12.50'), 1250)
  t.equal(read('0.99'), 'The least is USD 1.00.')
  t.equal(read('10.005'), 'USD has 2 decimals. Write no more than that.')
  t.equal(read(''), 'Fill this in.')
  t.equal(reading(optional(amount(currencyOf('USD'), 0)))(''), null)
})

t.test('a day exists', async (t) => {
  const read = reading(field(day))
  t.equal(read('2028-02-29'), '2028-02-29')
  t.equal(read(''), 'Fill this in.')
  for (const bad of ['2026-02-29', '29.02.2028', '2028-2-9', '2028-02-29T00:00', '-000001-01-01']) {
    t.equal(read(bad), 'Write a day that exists as year-month-day, such as 2026-12-31.', bad)
  }
})

t.test('an email is in lower case and looks like one', async (t) => {
  const read = reading(field(email))
  t.equal(read(' Ada@Example.COM '), 'ada@example.com')
  for (const bad of ['ada', '@example.com', 'ada@', 'a b@c.d', 'a@b@c', '<a@b.c>', `${'x'.repeat(65)}@b.c`]) {
    t.equal(read(bad), 'Write an email address, such as name@example.com.', bad)
  }
})

t.test('an email holds nothing that is not seen: it would pass for another one', async (t) => {
  const read = reading(field(email))
  for (const unseen of ['\u202E', '\u200B', '\u0000', '\u0007', '\u00AD']) {
    t.match(read(`ada${unseen}@example.com`), /^Write an email address/, JSON.stringify(unseen))
  }
})

t.test('every field that is wrong is named, not only the first', async (t) => {
  const schema = z.object({ one: line(5), two: field(day), three: choice(['a']) })
  t.throws(() => parse(schema, { two: 'never' }), {
    errors: [{ field: 'one' }, { field: 'two' }, { field: 'three' }],
  })
})

t.test('a body that is no form at all is read as an empty one', async (t) => {
  t.throws(() => parse(z.object({ one: line(5) }), undefined), { errors: [{ field: 'one' }] })
  t.throws(() => parse(z.object({ one: line(5) }), null), { errors: [{ field: 'one' }] })
  t.throws(() => parse(z.object({ one: line(5) }), 'text'), InvalidInput)
})
