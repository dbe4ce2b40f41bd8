import t from 'tap'
import { inputType } from '../../src/web/forms.ts'

t.test('a field for days shows a text that is no day as a text, and so does one for months', async (t) => {
  t.equal(inputType('date', '2026-12-31'), 'date')
  t.equal(inputType('date', '2026-02-30'), 'text')
  t.equal(inputType('date', 'next week'), 'text')
  t.equal(inputType('month', '2026-12'), 'month')
  t.equal(inputType('month', '2026-13'), 'text')
})

t.test('an empty field has the type that it was given, and so has any other field', async (t) => {
  t.equal(inputType('date', undefined), 'date')
  t.equal(inputType('date', ''), 'date')
  t.equal(inputType('email', 'no email'), 'email')
  t.equal(inputType(undefined, 'a text'), 'text')
})
